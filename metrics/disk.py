"""A disk that is full or can only be read: recognised whichever library met it, and told in one way.

Python and Arrow raise OSError with its number, DuckDB its own errors with the system's words in them, SQLite "database
or disk is full" or, where a limit on file sizes stopped it, a failed write.
"""

from __future__ import annotations

import errno
import fcntl
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from metrics.errors import Problem, StoreError

NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
LIMITS = re.compile(r"Disk quota exceeded|File too large|disk I/O error")  # the disk has room, the user has not
DUCKDB = re.compile(  # its own words first, so that a cell that a message quotes is not taken for the system's
    r"(IO Error: .*(No space left on device|Disk quota exceeded|File too large))"
    r"|(Out of Memory Error: failed to offload data block)",  # no room to spill to
    re.DOTALL,
)
SQLITE = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE"})
READ_ONLY = re.compile(r"IO Error: .*Read-only file system", re.DOTALL)
WRITABLE = (
    "Nothing was changed. Mount its disk for writing and give the user that runs Proveout the right to write there; "
    "a disk that turned read-only by itself may be failing: restore the last backup elsewhere."
)
UNDONE = "what was not finished did not happen"
MEGABYTE = 1e6


class DiskFull(StoreError):
    """A file could not be written for want of room; what was not finished did not happen."""

    title = "The disk is full"


class ReadOnly(StoreError):
    """A file could not be written since its disk can only be read; nothing was changed."""

    title = "The disk can only be read"


def is_full(error: BaseException | None) -> bool:
    """Whether an error, or one that it came from, says that there is no room for a file."""
    for one in _origins(error):
        if isinstance(one, DiskFull) or (isinstance(one, OSError) and one.errno in NUMBERS):
            return True
        origin = getattr(one, "orig", one)  # SQLAlchemy's errors carry the driver's
        if isinstance(origin, sqlite3.Error) and getattr(origin, "sqlite_errorname", "") in SQLITE:
            return True
        if type(one).__module__.endswith("duckdb") and DUCKDB.search(str(one)):
            return True
    return False


def is_read_only(error: BaseException | None) -> bool:
    """Whether an error, or one that it came from, says that a disk can only be read."""
    return any(
        (isinstance(one, OSError) and one.errno == errno.EROFS)
        or (type(one).__module__.endswith("duckdb") and READ_ONLY.search(str(one)) is not None)
        for one in _origins(error)
    )


def _origins(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


@contextmanager
def room(home: Path, doing: str = "") -> Iterator[None]:
    """Raise DiskFull in place of any error that says the disk is full, ReadOnly where it can only be read; others pass.

    doing: what needed the room.
    """
    try:
        yield
    except (DiskFull, ReadOnly):
        raise
    except Exception as error:
        if is_read_only(error):
            raise ReadOnly(
                Problem("This store, or a part of it, can only be read", WRITABLE, file=str(home))
            ) from error
        if not is_full(error):
            raise
        raise full(home, doing, limited=LIMITS.search(str(error)) is not None) from error


def full(home: Path, doing: str = "", limited: bool = False, spared: int = 0) -> DiskFull:
    """The error for want of room on the store's disk.

    limited: it is a quota or a limit on file sizes that refuses. spared: bytes of the disk that are left free.
    """
    needed = f" for {doing}" if doing else ""
    free = free_bytes(home)
    remedy = "Free some space on the disk of this folder, then do it again."
    kept = f"; {spared / MEGABYTE:,.0f} MB are kept free" if spared else ""
    left = "" if free is None or limited else f" ({free / MEGABYTE:,.1f} MB free{kept})"
    if limited:
        remedy = "Raise the limit on file sizes, or the disk quota, of the user that runs Proveout, then do it again."
    return DiskFull(Problem(f"There is no room left{needed}{left}; {UNDONE}", remedy, file=str(home)))


def free_bytes(home: Path) -> int | None:
    """Bytes that may still be written on the disk of a folder; None where the system does not say."""
    try:
        return shutil.disk_usage(home).free
    except OSError:
        return None


def alone(lock: Path) -> IO[bytes] | None:
    """The file, locked: whoever holds it is the only one to do something. The system releases it when they die.

    None where another process holds it.
    """
    lock.parent.mkdir(exist_ok=True)
    file = lock.open("wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
