"""Real servers for tests: started on a free port, ended by the process that started them, asked over raw sockets."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path) -> dict[str, str]:
    """This process's environment with the store's home, without settings that a developer may have made."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "PROVEOUT_"))}
    return kept | {"PROVEOUT_HOME": str(home)}


@contextmanager
def server(
    command: Sequence[str], port: int, home: Path, folder: Path = ROOT, settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m COMMAND` in `folder` while it answers on the port, with `settings` in its environment."""
    log = home.parent / f"server-{port}.log"
    with log.open("wb") as out:
        env = environment(home) | dict(settings or {})
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=folder, env=env, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            for _ in range(600):
                if process.poll() is not None:
                    raise AssertionError(f"the server ended with {process.returncode}: {log.read_text()}")
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            process.wait(20)


def ask(
    port: int, host: str | Sequence[str] = "localhost", path: str = "/", peer: str = "127.0.0.1", more: str = ""
) -> tuple[int, str]:
    """Status and body of one request; `host` may be several Host headers, or none at all ([])."""
    hosts = [host] if isinstance(host, str) else host
    head = "".join(f"Host: {name}\r\n" for name in hosts)
    closing = "" if "Upgrade" in more else "Connection: close\r\n"
    with socket.create_connection((peer, port), 20) as connection:
        connection.settimeout(20)
        connection.sendall(f"GET {path} HTTP/1.1\r\n{head}{closing}{more}\r\n".encode())
        got = connection.recv(65536)
        while b"\r\n\r\n" in got and "Upgrade" not in more and (block := connection.recv(65536)):
            got += block
    head_, _, body = got.decode(errors="replace").partition("\r\n\r\n")
    return int(head_.split(" ", 2)[1]), body


def own_address() -> str | None:
    """An address of this machine that is not loopback; none where it has no network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: only picks the interface
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if address.startswith(("127.", "0.")) else address
