"""A web server on loopback that takes what alerts send, and can be told to fail or to wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Web:
    """It keeps the requests that it takes; `status` is what it answers, `after` is waited for before."""

    port: int = 0
    status: int = 200
    after: threading.Event | None = None
    taken: list[tuple[dict[str, str], str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def receiving() -> Iterator[Web]:
    """The server, for as long as it is asked for."""
    kept = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            kept.asked.append(self.path)
            if kept.after:
                kept.after.wait(20)
            if kept.status == 200:
                kept.taken.append((dict(self.headers), body))
            self.send_response(kept.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        if kept.after:
            kept.after.set()
        server.shutdown()
        server.server_close()
