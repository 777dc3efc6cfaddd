"""Which warnings of live uploads still hold, now that other files have come or gone.

A warning is made when its file is staged, and kept with the upload. It reaches results only while it is true:
- "gap": while no row that counts lies in its days;
- "edge": while later files have brought less than a tenth of the rows that this one has in the period;
- "shrunk", "doubled", "history", "unit", "future", "turned", "repeated": while a row of the upload in the warning's
  days counts; once a later file stands for all of them, its own checks speak;
- all others (rejected rows, a file of another dataset) are facts of the file, and hold while it is live.
An undone upload takes its warnings with it. Warnings are no input of a snapshot: its id names the uploads, and these
carry the warnings that they came with, so that a later version's checks change no result of today's files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from metrics import engine
from metrics.dataset import Dataset
from metrics.model import Project
from metrics.results import Warn
from metrics.rollup.rows import sql, table
from metrics.store.upload import Upload

OF_ROWS: Final = frozenset(
    {"edge", "shrunk", "doubled", "history", "unit", "future", "turned", "repeated"}
)  # hold while rows of the upload count
FILLED: Final = 0.1  # of the upload's rows: so many later ones make a period whole, a few changed rows do not
Standing = dict[str, tuple[Warn, ...]]


@dataclass(frozen=True)
class Count:
    """Rows of one upload that count on one day."""

    day: dt.date
    seq: int
    rows: int


def standing(con: duckdb.DuckDBPyConnection, project: Project, live: Mapping[str, Sequence[Upload]]) -> Standing:
    """The warnings of each dataset's live uploads that hold on the rows that count, each with its upload's id.

    Needs the tables rows_<dataset>.
    """
    found: Standing = {}
    for name, uploads in live.items():
        timed = [warn for upload in uploads for warn in upload.warnings if warn.kind in OF_ROWS or warn.kind == "gap"]
        counts = _counts(con, name, project.dataset[name]) if timed and name in project.dataset else None
        found[name] = tuple(
            warn.model_copy(update={"upload": upload.id})
            for upload in uploads
            for warn in upload.warnings
            if counts is None or _holds(warn, upload.seq, counts)
        )
    return found


def _counts(con: duckdb.DuckDBPyConnection, name: str, dataset: Dataset) -> list[Count] | None:
    """Rows by day and upload; None where rows have no time."""
    times = (dataset.made_on,) if dataset.shape == "forecasts" else dataset.times()
    column = "_time" if len(times) > 1 else times[0] if times else None
    if column is None:
        return None
    query = sql("standing").format(time=engine.name(column), rows=table(name))
    return [Count(*row) for row in con.execute(query).fetchall()]


def _holds(warn: Warn, seq: int, counts: Sequence[Count]) -> bool:
    if warn.kind not in OF_ROWS and warn.kind != "gap":
        return True
    first, until = warn.from_ or dt.date.min, warn.until or dt.date.max
    inside = [one for one in counts if first <= one.day < until]
    if warn.kind == "gap":
        return not inside
    own = sum(one.rows for one in inside if one.seq == seq)
    if warn.kind == "edge" and sum(one.rows for one in inside if one.seq > seq) >= FILLED * own:
        return False
    return own > 0
