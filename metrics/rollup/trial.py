"""A formula tried on the newest file, for the page that edits it: by month, bounded in rows and time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from metrics import engine
from metrics.dataset import Dataset
from metrics.errors import FormulaError, Problem, StoreError
from metrics.rollup import formula, kind
from metrics.rollup.columns import reading, reads_as
from metrics.rollup.rows import sql, time_sql
from metrics.rollup.unmatched import Absent, absent

SECONDS = 2.0  # design §1: what a page may compute itself
MOST_MONTHS = 200  # design §1
SAMPLE_ROWS = 200_000


@dataclass(frozen=True)
class TrialPoint:
    """The formula's value over one month's rows of the file; None where it has none."""

    month: dt.date
    value: float | None
    rows: int


@dataclass(frozen=True)
class Trial:
    """What a formula gives. rows: read of the file; sampled: it holds more, so counts and sums are too small."""

    kind: kind.Kind
    points: tuple[TrialPoint, ...]
    rows: int
    matching: int
    sampled: bool
    absent: tuple[Absent, ...] = ()


def try_formula(
    con: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    measure: str,
    where: str | None,
    rows_path: Path,
    time: str | None = None,
    sample: int = SAMPLE_ROWS,
) -> Trial:
    """The measure by month over the first `sample` rows of one upload's file, before rows are reduced to one per id.

    time: another time column, as kpi.time. Raises FormulaError for what is wrong with the formula or does not fit the
    rows, StoreError where the file is gone, engine.TooLong after 2 seconds.
    """
    checked = formula.measure(measure, dataset)
    condition = formula.where(where, dataset) if where and where.strip() else None
    predicate = condition.sql if condition else "true"
    when = engine.name(time) if time else time_sql(dataset) if dataset.times() else engine.name(str(dataset.target))
    file = f"read_parquet({engine.text(str(rows_path))})"
    try:
        stored = {str(row[0]): str(row[1]) for row in con.execute(f"DESCRIBE SELECT * FROM {file}").fetchall()}
    except duckdb.IOException:
        text = "The rows of the newest file are not where they were"
        raise StoreError(Problem(text, "Try again: it may have been committed or purged meanwhile.")) from None
    used = {*checked.columns, *(condition.columns if condition else ())}
    lacking = [name for name in used if name not in stored or not reads_as(stored[name], dataset.types()[name])]
    if lacking:
        remedy = "Upload the file again; it was read before the definition named this column."
        raise FormulaError([Problem("the newest file lacks this column", remedy, column=name) for name in lacking])
    columns = [reading(name, stored[name], of) for name, of in dataset.types().items() if name in stored]
    query = sql("trial").format(value=checked.sql, where=predicate, time=when, file=file, columns=", ".join(columns))
    with engine.deadline(con, SECONDS, "the trial of the formula"):
        try:
            found = con.execute(query, {"sample": sample, "most": MOST_MONTHS}).fetchall()
            asked = dict.fromkeys((*checked.compared, *(condition.compared if condition else ())))
            texts = [pair for pair in asked if dataset.types()[pair[0]] == "text"]
            unsaid = absent(con, texts, f"(SELECT {', '.join(columns)} FROM {file} LIMIT {sample:d})")
            (total,) = con.execute(f"SELECT count(*) FROM {file}").fetchone() or (0,)
        except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException) as error:
            said = str(error).splitlines()[0].split("Error: ", 1)[-1].rstrip(". ")
            remedy = "Use try_cast(…) for text that is not always a number."
            raise FormulaError(Problem(f"the formula fails on the rows: {said}", remedy, value=measure)) from None
    points = tuple(TrialPoint(month, value, rows) for month, value, rows in found)
    matching = sum(point.rows for point in points)
    return Trial(checked.kind, points, min(total, sample), matching, total > sample, unsaid)
