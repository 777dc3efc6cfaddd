"""Small exports as the checks meet them: rows as Parquet files, beside live ones, without the way through intake."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from metrics import definition
from metrics.intake.suspicion import Case, suspicions
from metrics.results import Warn
from metrics.rollup.points import columns_read
from metrics.store import Upload
from metrics.store.upload import StagedFiles

NOW = dt.datetime(2026, 1, 5, 9)
TICKETS = """
[project]
id = "p"
launch = 2025-01-01
[dataset.tickets]
shape = "events"
id = "id"
time = "opened"
columns = { minutes = "decimal", state = "text" }
[kpi.minutes]
dataset = "tickets"
measure = "sum(minutes) / count(minutes)"
where = "state <> 'spam'"
better = "lower"
"""
SERIES = """
[project]
id = "p"
launch = 2025-01-01
[dataset.tickets]
shape = "series"
time = "{grain}"
series = ["sku"]
columns = {{ units = "double" }}
[kpi.units]
dataset = "tickets"
measure = "sum(units)"
better = "lower"
grain = "{grain}"
"""
Rows = list[dict[str, Any]]


def tickets(first: str, until: str, a_day: float = 10, seed: int = 1, weekdays: int = 7) -> Rows:
    """Seeded tickets: Poisson counts a day, none on days past the `weekdays`; every ticket of it is closed."""
    rng = np.random.default_rng(seed)
    rows: Rows = []
    day, numbers = dt.date.fromisoformat(first), itertools.count()
    while day < dt.date.fromisoformat(until):
        for _ in range(rng.poisson(a_day) if day.weekday() < weekdays else 0):
            opened = dt.datetime.combine(day, dt.time(8)) + dt.timedelta(minutes=int(rng.integers(600)))
            minutes = round(float(rng.lognormal(2.5, 0.5)), 1)
            rows.append({"id": f"T{next(numbers):06d}", "opened": opened, "minutes": minutes, "state": "closed"})
        day += dt.timedelta(days=1)
    return rows


def between(rows: Rows, first: str, until: str) -> Rows:
    """The rows that were opened in a span of days."""
    begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(until)
    return [row for row in rows if begin <= row["opened"].date() < end]


class Exports:
    """Puts rows into files of one project and asks the checks."""

    def __init__(self, home: Path, text: str = TICKETS) -> None:
        self.home, self.project = home, definition.parse(text)
        self.numbers = itertools.count(1)

    def files(self, rows: Rows, dataset: str = "tickets", **facts: Any) -> StagedFiles:
        """The staged file of some rows."""
        number = next(self.numbers)
        path = self.home / f"rows{number}.parquet"
        numbered = [{**row, "_row": place} for place, row in enumerate(rows, 2)]
        pq.write_table(pa.Table.from_pylist(numbered), path)
        of = self.project.dataset[dataset]
        column = of.target if of.shape == "forecasts" else of.times()[0]
        days = [value.date() if isinstance(value, dt.datetime) else value for value in (row[column] for row in rows)]
        keys = [tuple(row[part] for part in of.key()) for row in rows]
        known: dict[str, Any] = {
            "project": "p", "dataset": dataset, "file_name": f"export{number}.csv", "sha256": f"bytes{number}",
            "recipe_hash": "", "rows_path": path, "original_path": path, "rejects_path": None, "rows": len(rows),
            "rejected": 0, "duplicates": len(keys) - len(set(keys)) if of.key() else 0, "first": min(days),
            "until": max(days) + dt.timedelta(days=1), "complete_through": None, "mode": of.mode or "upsert",
        }  # fmt: skip
        return StagedFiles(**(known | facts))

    def live(self, rows: Rows, dataset: str = "tickets", **facts: Any) -> Upload:
        """A live upload of some rows."""
        files = self.files(rows, dataset, **facts)
        seq = next(self.numbers)
        return Upload(
            id=f"u{seq}", seq=seq, state="live", uploaded_at=dt.datetime.now(dt.UTC), uploaded_by="", **vars(files)
        )

    def case(self, files: StagedFiles, *live: Upload, now: dt.datetime = NOW, **more: Any) -> Case:
        """A staged file beside live uploads."""
        of: dict[str, tuple[Upload, ...]] = {}
        for upload in live:
            of[upload.dataset] = (*of.get(upload.dataset, ()), upload)
        columns: Mapping[str, frozenset[str]] = {
            name: frozenset(columns_read(self.project, name)) for name in self.project.dataset
        }
        return replace(Case(files=files, project=self.project, live=of, columns=columns, now=now), **more)

    def found(self, rows: Rows, *live: Rows, now: dt.datetime = NOW, **facts: Any) -> Sequence[Warn]:
        """What is suspicious about tickets beside tickets that are live."""
        before = [self.live(each) for each in live]
        return suspicions(self.home, self.case(self.files(rows, **facts), *before, now=now))


def kinds(found: Sequence[Warn]) -> list[str]:
    """The kinds of warnings, in order."""
    return [warn.kind for warn in found]
