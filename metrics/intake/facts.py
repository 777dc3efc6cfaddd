"""What is known of staged rows: their span of days, repeated keys, and values that another reading would take."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from metrics.dataset import ColumnType, Dataset
from metrics.engine import name, text
from metrics.errors import Problem
from metrics.intake import casts, dates, numbers, query
from metrics.intake.casts import Cast
from metrics.intake.reading import Reject
from metrics.intake.rejects import whole_rows
from metrics.intake.table import Table

LOOKED_AT = 1000  # distinct refused values per column that are looked at
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\s*\d+:[0-5]\d\s*")


def span(con: duckdb.DuckDBPyConnection, rows: Path, dataset: Dataset) -> tuple[dt.date | None, dt.date | None]:
    """The half-open days of the time column, or of a forecast's target; None where that is a whole-number step."""
    columns = (dataset.target,) if dataset.shape == "forecasts" and dataset.target else dataset.times()
    types = dataset.types()
    if len(columns) == 1 and types[columns[0]] in ("date", "timestamp"):
        day = f"CAST({name(columns[0])} AS DATE)"
        low, high = f"min({day})", f"max({day})"
    elif len(columns) in (2, 3) and dataset.shape != "forecasts":
        parts = ", ".join(name(column) for column in columns) + (", 1" if len(columns) == 2 else "")
        day = f"try(make_date({parts}))"
        low, high = f"min({day})", f"max({day})"
    else:
        return None, None
    first, last = query.first(con, f"SELECT {low}, {high} FROM read_parquet({text(str(rows))})")
    return first, None if last is None else last + dt.timedelta(days=1)


def duplicates(con: duckdb.DuckDBPyConnection, rows: Path, dataset: Dataset, count: int) -> int:
    """Accepted rows whose key stands in an earlier row. Hashes first: they take a fifth of the memory of long keys."""
    key = dataset.key()
    if not key:
        return 0
    listed = ", ".join(name(column) for column in key)
    table = f"read_parquet({text(str(rows))})"
    (hashed,) = query.first(con, f"SELECT count(DISTINCT hash({listed})) FROM {table}")
    if hashed == count:  # different hashes are different keys
        return 0
    (exact,) = query.first(con, f"SELECT count(*) FROM (SELECT DISTINCT {listed} FROM {table})")
    return count - int(exact)


def overwritten(con: duckdb.DuckDBPyConnection, rows: Path, dataset: Dataset) -> tuple[int, tuple[object, ...]]:
    """Rows that share their natural key with another of other values, of which one counts: how many go, and such a key.

    Rows that repeat another exactly take nothing away, but where the key is all kept: they may differ beyond it.
    """
    keys, table = [name(column) for column in dataset.key()], f"read_parquet({text(str(rows))})"
    whole = "" if set(dataset.types()) <= set(dataset.key()) else "DISTINCT"
    different, listed = f"SELECT {whole} * EXCLUDE (_row) FROM {table}", ", ".join(keys)
    shared = f"SELECT {listed}, count(*) AS several FROM ({different}) GROUP BY {listed} HAVING count(*) > 1"
    example = ", ".join(f"arg_max({key}, several)" for key in keys)
    gone, *key = query.first(con, f"SELECT sum(several - 1), {example} FROM ({shared})")
    return int(gone or 0), tuple(key)


def another_reading(
    con: duckdb.DuckDBPyConnection, bad: Path, table: Table, plan: Sequence[Cast], types: Mapping[str, ColumnType]
) -> bool:
    """Whether a refused value is a date, a number or a duration in another format than the one it was read with."""
    rows = casts.typed_sql(plan, whole_rows(bad, table), ["*"])
    for cast in plan:
        kind = types[cast.column]
        if kind in ("text", "boolean"):
            continue
        refused = f"{cast.cell} IS NOT NULL AND NOT coalesce({cast.typed}, false)"
        wrong = f"SELECT DISTINCT {cast.cell} FROM {rows} WHERE {refused} LIMIT {LOOKED_AT}"
        values = query.column(con, wrong)
        if kind in ("date", "timestamp"):
            if any(dates.formats(value) for value in values):
                return True
        elif kind == "duration":
            if any(_CLOCK.fullmatch(value) for value in values):
                return True
        elif any(_number(value, kind == "integer") for value in values):
            return True
    return False


def filled(rows: Path) -> dict[str, int]:
    """Rows of each column that hold a value, as the Parquet file's own figures say."""
    about = pq.ParquetFile(rows).metadata
    out: dict[str, int] = {}
    for group in range(about.num_row_groups):
        for place in range(about.num_columns):
            column = about.row_group(group).column(place)
            if column.statistics is not None and column.statistics.has_null_count:
                name_ = column.path_in_schema
                out[name_] = out.get(name_, 0) + column.num_values - column.statistics.null_count
    return out


def with_fractions(con: duckdb.DuckDBPyConnection, rows: Path, columns: Collection[str]) -> bool:
    """Whether accepted numbers of some column have digits after the point."""
    sums = [f"coalesce(bool_or({name(column)} <> trunc({name(column)})), false)" for column in columns]
    return bool(sums) and any(query.first(con, f"SELECT {', '.join(sums)} FROM read_parquet({text(str(rows))})"))


def past_the_twelfth(con: duckdb.DuckDBPyConnection, rows: Path, columns: Sequence[str]) -> list[str]:
    """The date columns with an accepted day after the 12th: their order shows in the file itself."""
    if not columns:
        return []
    sums = [f"coalesce(max(day({name(column)})) > 12, false)" for column in columns]
    shown = query.first(con, f"SELECT {', '.join(sums)} FROM read_parquet({text(str(rows))})")
    return [column for column, sure in zip(columns, shown, strict=True) if sure]


def _number(value: str, whole: bool) -> bool:
    return bool(_DIGIT.search(value)) and any(
        re.fullmatch(form.pattern(whole), value.strip()) for form in numbers.FORMS
    )


def none_accepted(file_name: str, rejected: int, sample: Sequence[Reject], dataset: Dataset) -> list[Problem]:
    """The problems of a file of which no row could be used."""
    column = dataset.version
    counted = [each for each in sample if column and each.column == column and (each.value or "").strip().isdecimal()]
    problems = [Problem(f"none of its {rejected} rows could be accepted", "Nothing was loaded.", file=file_name)]
    problems += [
        Problem(reject.reason, file=file_name, row=reject.row, column=reject.column, value=reject.value)
        for reject in sample[:5]
    ]
    if counted and dataset.types()[str(column)] == "timestamp":
        remedy = f"If it counts revisions, add {column} to the dataset's columns as an integer."
        problems.append(Problem("a version is a time unless the dataset says otherwise", remedy, column=column))
    return problems
