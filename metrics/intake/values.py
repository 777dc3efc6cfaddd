"""How the values of a file's columns are written: counted over all rows, or over the first ones for a known recipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from metrics.dataset import ColumnType, Dataset
from metrics.intake import (
    asking,
    date_counts,
    date_spans,
    decide_dates,
    decide_numbers,
    duration_counts,
    evidence,
    number_counts,
    query,
    stated,
)
from metrics.intake.answers import Answers
from metrics.intake.date_counts import Dates
from metrics.intake.decide import Decided
from metrics.intake.duration_counts import HOURS, Clock
from metrics.intake.evidence import Rows
from metrics.intake.number_counts import Numbers
from metrics.intake.table import Table
from metrics.intake.target import Target

HEAD = "intake_head"
HEAD_ROWS = 5000  # rows whose values suggest the formats that are then counted over all rows


@dataclass(frozen=True)
class Values:
    """Counted formats and the reading decided from them. padded: text columns with blanks around values in the head.

    unsure: number columns whose head does not show that their points are decimal marks; late: they need a second look.
    """

    dates: Mapping[str, Dates] = field(default_factory=dict)
    numbers: Mapping[str, Numbers] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    decided: Decided = field(default_factory=Decided)
    padded: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    filled: Mapping[str, int] = field(default_factory=dict)  # header → rows that are not empty
    whole: bool = True  # every row was counted, not the head alone


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
    targets = {column: Target(column, cells[column], kind) for column, kind in types.items()}
    times = [t for t in targets.values() if t.type in ("date", "timestamp") and t.column not in told.formats]
    figures = [t for t in targets.values() if t.type in ("integer", "decimal", "double")]
    spans = [t for t in targets.values() if t.type == "duration" and t.column not in told.formats]
    remembered = dataset.recipe if dataset else None
    everything = table.sql()
    counted = everything if whole else HEAD
    found_dates = date_counts.date_columns(con, counted, HEAD, times, timezone)
    found_numbers, unsure = _numbers(con, everything, figures, told, remembered is not None, whole)
    clocks = duration_counts.clocks(con, counted, spans)
    decided = Decided()
    decide_dates.decide(targets, found_dates, told, remembered, timezone, decided)
    decide_numbers.decide(targets, found_numbers, told, remembered, decided)
    _clocks(clocks, decided)
    stated.formats(con, counted, told.formats, targets, remembered, timezone, file_name, decided)
    date_spans.reconsider(con, counted, targets, found_dates, dataset, timezone, decided)
    rows = Rows(con, table)
    decided.problems += [evidence.problem(met, rows, targets[met.column], file_name) for met in decided.against]
    if not decided.problems:
        decided.questions += asking.questions(decided, targets, rows, found_dates, found_numbers, clocks, timezone)
    decided.said |= asking.settled(decided, targets, rows, found_numbers, timezone)
    padded = _padded(con, {column: cells[column] for column, kind in types.items() if kind == "text"})
    return Values(found_dates, found_numbers, clocks, decided, padded, unsure, whole=whole)


def _numbers(
    con: duckdb.DuckDBPyConnection,
    everything: str,
    figures: Sequence[Target],
    told: Answers,
    remembered: bool,
    whole: bool,
) -> tuple[dict[str, Numbers], frozenset[str]]:
    """Columns whose mark is told are counted over the head; a told point leaves no doubt about a file's own points.

    Where a comma is told, points are counted against it: how many of the values are slips decides what becomes of them.
    A point that only the recipe tells is looked for in the head: what it alone settles is said.
    """
    shown = {target.column: _decisive(con, target) for target in figures}
    settled = {
        column: (sure and told.decimal != ",") or (told.decimal == "." and not remembered)
        for column, sure in shown.items()
    }
    in_head = [target for target in figures if not whole and told.decimal is not None]
    in_all = [target for target in figures if target not in in_head]
    unsure = {t.column for t in in_head if t.type != "integer" and told.decimal == "." and not shown[t.column]}
    found = {
        **number_counts.number_columns(con, HEAD, in_head, settled),
        **number_counts.number_columns(con, everything, in_all, settled),
    }
    return found, frozenset(column for column in unsure if found[column].example is None)


def _clocks(found: Mapping[str, Clock], out: Decided) -> None:
    """Two parts are hours and minutes where days stand before others, else it is asked; plain numbers are minutes."""
    for column, seen in found.items():
        if seen.two and not seen.days:
            out.open_clocks.append(column)
        elif seen.two:
            out.clocks[column] = HOURS
        if seen.plain is not None:
            out.notes.append(f"{seen.plain!r} in {column!r} is read as {seen.plain} minutes.")


def filled(con: duckdb.DuckDBPyConnection, table: Table, cells: Mapping[str, str]) -> dict[str, int]:
    """How many rows of each column hold a value, over the whole file in one scan."""
    if not cells:
        return {}
    row = query.first(con, f"SELECT {', '.join(f'count({cell})' for cell in cells.values())} FROM {table.sql()}")
    return dict(zip(cells, row, strict=True))


def _padded(con: duckdb.DuckDBPyConnection, texts: Mapping[str, str]) -> frozenset[str]:
    if not texts:
        return frozenset()
    sums = [f"coalesce(bool_or({cell} <> trim({cell})), false)" for cell in texts.values()]
    found = query.first(con, f"SELECT {', '.join(sums)} FROM {HEAD}")
    return frozenset(column for column, some in zip(texts, found, strict=True) if some)


def _decisive(con: duckdb.DuckDBPyConnection, target: Target) -> bool:
    listed = query.column(con, f"SELECT DISTINCT {target.cell} FROM {HEAD} WHERE {target.cell} IS NOT NULL")
    return target.type != "integer" and number_counts.decisive(listed)
