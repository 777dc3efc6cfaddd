"""DuckDB, in memory and locked down: the only way the house opens a connection.

Order matters: limits given to connect(config=…) were not enforced by DuckDB 2.0, and nothing may be changed after
lock_configuration. The formula check (rollup.formula) is the first belt, this is the second.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from metrics.errors import ProveoutError

MEMORY_LIMIT = "700MB"  # soft in DuckDB; the worker's own limit is the hard one
SPILL_LIMIT = "20GB"
AGAIN = 0.05  # seconds between interrupts once a deadline has passed


class TooLong(ProveoutError):
    """A computation passed its deadline and was interrupted; nothing was changed."""

    title = "This took too long"


def connect(
    home: Path, reads: tuple[Path, ...] = (), memory: str | None = None, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A new in-memory database that may read and write below `home` only, and read the folders in `reads`."""
    spill = home / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    folders = [str(folder.resolve()) + os.sep for folder in (home, *reads)]
    con.execute(f"SET temp_directory = {_quoted(str(spill.resolve()))}")
    con.execute(f"SET allowed_directories = [{', '.join(_quoted(folder) for folder in folders)}]")
    con.execute(f"SET memory_limit = '{memory or os.environ.get('PROVEOUT_MEMORY', MEMORY_LIMIT)}'")
    con.execute(f"SET max_temp_directory_size = '{SPILL_LIMIT}'")
    con.execute(f"SET threads = {threads or os.cpu_count() or 2}")
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET preserve_insertion_order = true")
    con.execute("SET enable_progress_bar = true")  # else query_progress() knows nothing
    con.execute("SET enable_progress_bar_print = false")
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET autoload_known_extensions = false")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def scratch() -> duckdb.DuckDBPyConnection:
    """A small in-memory database without any files, for proving the types of an expression."""
    con = duckdb.connect()
    con.execute("SET memory_limit = '64MB'")
    con.execute("SET threads = 1")
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET autoload_known_extensions = false")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


@contextmanager
def deadline(con: duckdb.DuckDBPyConnection, seconds: float, doing: str) -> Iterator[None]:
    """Interrupt the connection after `seconds`; raises TooLong that says what was being done."""
    fired, over = threading.Event(), threading.Event()

    def stop() -> None:
        fired.set()
        while not over.is_set():  # an interrupt between two queries stops neither
            con.interrupt()
            over.wait(AGAIN)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        if not fired.is_set():
            raise
        raise TooLong(f"{doing} was stopped after {seconds:g} seconds") from None
    finally:
        over.set()
        timer.cancel()
        timer.join()  # no late interrupt hits what the connection does next


def name(identifier: str) -> str:
    """An SQL identifier, quoted."""
    return '"' + identifier.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def text(value: str) -> str:
    """An SQL string literal, for the few places that take no parameters (COPY targets, views)."""
    return _quoted(value)
