"""Connections to the catalogue: SQLite in WAL mode with full durability; the only place that knows the database.

Writers take the write lock at BEGIN, so that what they check is still true when they commit. Readers never wait.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from metrics import disk
from metrics.errors import Problem, StoreError

BUSY_SECONDS = 30.0  # a writer holds the lock for milliseconds; only a stuck process holds it this long


def engine(catalog: Path) -> Engine:
    """An engine over the catalogue file; connections are pooled and may be used from any thread, one at a time."""
    made = create_engine(
        URL.create("sqlite", database=str(catalog)),
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        max_overflow=-1,
    )
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


def _prepare(dbapi: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    dbapi.isolation_level = None  # BEGIN is ours (below); the driver would begin late and skip it for DDL
    if dbapi.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _switch_to_wal(dbapi)
    dbapi.execute("PRAGMA synchronous = FULL")
    dbapi.execute("PRAGMA foreign_keys = ON")


def _switch_to_wal(dbapi: sqlite3.Connection) -> None:
    """Two processes that switch a new file at once get "locked" at once, without the busy timeout: hence the loop."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            dbapi.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin(con: Connection) -> None:
    con.exec_driver_sql("BEGIN IMMEDIATE" if con.get_execution_options().get("writes") else "BEGIN")


class Catalogue:
    """A catalogue file and its home folder; the parts of Store build on `read` and `write`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._engine = engine(home / "catalog.sqlite")
        self._writer = self._engine.execution_options(writes=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the catalogue; nothing that it does is kept."""
        with told(self.home), self._engine.connect() as con:
            yield con

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction with the write lock: all of it is kept when the block ends well, else nothing."""
        with told(self.home), self._writer.begin() as con:
            yield con

    def copy_to(self, target: Path) -> None:
        """Write the catalogue of one moment into a new file, while others read and write. Raises StoreError."""
        with told(self.home):
            con = self._engine.raw_connection()
            try:
                con.cursor().execute("VACUUM INTO ?", (str(target),))
            except sqlite3.Error as error:
                raise StoreError(_database_problem(self.home, str(error))) from error
            finally:
                con.close()


@contextmanager
def told(home: Path) -> Iterator[None]:
    """Say what a database or file failure means to a person; raises StoreError, or DiskFull."""
    try:
        with disk.room(home):
            yield
    except DBAPIError as error:
        raise StoreError(_database_problem(home, str(error.orig))) from error
    except OSError as error:
        path = str(error.filename or home)
        remedy = "See that the disk has space and that the folder can be written, then try again."
        if error.errno in (errno.EACCES, errno.EPERM):
            remedy = disk.WRITABLE
        raise StoreError(Problem(f"A file could not be used: {error.strerror or error}", remedy, file=path)) from error


def _database_problem(home: Path, text: str) -> Problem:
    remedy = "Nothing was changed. Try again; if it stays, see that the folder can be written."
    if "locked" in text or "busy" in text:
        remedy = f"Another process has been writing for {BUSY_SECONDS:g} seconds. Nothing was changed; try again."
    elif "readonly" in text or not os.access(home, os.W_OK):
        text = "This store can only be read, and it must be written even to be looked at"
        return Problem(text, disk.WRITABLE, file=str(home))
    elif "malformed" in text or "not a database" in text:
        remedy = "The catalogue is damaged: restore the last backup."
    return Problem(f"The catalogue refused: {text}", remedy, file=str(home / "catalog.sqlite"))


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)
