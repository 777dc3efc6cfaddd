"""The rows behind a point: those that its sums were made of, read from the lake again, a page at a time.

The same rows as the roll-up reads (`rows_<dataset>`: after `mode`, one per key), but reduced for the period's keys
alone, so that opening a number does not cost a roll-up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from metrics import engine
from metrics.dataset import Dataset
from metrics.model import Grain, Kpi, Project
from metrics.rollup import formula, periods
from metrics.rollup.points import label_sql, time_column
from metrics.rollup.rows import make_rows_within, sql, table
from metrics.store.soundness import require_sound
from metrics.store.upload import Upload

SECONDS = 2.0  # design §1: what a page may compute itself
MOST_ROWS = 200  # design §1: what a page may read itself
BATCH = 5_000  # rows that a download holds at once


@dataclass(frozen=True)
class Place:
    """A point of a project: KPI, grain, period (its first day), segment ("channel=chat") or None for all.

    segments: all values of the KPI's segment columns that the results show, which say what `(other)` stands for.
    """

    kpi: str
    grain: Grain
    period: dt.date
    segment: str | None = None
    segments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sums:
    """A point computed from its rows: value, its additive parts where it has any, the rows, and their files.

    files: upload id and how many of the rows came with it, in the order of the uploads.
    """

    value: float | None
    numerator: float | None
    denominator: float | None
    rows: int
    files: tuple[tuple[str, int], ...]


class Behind:
    """The rows behind one point, on a connection of the caller's. Raises what reading rows raises, and TooLong."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, project: Project, place: Place, live: Sequence[Upload], seconds: float
    ) -> None:
        self._con, self._seconds = con, seconds
        self._kpi: Kpi = project.kpi[place.kpi]
        self._dataset: Dataset = project.dataset[self._kpi.dataset]
        self._parts = parts(project, place)
        self._span = {"from": place.period, "until": periods.step(place.period, place.grain)}
        require_sound({self._kpi.dataset: live})
        time = self._parts["time"]
        within = f"{time} >= DATE '{self._span['from']}' AND {time} < DATE '{self._span['until']}'"
        with engine.deadline(con, seconds, "Reading the rows behind this number"):
            make_rows_within(con, self._kpi.dataset, self._dataset, live, within)

    def columns(self) -> tuple[str, ...]:
        """The dataset's columns, as the rows have them."""
        return tuple(self._dataset.types())

    def sums(self) -> Sums:
        """The point computed anew from its rows, and the files that they came with."""
        with engine.deadline(self._con, self._seconds, "Adding up the rows behind this number"):
            found = self._con.execute(sql("behind_sums").format(**self._parts), self._span).fetchone()
            files = self._con.execute(sql("behind_files").format(**self._parts), self._span).fetchall()
        value, numerator, denominator, rows = found or (None, None, None, 0)
        return Sums(value, numerator, denominator, rows, tuple((str(upload), count) for upload, count in files))

    def rows(self, limit: int, offset: int = 0, also: Sequence[str] = ("_row",)) -> Iterator[tuple[object, ...]]:
        """Rows in order, their columns as in columns() and then `also`: of _upload, _row."""
        columns = ", ".join(engine.name(name) for name in (*self.columns(), *also))
        query = sql("behind").format(columns=columns, **self._parts)
        with engine.deadline(self._con, self._seconds, "Reading the rows behind this number"):
            self._con.execute(query, self._span | {"limit": limit, "offset": offset})
            while batch := self._con.fetchmany(BATCH):
                yield from batch


def parts(project: Project, place: Place) -> dict[str, str]:
    """What the three queries are filled with: the KPI's checked formula and condition as SQL, its rows and its time."""
    kpi = project.kpi[place.kpi]
    dataset = project.dataset[kpi.dataset]
    measure = formula.measure(kpi.measure, dataset)
    return {
        "rows": table(kpi.dataset),
        "time": engine.name(str(time_column(kpi, dataset))),
        "where": formula.where(kpi.where, dataset).sql if kpi.where else "true",
        "segment": _of_segment(kpi.segments, place.segment, place.segments),
        "value": measure.sql,
        "numerator": measure.numerator_sql or "NULL",
        "denominator": measure.denominator_sql or "NULL",
    }


def query(project: Project, place: Place) -> str:
    """The SQL that computes the point from its rows, with its header, ready to be read."""
    text = sql("behind_sums").format(**parts(project, place))
    until = periods.step(place.period, place.grain)
    return text.replace("$from", f"DATE '{place.period}'").replace("$until", f"DATE '{until}'")


def _of_segment(columns: Collection[str], segment: str | None, every: Sequence[str]) -> str:
    """The condition that a row is of a segment, by the same label as in the roll-up."""
    if segment is None:
        return "true"
    column = next(name for name in columns if segment.startswith(f"{name}="))
    values = [each.removeprefix(f"{column}=") for each in every if each.startswith(f"{column}=")]
    shown = [value for value in values if value not in ("(other)", "(none)")]
    return f"{label_sql(column, shown, more='(other)' in values)} = {engine.text(segment)}"
