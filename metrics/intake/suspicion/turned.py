"""Forecast intervals whose low bound lies above the high one: no actual falls inside, so each counts as a miss."""

from __future__ import annotations

import duckdb

from metrics import engine
from metrics.intake.suspicion.case import Case, moment, scan, sql
from metrics.intake.suspicion.told import after, rows
from metrics.results import Warn


def turned(con: duckdb.DuckDBPyConnection, case: Case) -> list[Warn]:
    """A warning for each level with such rows, with their number and the first of them."""
    made_on = case.dataset.made_on
    dated = made_on and case.dataset.types()[made_on] != "integer"
    found = []
    for level, (low, high) in case.dataset.intervals.items():
        bounds = {"low": engine.name(low), "high": engine.name(high)}
        at = moment(case.dataset) if dated else "NULL::DATE"
        query = sql("turned").format(at=at, rows=scan(case.files.rows_path), **bounds)
        (count, first, last, examples) = con.execute(query).fetchall()[0]
        if count:
            listed = ", ".join(f"row {one['row']}: {one['low']} to {one['high']}" for one in examples)
            where = f"{rows(count)} of {case.files.file_name}"
            told = (
                f"in {where} the {level} % interval has its low bound {low} above its high bound {high} ({listed}):"
                " no actual lies in it, so each of them counts as a miss of the interval"
            )
            found.append(Warn(kind="turned", text=told, from_=first, until=after(last) if last else None))
    return found
