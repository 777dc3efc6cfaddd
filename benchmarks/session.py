"""A server on a store, and one reader's session with it without a browser: page scripts timed from asked to finished.

A real session rather than Streamlit's AppTest, which compiles the page anew on every run and parses all that it is
sent: neither happens on a server. Timed is what a browser waits for: asking, running, and all that is sent of it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120.0  # the first page imports Plotly and pandas


@contextmanager
def server(command: list[str], home: Path) -> Iterator[tuple[int, int]]:
    """`python COMMAND` with {port} in it, on a store, while it answers; its port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PROVEOUT_HOME": str(home), "PYTHONPATH": str(ROOT)}
    given = [part.format(port=port) for part in command]
    log = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, *given], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def proveout(home: Path) -> Iterator[tuple[int, int]]:
    """The dashboard on a store, as `proveout serve` starts it; its port and process."""
    with server(["-m", "metrics.cli", "serve", "--port", "{port}", "--home", str(home)], home) as found:
        yield found


class Session:
    """One reader's connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._pages: dict[str, str] = {}
        self.run("")

    def run(self, page: str, **query: str) -> tuple[float, list[ForwardMsg]]:
        """Seconds until the script of a page has run and all that it shows is here; and that.

        Raises AssertionError where the script failed, and LookupError for a page that is not in the navigation.
        """
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode(query)
        asked.rerun_script.context_info.timezone = "UTC"
        asked.rerun_script.context_info.color_scheme = "light"
        if page:
            asked.rerun_script.page_script_hash = self._pages[page]
        began, got = time.perf_counter(), []
        self._connection.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(bytes(self._connection.recv(SECONDS)))  # type: ignore[arg-type]
            got.append(told)
            kind = told.WhichOneof("type")
            if kind == "navigation":
                self._pages = {entry.url_pathname: entry.page_script_hash for entry in told.navigation.app_pages}
            if kind == "script_finished":
                took = time.perf_counter() - began
                break
        for each in got:
            shown = each.delta.new_element
            assert not shown.HasField("exception"), shown.exception.message
        return took, got


@contextmanager
def session(port: int) -> Iterator[Session]:
    """A new session with the server on a port."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, max_size=None, subprotocols=["streamlit"]) as connection:  # type: ignore[list-item]
        yield Session(connection)
