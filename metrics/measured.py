"""Figures about the work itself (seconds, rows), told as they arise to whoever counts them in this process.

A worker gathers them and hands them over with its job's result; a command line has nobody who counts.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

Figure = Literal["snapshot_seconds", "rows_read", "rows_rejected", "upload_commits"]
Told = tuple[Figure, float]

_counting: Callable[[Figure, float], None] | None = None
_gathering = threading.local()


def count_with(counting: Callable[[Figure, float], None] | None) -> None:
    """Tell all figures of this process, but for those gathered, to a function that is safe from any thread."""
    global _counting
    _counting = counting


def tell(figure: Figure, value: float) -> None:
    """Something was measured."""
    gathered: list[Told] | None = getattr(_gathering, "told", None)
    if gathered is not None:
        gathered.append((figure, value))
    elif _counting is not None:
        _counting(figure, value)


@contextmanager
def seconds(figure: Figure) -> Iterator[None]:
    """Measure how long a block takes that ends well."""
    began = time.monotonic()
    yield
    tell(figure, time.monotonic() - began)


@contextmanager
def gathered() -> Iterator[list[Told]]:
    """What this thread tells meanwhile, in a list."""
    told: list[Told] = []
    _gathering.told = told
    try:
        yield told
    finally:
        _gathering.told = None
