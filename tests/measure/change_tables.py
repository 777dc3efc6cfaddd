"""The tables `points`, `kpis` and `sealed` made by hand: what the roll-up leaves for the measures of change."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from metrics.measure import change, seal
from metrics.measure.payback import add_months
from metrics.model import Project
from metrics.results import KpiResult
from metrics.store import Seal

Values = Sequence[float | None]


@dataclass
class Told:
    """One KPI's values before and after launch; None is an unknown period. `launch` begins the transition."""

    before: Values
    after: Values
    better: str = "lower"
    grain: str = "month"
    launch: dt.date = dt.date(2025, 1, 1)
    transition: Values = ()
    segment: str | None = None
    target: float | None = None
    target_value: float | None = None
    season: bool = False
    partial_end: bool = False  # the last period is partial
    sealed: Values | None = None  # in place of `before`, as they stood when sealed
    kind: str = "additive"


def changes(told: Mapping[str, Told], **parts: Any) -> tuple[dict[str, KpiResult], dict[str, str]]:
    """The results by KPI, and the reasons, of a fresh connection."""
    with duckdb.connect() as con:
        return changes_in(con, told, **parts)


def changes_in(
    con: duckdb.DuckDBPyConnection, told: Mapping[str, Told], **parts: Any
) -> tuple[dict[str, KpiResult], dict[str, str]]:
    """The same on a connection that the test keeps, so that it can look at the table `expected`."""
    seals = {name: sealed(name, one) for name, one in told.items() if one.sealed is not None}
    found, reasons = results_in(con, list(told.items()), seals, **parts)
    return {kpi.name: kpi for kpi in found}, reasons


def results_in(
    con: duckdb.DuckDBPyConnection, told: Sequence[tuple[str, Told]], seals: Mapping[str, Seal], **parts: Any
) -> tuple[list[KpiResult], dict[str, str]]:
    """Every result, where a KPI has several segments or grains."""
    con.execute(
        "CREATE OR REPLACE TABLE points (kpi VARCHAR, grain VARCHAR, segment VARCHAR, period DATE, period_end DATE,"
        " value DOUBLE, numerator DOUBLE, denominator DOUBLE, rows BIGINT, covered BOOLEAN, complete BOOLEAN,"
        " partial_reason VARCHAR)"
    )
    con.execute(
        "CREATE OR REPLACE TABLE kpis (kpi VARCHAR, grain VARCHAR, segment VARCHAR, better VARCHAR, sign INTEGER,"
        " baseline_from DATE, baseline_until DATE, launch DATE, transition_from DATE, post_from DATE, season BOOLEAN,"
        " target DOUBLE, target_value DOUBLE, matters DOUBLE, kind VARCHAR)"
    )
    defined: dict[str, Told] = {}
    for name, one in told:
        _lay_out(con, name, one)
        defined.setdefault(name, one)
    seal.lay_over(con, seals)
    return change.changes(con, project(defined, **parts), seals)


def project(told: Mapping[str, Told], **parts: Any) -> Project:
    """The definition of these KPIs; `parts` are fields added to every KPI, or settings of the project."""
    info = {"id": "p", "launch": next(iter(told.values())).launch} | {
        field: parts.pop(field) for field in ("timezone", "calendar", "holidays", "decision_month") if field in parts
    }
    kpi = {
        name: {"dataset": "d", "measure": "count(*)", "better": one.better, "grain": one.grain, "season": one.season}
        | parts
        for name, one in told.items()
    }
    return Project.model_validate({"project": info, "dataset": {"d": {"shape": "events", "time": "at"}}, "kpi": kpi})


def step(day: dt.date, grain: str, count: int) -> dt.date:
    """The day `count` periods later."""
    if grain == "month":
        return add_months(day, count)
    return day + dt.timedelta(days=count * (7 if grain == "week" else 1))


def sealed(name: str, one: Told) -> Seal:
    """A seal of a year before launch over the values in `one.sealed`."""
    start = step(one.launch, one.grain, -len(one.sealed or ()))
    rows = [[one.grain, one.segment, step(start, one.grain, i), value] for i, value in enumerate(one.sealed or ())]
    return Seal(
        project="p",
        kpi=name,
        revision=1,
        definition_digest="d",
        points=json.dumps(rows, default=str).encode(),
        points_sha256="",
        reason=None,
        sealed_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        sealed_by="owner@example.com",
    )


def _lay_out(con: duckdb.DuckDBPyConnection, name: str, one: Told) -> None:
    first = step(one.launch, one.grain, -len(one.before))
    post = step(one.launch, one.grain, len(one.transition))
    key = (name, one.grain, one.segment)
    sign = 1 if one.better == "higher" else -1
    days = (first, one.launch, one.launch, one.launch, post)
    con.execute(
        "INSERT INTO kpis VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0.05, ?)",
        [*key, one.better, sign, *days, one.season, one.target, one.target_value, one.kind],
    )
    values, points = [*one.before, *one.transition, *one.after], []
    for i, value in enumerate(values):
        partial = one.partial_end and i == len(values) - 1
        why = "no data" if value is None else "ends early" if partial else None
        span = (step(first, one.grain, i), step(first, one.grain, i + 1))
        points.append([*key, *span, value, value, None, 1, value is not None, why is None, why])
    insert(con, "points", points)


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Rows into a table at once: one by one they take longer than all that is then measured."""
    if rows:
        types = [of for _, of, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
        columns = [list(column) for column in zip(*rows, strict=True)]
        con.execute(f"INSERT INTO {table} SELECT {', '.join(f'unnest(?::{of}[])' for of in types)}", columns)
