"""When a project's datasets have rows: read once per dataset and time column, shared by all KPIs and grains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import duckdb

from metrics import engine
from metrics.errors import Problem, StoreError
from metrics.model import Project
from metrics.rollup import periods
from metrics.rollup.coverage import Days
from metrics.rollup.rows import live_table, scan_table, sql
from metrics.store.upload import Upload

LONGEST = 120 * 366  # days from the first to the last row; more is a placeholder such as 9999-12-31, not business


class Calendar:
    """Rows by day, as coverage needs them. today: the current day in the project's time zone."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, project: Project, live: Mapping[str, Sequence[Upload]], today: dt.date
    ) -> None:
        self.today = today
        self._con = con
        self._project = project
        self._live = live
        self._read: dict[tuple[str, str], Days] = {}

    def days(self, dataset: str, time: str) -> Days:
        """Rows by day of one time column. Raises StoreError where dates lie more than a lifetime apart."""
        if (dataset, time) not in self._read:
            self._read[dataset, time] = self._days(dataset, time)
        return self._read[dataset, time]

    def _days(self, dataset: str, time: str) -> Days:
        query = sql("days").format(time=engine.name(time), rows=scan_table(dataset))
        found: list[tuple[dt.date, int, int, int]] = self._con.execute(query).fetchall()
        counts: dict[dt.date, int] = {}
        reached: dict[dt.date, int] = {}
        spans: dict[int, tuple[dt.date, dt.date]] = {}
        for day, seq, rows, seconds in found:
            counts[day] = counts.get(day, 0) + rows
            reached[day] = max(reached.get(day, 0), seconds)
            spans[seq] = (spans.get(seq, (day, day))[0], day)
        uploads = self._live.get(dataset, ())
        if self._own(dataset, time):
            for upload in uploads:
                if upload.first and upload.until:
                    first, last = spans.get(upload.seq, (upload.first, upload.first))
                    spans[upload.seq] = (min(first, upload.first), max(last, upload.until - periods.DAY))
        ordered = tuple(sorted(counts.items()))
        if ordered and (ordered[-1][0] - ordered[0][0]).days > LONGEST:
            far = f"rows are dated from {ordered[0][0]} to {ordered[-1][0]}"
            remedy = "Add the placeholder date to the recipe's nulls, or give the column a range rule."
            raise StoreError(Problem(far, remedy, column=time, path=f"dataset.{dataset}"))
        stated = [upload.complete_through for upload in uploads if upload.complete_through]
        events = self._project.dataset[dataset].shape == "events"
        runs_on = self._runs_on(dataset, time)
        evenings = tuple(reached[day] for day, _ in ordered)
        return Days(ordered, tuple(spans.values()), events, max(stated, default=None), runs_on, evenings)

    def _runs_on(self, dataset: str, time: str) -> dt.date | None:
        """The last day of all live rows, where only the first of each id is kept."""
        defined = self._project.dataset[dataset]
        if defined.id is None or defined.keep != "first" or not self._own(dataset, time) or not self._live.get(dataset):
            return None
        column, source = engine.name(time), live_table(dataset)
        query = f"SELECT max(CAST({column} AS DATE)) FROM {source} WHERE isfinite({column})"
        found: tuple[dt.date | None] | None = self._con.execute(query).fetchone()
        return found[0] if found else None

    def _own(self, dataset: str, time: str) -> bool:
        return time in ("_time", *self._project.dataset[dataset].times())

    def known(self, dataset: str, time: str) -> dt.date:
        """The day up to which (excluded) the uploads know what happened: rows, versions, statements; at most today."""
        uploads = self._live.get(dataset, ())
        known = [day + periods.DAY for day, _ in self.days(dataset, time).days[-1:]]
        known += [upload.until for upload in uploads if upload.until]
        known += [upload.complete_through + periods.DAY for upload in uploads if upload.complete_through]
        version = self._project.dataset[dataset].version
        if version:
            newest = f"SELECT max(CAST({engine.name(version)} AS DATE)) FROM {scan_table(dataset)}"
            (day,) = self._con.execute(f"{newest} WHERE isfinite({engine.name(version)})").fetchone() or (None,)
            known += [day + periods.DAY] if day else []
        return min(max(known, default=self.today), self.today)
