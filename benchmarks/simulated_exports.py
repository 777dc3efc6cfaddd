"""Simulated exports for benchmarks/suspicion.py: clean ones as businesses have them, and the same with one fault."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from metrics import definition
from metrics.intake.suspicion import Case, suspicions
from metrics.rollup.points import columns_read
from metrics.store import Upload
from metrics.store.upload import StagedFiles

NOW = dt.datetime(2026, 1, 1)
Rows = dict[str, np.ndarray]
TICKETS = """
[project]
id = "p"
launch = 2025-01-01
[dataset.d]
shape = "events"
id = "id"
time = "at"
columns = { minutes = "double", state = "text" }
[kpi.minutes]
dataset = "d"
measure = "sum(minutes) / count(minutes)"
where = "state <> 'spam'"
better = "lower"
grain = "month"
grains = ["month", "week"]
"""
SERIES = """
[project]
id = "p"
launch = 2025-01-01
[dataset.d]
shape = "series"
time = "at"
series = ["sku"]
columns = { units = "double" }
[kpi.units]
dataset = "d"
measure = "sum(units)"
better = "lower"
grain = "month"
"""


def day_counts(rng: np.random.Generator, days: np.ndarray, mean: float) -> np.ndarray:
    """Tickets a day: trend, season, weekdays, overdispersion, rare outliers and public holidays."""
    at = np.arange(len(days))
    level = (
        mean
        * np.exp(rng.uniform(-0.02, 0.02) * at / 30)
        * (1 + rng.uniform(0, 0.25) * np.cos(at / 58.1 + rng.uniform(0, 6)))
    )
    weekday = (days.astype("datetime64[D]").view("int64") + 3) % 7
    weekend = rng.choice([0.0, 0.2, 0.6, 1.0])
    level = level * np.where(weekday > 4, weekend, 1.0)
    level = level * rng.gamma(1 / 0.03, 0.03, len(days))  # days differ by 17 % beyond chance
    level = np.where(rng.random(len(days)) < 0.01, level * rng.choice([0.0, 2.5]), level)
    return rng.poisson(level)


def tickets(rng: np.random.Generator, first: str, until: str, mean: float) -> Rows:
    """A clean export of tickets, a row each."""
    days = np.arange(first, until, dtype="datetime64[D]")
    counts = day_counts(rng, days, mean)
    at = np.repeat(days, counts).astype("datetime64[s]") + rng.integers(7 * 3600, 20 * 3600, counts.sum()).astype(
        "timedelta64[s]"
    )
    at.sort()
    old = (np.datetime64(until) - at.astype("datetime64[D]")).astype(int)
    closed = rng.random(len(at)) < 1 - 0.6 * np.exp(-old / 4)
    minutes = np.where(closed, rng.lognormal(2.5, 0.7, len(at)).round(1), np.nan)
    return {
        "id": np.array([f"T{n:07d}" for n in range(len(at))]),
        "at": at,
        "minutes": minutes,
        "state": np.where(closed, "closed", "open"),
    }


def part(rows: Rows, mask: np.ndarray) -> Rows:
    """The rows that a mask keeps."""
    return {name: values[mask] for name, values in rows.items()}


def between(rows: Rows, first: str, until: str) -> Rows:
    """The rows of a span of days."""
    return part(rows, (rows["at"] >= np.datetime64(first)) & (rows["at"] < np.datetime64(until)))


def series(rng: np.random.Generator, first: str, until: str, step: str, skus: int, level: float) -> Rows:
    """A clean series export: a value for each article and step."""
    if step == "M":
        days = np.arange(first[:7], until[:7], dtype="datetime64[M]").astype("datetime64[D]")
    else:
        days = np.arange(first, until, dtype="datetime64[D]")
        weekday = (days.view("int64") + 3) % 7
        days = days[weekday == 0] if step == "W" else days[weekday < 5]
    names = np.array([f"A{n}" for n in range(skus)])
    size = level * rng.lognormal(0, 1, skus)
    at, sku = np.repeat(days, skus), np.tile(names, len(days))
    season = 1 + 0.3 * np.cos(2 * np.pi * np.repeat(np.arange(len(days)), skus) / (12 if step == "M" else 52))
    units = np.tile(size, len(days)) * season * rng.lognormal(0, 0.3, len(at))
    return {"at": at, "sku": sku, "units": units.round(1)}


class Uploads:
    """Writes rows as an upload's file and asks the checks."""

    def __init__(self, home: Path, text: str) -> None:
        self.home, self.project = home, definition.parse(text)
        self.number = itertools.count()

    def files(self, rows: Rows) -> StagedFiles:
        """The staged file of some rows."""
        path = self.home / f"{next(self.number)}.parquet"
        columns = {**rows, "_row": np.arange(2, len(rows["at"]) + 2)}
        arrays = {name: pa.array(values, from_pandas=True) for name, values in columns.items()}
        arrays["at"] = pa.array(rows["at"], pa.timestamp("us") if rows["at"].dtype == "datetime64[s]" else pa.date32())
        pq.write_table(pa.table(arrays), path)
        days = rows["at"].astype("datetime64[D]")
        return StagedFiles(
            project="p", dataset="d", file_name=path.name, sha256=path.name, recipe_hash="", rows_path=path,
            original_path=path, rejects_path=None, rows=len(days), rejected=0, duplicates=0,
            first=days.min().item(), until=days.max().item() + dt.timedelta(days=1), complete_through=None,
            mode="upsert",
        )  # fmt: skip

    def kinds(self, new: Rows, *live: Rows) -> list[str]:
        """The kinds of what is found about a file beside live ones."""
        before = tuple(as_live(self.files(rows), seq) for seq, rows in enumerate(live))
        columns = {"d": frozenset(columns_read(self.project, "d"))}
        case = Case(files=self.files(new), project=self.project, live={"d": before}, columns=columns, now=NOW)
        found = [warn.kind for warn in suspicions(self.home, case)]
        for path in self.home.glob("*.parquet"):
            path.unlink()
        return found


def as_live(files: StagedFiles, seq: int) -> Upload:
    """A staged file as if it had been committed."""
    facts = dict(vars(files))
    return Upload(id=f"u{seq}", seq=seq, state="live", uploaded_at=dt.datetime.now(dt.UTC), uploaded_by="", **facts)


def clean(rng: np.random.Generator, number: int) -> tuple[str, Rows, list[Rows]]:
    """A clean upload: what it is, its rows, and those live before it."""
    mean = float(np.exp(rng.uniform(np.log(0.1), np.log(120))))
    kind = number % 6
    if kind == 0:
        return "tickets, a first file of two years", tickets(rng, "2024-01-01", "2026-01-01", mean), []
    if kind == 1:
        rows = tickets(rng, "2024-01-01", "2026-01-01", mean)
        return (
            "tickets, the next month",
            between(rows, "2025-12-01", "2026-01-01"),
            [between(rows, "2024-01-01", "2025-12-01")],
        )
    if kind == 2:
        rows = tickets(rng, "2024-06-01", "2026-01-01", mean)
        return (
            "tickets, exported again and one month more",
            rows,
            [reopened(rng, between(rows, "2024-06-01", "2025-12-01"))],
        )
    if kind == 3:
        rows = tickets(rng, "2025-01-01", "2026-01-01", mean)
        late = part(rows, (rows["at"] < np.datetime64("2025-12-01")) & (rng.random(len(rows["at"])) < 0.02))
        both = {name: np.concatenate([late[name], between(rows, "2025-12-01", "2026-01-01")[name]]) for name in rows}
        return "tickets, what changed and the next month", both, [between(rows, "2025-01-01", "2025-12-01")]
    step = ("D", "W", "M")[int(rng.integers(3))]
    skus, level = int(rng.choice([1, 5, 40])), float(np.exp(rng.uniform(0, 8)))
    rows = series(rng, "2023-01-02", "2025-12-31", step, skus, level)
    if kind == 4:
        return "a series, a first file of three years", rows, []
    return (
        "a series, the next quarter",
        between(rows, "2025-10-01", "2026-01-01"),
        [between(rows, "2023-01-01", "2025-10-01")],
    )


def reopened(rng: np.random.Generator, rows: Rows) -> Rows:
    """The same tickets as they stood a month earlier: the newest open, one in a hundred with another figure."""
    age = (rows["at"].max() - rows["at"]).astype("timedelta64[D]").astype(int)
    was_open = rng.random(len(age)) < 0.7 * np.exp(-age / 5)
    touched = rng.random(len(age)) < 0.01
    minutes = np.where(touched, rows["minutes"] + 1, rows["minutes"])
    return {**rows, "minutes": np.where(was_open, np.nan, minutes), "state": np.where(was_open, "open", rows["state"])}


def faults() -> Iterator[tuple[str, str, str, Callable[[np.random.Generator], tuple[str, Rows, list[Rows]]]]]:
    """Each fault: the kind that has to be named, the fault, its size, and what makes (definition, rows, live)."""
    months = ("2025-11-01", "2025-12-01", "2026-01-01")

    def whole(rng: np.random.Generator, mean: float = 20) -> Rows:
        return tickets(rng, "2024-01-01", "2026-01-01", mean)

    for kept in (0.8, 0.6, 0.5, 0.33, 0.2):

        def filtered(rng: np.random.Generator, kept: float = kept) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            last = rows["at"] >= np.datetime64(months[1])
            return TICKETS, part(rows, ~last | (rng.random(len(last)) < kept)), []

        yield "edge", "last month filtered", f"{kept:.0%} left", filtered
    for times in (1.5, 2, 3):

        def doubled(rng: np.random.Generator, times: float = times) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            more = part(rows, (rows["at"] < np.datetime64("2024-02-01")) & (rng.random(len(rows["at"])) < 1))
            again = [
                part(more, rng.random(len(more["at"])) < min(1, times - 1 - n)) for n in range(int(np.ceil(times - 1)))
            ]
            for n, one in enumerate(again):
                one["id"] = np.array([f"{value}-{n}" for value in one["id"]])
            return TICKETS, {name: np.concatenate([rows[name], *(one[name] for one in again)]) for name in rows}, []

        yield "edge", "first month swollen", f"{times:g} times", doubled
    for days in (3, 7, 14, 31):

        def holed(rng: np.random.Generator, days: int = days) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            start = np.datetime64("2025-03-03")
            return TICKETS, part(rows, (rows["at"] < start) | (rows["at"] >= start + days)), []

        yield "gap", "a hole in the file", f"{days} days", holed
    for days in (7, 30):

        def apart(rng: np.random.Generator, days: int = days) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            until = str(np.datetime64(months[1]) - days)
            return TICKETS, between(rows, months[1], months[2]), [between(rows, "2024-01-01", until)]

        yield "gap", "days between two files", f"{days} days", apart
    for lost in (0.005, 0.02, 0.1, 0.5):

        def fewer(rng: np.random.Generator, lost: float = lost) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            kept = rng.random(len(rows["at"])) >= lost
            return TICKETS, part(rows, kept), [between(rows, "2024-01-01", months[1])]

        yield "shrunk", "rows deleted since", f"{lost:.1%}", fewer
    for share in (0.01, 0.03, 0.1, 1.0):

        def moved(rng: np.random.Generator, share: float = share) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            shift = np.where(rng.random(len(rows["at"])) < share, 2, 0).astype("timedelta64[h]")
            return TICKETS, {**rows, "at": rows["at"] + shift}, [between(rows, "2024-01-01", months[1])]

        yield "history", "creation times moved by 2 hours", f"{share:.0%} of ids", moved
    for share in (0.02, 0.08, 0.3):

        def rewritten(rng: np.random.Generator, share: float = share) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            other = np.where(rng.random(len(rows["at"])) < share, rows["minutes"] * 1.5, rows["minutes"])
            return TICKETS, {**rows, "minutes": other}, [between(rows, "2024-01-01", months[1])]

        yield "history", "settled minutes rewritten", f"{share:.0%} of ids", rewritten
    for factor in (10, 60, 100, 1000, 1 / 60):

        def scaled(rng: np.random.Generator, factor: float = factor) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            last = between(rows, months[1], months[2])
            return TICKETS, {**last, "minutes": last["minutes"] * factor}, [between(rows, "2024-01-01", months[1])]

        yield "unit", "minutes in another unit, next file", f"{factor:.3g} times", scaled

        def turned(rng: np.random.Generator, factor: float = factor) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            later = rows["at"] >= np.datetime64("2025-06-01")
            return TICKETS, {**rows, "minutes": np.where(later, rows["minutes"] * factor, rows["minutes"])}, []

        yield "unit", "minutes in another unit from June on", f"{factor:.3g} times", turned

        def one_row(rng: np.random.Generator, factor: float = factor) -> tuple[str, Rows, list[Rows]]:
            rows = series(rng, "2023-01-02", "2025-12-31", "M", 1, 500)
            last = between(rows, "2025-11-01", "2026-01-01")
            return SERIES, {**last, "units": last["units"] * factor}, [between(rows, "2023-01-01", "2025-11-01")]

        yield "unit", "one monthly value in another unit", f"{factor:.3g} times", one_row
    for number in (1, 5):

        def ahead(rng: np.random.Generator, number: int = number) -> tuple[str, Rows, list[Rows]]:
            rows = whole(rng)
            at = rows["at"].copy()
            at[:number] += np.timedelta64(3650, "D")
            return TICKETS, {**rows, "at": at}, []

        yield "future", "dates in the future", f"{number} rows", ahead
