"""How the values of a file's columns are written: counted over all rows, or over the first ones for a known recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from metrics.dataset import ColumnType, Dataset
from metrics.intake import date_counts, number_counts, query
from metrics.intake.answers import Answers
from metrics.intake.date_counts import Dates
from metrics.intake.dates import Format
from metrics.intake.decide import Decided, decide
from metrics.intake.number_counts import Numbers
from metrics.intake.table import Table
from metrics.intake.target import Target

HEAD = "intake_head"
HEAD_ROWS = 5000  # rows whose values suggest the formats that are then counted over all rows


@dataclass(frozen=True)
class Values:
    """Counted formats and the reading decided from them. padded: text columns with blanks around values in the head."""

    dates: Mapping[str, Dates] = field(default_factory=dict)
    numbers: Mapping[str, Numbers] = field(default_factory=dict)
    decided: Decided = field(default_factory=Decided)
    padded: frozenset[str] = frozenset()


def study(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    cells: Mapping[str, str],
    types: Mapping[str, ColumnType],
    told: Answers,
    dataset: Dataset | None,
    timezone: str,
    file_name: str,
    whole: bool,
) -> Values:
    """Count and decide. whole: over every row; else over the head, where what is told settles the rest."""
    types = {column: kind for column, kind in types.items() if column in cells}
    con.execute(f"CREATE OR REPLACE TEMP TABLE {HEAD} AS FROM {table.sql()} LIMIT {HEAD_ROWS}")
    times = [Target(c, cells[c], t) for c, t in types.items() if t in ("date", "timestamp") and c not in told.formats]
    counted = [Target(c, cells[c], t) for c, t in types.items() if t in ("integer", "decimal", "double")]
    everything = table.sql()
    found_dates = date_counts.date_columns(con, everything if whole else HEAD, HEAD, times, timezone)
    settled = {target.column: told.decimal == "." or _decisive(con, target) for target in counted}
    in_head = [target for target in counted if not whole and told.decimal is not None]
    in_all = [target for target in counted if target not in in_head]
    found_numbers = {
        **number_counts.number_columns(con, HEAD, in_head, settled),
        **number_counts.number_columns(con, everything, in_all, settled),
    }
    decided = decide(found_dates, found_numbers, told, dataset.recipe if dataset else None, file_name)
    for column, pattern in told.formats.items():
        if types.get(column) in ("date", "timestamp"):
            decided.formats[column] = (Format(pattern, "stated", pattern.endswith("%z")),)
    padded = _padded(con, {column: cells[column] for column, kind in types.items() if kind == "text"})
    return Values(found_dates, found_numbers, decided, padded)


def _padded(con: duckdb.DuckDBPyConnection, texts: Mapping[str, str]) -> frozenset[str]:
    if not texts:
        return frozenset()
    sums = [f"coalesce(bool_or({cell} <> trim({cell})), false)" for cell in texts.values()]
    found = query.first(con, f"SELECT {', '.join(sums)} FROM {HEAD}")
    return frozenset(column for column, some in zip(texts, found, strict=True) if some)


def _decisive(con: duckdb.DuckDBPyConnection, target: Target) -> bool:
    listed = query.column(con, f"SELECT DISTINCT {target.cell} FROM {HEAD} WHERE {target.cell} IS NOT NULL")
    return target.type != "integer" and number_counts.decisive(listed)
