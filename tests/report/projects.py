"""A small project with money, real uploads and a real store, for reports and their verification."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from metrics import actions
from metrics.report import Format, Pack, made
from metrics.results import ProjectResult
from metrics.store import Head, Store
from tests.visits import visit

TEXT = """
[project]
id = "p"
name = "=HYPERLINK(1)"
launch = 2025-01-10
discount_rate = 0.08
[dataset.d]
shape = "events"
id = "id"
time = "day"
columns = { minutes = "decimal" }
[kpi.calls]
title = "+Calls"
unit = "calls"
dataset = "d"
measure = "count(*)"
better = "lower"
target = -0.2
season = false
unit_value = 6.5
realised_share = 0.8
claims = "team"
[kpi.minutes]
title = "Minutes"
unit = "min"
dataset = "d"
measure = "sum(minutes)"
better = "lower"
season = false
unit_value = 0.4
realised_share = 0.5
[[apportioning]]
kpis = { calls = 0.7, minutes = 0.3 }
by = "controlling@example.com"
date = 2025-01-10
reason = "time sheets"
[[pool]]
name = "team"
amount = 250
every = "month"
[[cost]]
date = 2024-12-15
amount = 900
category = "build"
kind = "investment"
[[cost]]
every = "month"
from = 2025-01-01
until = 2026-12-31
amount = 60
category = "run"
kind = "running"
"""
HEAD = "id,day,minutes\n"


def rows(first: dt.date, until: dt.date, each: int, mark: str = "") -> str:
    """About `each` calls a day from first until the day before `until`."""
    days = [first + dt.timedelta(days=n) for n in range((until - first).days)]
    return "".join(f"{mark}{day}-{n},{day},{n}.5\n" for day in days for n in range(each + (day.day * 7 % 3 == 0)))


def before_and_after() -> str:
    """A year at 4 calls a day, then eight months at 2."""
    return rows(dt.date(2024, 1, 1), dt.date(2025, 1, 10), 4) + rows(dt.date(2025, 1, 10), dt.date(2025, 9, 1), 2)


def upload(store: Store, text: str, name: str) -> actions.Uploaded:
    """Commit a file of rows."""
    file = store.home.parent / name
    file.write_text(HEAD + text)
    return actions.commit(visit(store, "ada"), actions.stage(visit(store), "p", "d", file))


def opened(home: Path) -> Store:
    """A store with the project and its data."""
    store = Store.open(home)
    actions.apply(visit(store, "ada"), TEXT)
    upload(store, before_and_after(), "calls.csv")
    return store


def report(result: ProjectResult, format: Format) -> bytes:
    """A report of a result without a store."""
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    return made(Pack(result, {"money": "0" * 64}, Head(3, "a" * 64), at, "Ada"), format)
