"""A signing-on proxy as companies put one in front: it hands on what a browser sends, and says who that is."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def signing_on(port: int, email: str) -> Iterator[str]:
    """The address of a proxy before the server on a port, for one person.

    A browser told to send the header itself would leave it out of its WebSockets, and they carry all of a page.
    """
    says = f"X-Forwarded-Email: {email}\r\n".encode()

    class Handed(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                if not (got := self.request.recv(65536)):
                    return
                head += got
            first, _, rest = head.partition(b"\r\n")
            rest = rest.replace(b"Connection: keep-alive\r\n", b"Connection: close\r\n", 1)  # a request a connection
            with socket.create_connection(("127.0.0.1", port)) as behind:
                behind.sendall(first + b"\r\n" + says + rest)
                back = threading.Thread(target=pump, args=(behind, self.request), daemon=True)
                back.start()
                pump(self.request, behind)
                back.join()

    class Proxy(socketserver.ThreadingTCPServer):
        daemon_threads, block_on_close, request_queue_size = True, False, 64

    with Proxy(("127.0.0.1", 0), Handed) as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://localhost:{proxy.server_address[1]}"
        proxy.shutdown()


def pump(source: socket.socket, target: socket.socket) -> None:
    """All bytes of one side to the other, until either has ended."""
    with suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
