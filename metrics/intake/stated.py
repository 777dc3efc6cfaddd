"""Formats that an answer or the recipe states for a column, checked before anything is read with them."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from metrics.dataset import Recipe
from metrics.engine import text
from metrics.errors import Problem
from metrics.intake import dates, moments, query
from metrics.intake.dates import Format
from metrics.intake.decide import Against, Decided
from metrics.intake.duration_counts import CLOCKS
from metrics.intake.target import Target

WAYS = "serial1900, serial1904, seconds, milliseconds, year"


def formats(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    told: Mapping[str, str],
    targets: Mapping[str, Target],
    remembered: Recipe | None,
    timezone: str,
    file_name: str,
    out: Decided,
) -> None:
    """Take stated formats of date and duration columns; what is no format, or does not fit, becomes a problem."""
    for column, pattern in told.items():
        if column not in targets:
            continue
        kind = targets[column].type
        if kind == "duration" and pattern in CLOCKS:
            out.clocks[column] = pattern
        elif kind in ("date", "timestamp") and _known(con, pattern):
            out.formats[column] = (dates.stated(pattern),)
            before = remembered.formats.get(column) if remembered else None
            source = "the remembered recipe reads it" if before == pattern else "you stated that it is written"
            _fits(con, relation, targets[column], out.formats[column], f"{source} as {pattern}", timezone, out)
        elif kind in ("date", "timestamp", "duration"):
            remedy = f"Write it as in %d.%m.%Y %H:%M, or as one of {WAYS}."
            if kind == "duration":
                remedy = f"Write it as {' or '.join(CLOCKS)}."
            told_ = "is read with a stated format that is none"
            out.problems.append(Problem(told_, remedy, file=file_name, column=column, value=pattern))


def _fits(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    target: Target,
    chosen: tuple[Format, ...],
    source: str,
    timezone: str,
    out: Decided,
) -> None:
    """A format that fits less than half of the values is not the column's."""
    moment = moments.timestamp_sql(target.cell, chosen, timezone)
    values, fitting = query.first(con, f"SELECT count({target.cell}), count({moment}) FROM {relation}")
    if fitting * 2 < values:
        text_ = f"{source}, but only {fitting:,} of {values:,} values are such dates"
        wrong = f"{target.cell} IS NOT NULL AND {moment} IS NULL"
        out.against.append(Against(target.column, text_, f"--format {target.column}=FORMAT", (wrong,)))


def _known(con: duckdb.DuckDBPyConnection, pattern: str) -> bool:
    if dates.stated_way(pattern) in ("serial1900", "serial1904", "seconds", "milliseconds", "year"):
        return True
    if "%" not in pattern:
        return False
    try:
        con.execute(f"SELECT try_strptime('', {text(pattern)})").fetchall()
    except duckdb.Error:
        return False
    return True
