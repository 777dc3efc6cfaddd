"""How many of one file's ids stand in other rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb

from metrics import engine
from metrics.intake.suspicion.case import Case, scan, sql
from metrics.store.upload import Upload

SAMPLE: Final = 200_000  # ids of large files that stand for all


def known_ids(con: duckdb.DuckDBPyConnection, case: Case) -> float | None:
    """The share of the file's ids that its dataset's live rows have; None without ids."""
    mine = case.dataset.id
    if mine is None:
        return None
    keys, share = shared(con, mine, scan(case.files.rows_path), mine, live_rows(case.before), case.files.rows)
    return share if keys else None


def shared(
    con: duckdb.DuckDBPyConnection, mine: str, rows: str, theirs: str, others: str, count: int
) -> tuple[int, float]:
    """Distinct ids of the `rows`, and which share of them the `others` have; of large files in a sample."""
    query = sql("kin").format(
        mine=engine.name(mine),
        theirs=engine.name(theirs),
        rows=f"SELECT {engine.name(mine)} FROM {rows}",
        others=f"SELECT {engine.name(theirs)} FROM {others}",
    )
    keys, share = con.execute(query, {"every": 1 + count // SAMPLE}).fetchall()[0]
    return keys, share or 0.0


def live_rows(uploads: Sequence[Upload]) -> str:
    """A FROM item of all rows of uploads."""
    return f"({' UNION ALL BY NAME '.join(f'SELECT * FROM {scan(one.rows_path)}' for one in uploads)})"
