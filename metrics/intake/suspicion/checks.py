"""All checks of a staged file, one after the other, within bounds of time and memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import duckdb

from metrics import engine
from metrics.intake import guard
from metrics.intake.suspicion import doubled, edges, future, gaps, history, repeated, shrunk, stranger, turned, units
from metrics.intake.suspicion.case import Case
from metrics.intake.suspicion.volume import Volume, volume
from metrics.results import Warn

MEMORY: Final = "400MB"  # what the checks may take beside the process that reads the file; more is spilled to disk
SECONDS: Final = 60.0  # for all checks; 10 million rows take a few (benchmarks/suspicion.py)

KINDS: Final = frozenset(
    {
        "edge", "gap", "shrunk", "doubled", "history", "unit", "future", "turned", "repeated", "other_dataset",
        "unchecked",
    }
)  # fmt: skip
"""The kinds of warnings that come from here."""

OF_VOLUME: Final[Sequence[Callable[[Case, Volume], list[Warn]]]] = (edges.edges, gaps.gaps, shrunk.shrunk)
OF_ROWS: Final[Sequence[tuple[str, Callable[[duckdb.DuckDBPyConnection, Case], list[Warn]]]]] = (
    ("changed history", history.history),
    ("changed units", units.units),
    ("future dates", future.future),
    ("turned intervals", turned.turned),
    ("files of another dataset", stranger.stranger),
    ("repeated ids", repeated.repeated),
)


def suspicions(home: Path, case: Case) -> tuple[Warn, ...]:
    """What is suspicious about a staged file, with the evidence. Never fails: what cannot be checked is said so."""
    found: list[Warn] = []
    with engine.connect(home, memory=MEMORY) as con:
        try:
            with engine.deadline(con, SECONDS, "Checking the file"):
                found += _tried("missing and cut periods", lambda: _of_volume(con, case))
                for what, check in OF_ROWS:
                    found += _tried(what, partial(check, con, case))
        except engine.TooLong:
            found.append(_unchecked("all that exports do", f"it would take more than {SECONDS:g} seconds"))
    return tuple(dict.fromkeys(found))


def _of_volume(con: duckdb.DuckDBPyConnection, case: Case) -> list[Warn]:
    if set(case.headers) >= set(guard.REPAIR):  # single rows of every month, by their nature
        return []
    counted = volume(con, case)
    found = [warn for check in OF_VOLUME for warn in check(case, counted)]
    return [*found, *doubled.doubled(con, case, counted)]


def _tried(what: str, check: Callable[[], list[Warn]]) -> list[Warn]:
    """A check's findings; a limit that it meets, or rows that it cannot read, never cost the upload."""
    try:
        return check()
    except duckdb.InterruptException:
        raise  # the deadline: engine.deadline says so
    except duckdb.OutOfMemoryException:
        return [_unchecked(what, f"it needs more than {MEMORY} of memory")]
    except (duckdb.Error, ArithmeticError, ValueError):
        return [_unchecked(what, None)]


def _unchecked(what: str, why: str | None) -> Warn:
    return Warn(kind="unchecked", text=f"the file could not be checked for {what}{f': {why}' if why else ''}")
