"""Jobs for tests/test_worker.py: the worker process imports them by name."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Callable

import duckdb

from metrics.errors import Problem, UploadRefused
from metrics.store import Store


def where(store: Store) -> tuple[int, str, bool]:
    """The process, its store's home, and whether it imported a library that pages alone need."""
    return os.getpid(), str(store.home), not {"streamlit", "pandas"}.isdisjoint(sys.modules)


def main_file(store: Store) -> str | None:
    """The main script that the process knows."""
    return getattr(sys.modules["__main__"], "__file__", None)


def slow(store: Store, seconds: float) -> str:
    """Longer than a deadline."""
    time.sleep(seconds)
    return "done"


def greedy(store: Store, size: int) -> int:
    """Wants memory that the limit does not allow."""
    return len(bytearray(size))


def spent(store: Store) -> None:
    """DuckDB's own limit is reached."""
    raise duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate")


def killed(store: Store) -> None:
    """Ended by the system, as when it is out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def full(store: Store) -> None:
    """What a library says of a full disk."""
    raise OSError(errno.ENOSPC, "No space left on device")


def refuse(store: Store) -> None:
    """An error for people, with all that it names."""
    raise UploadRefused(
        [Problem("is empty", "Export it again.", file="a.csv"), Problem("is late", row=3, column="day")]
    )


def broken(store: Store) -> None:
    """A defect."""
    raise KeyError("secret path")


def steps(store: Store, until: str, progress: Callable[[float], None]) -> str:
    """Tells its share, and ends when a file appears."""
    progress(0.25)
    while not os.path.exists(until):
        time.sleep(0.02)
    progress(1.0)
    return "ended"
