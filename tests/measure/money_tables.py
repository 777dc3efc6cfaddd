"""The tables that money is computed from, made by hand: a few periods of a few KPIs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from metrics.measure.payback import add_months
from metrics.model import Project
from metrics.results import Effect, KpiResult, Point
from tests.measure.change_tables import insert

GRAIN_DAYS = {"day": 1, "week": 7}


@dataclass
class Series:
    """One KPI's points from `start` on: actual values, expected ones, denominators; None is unknown."""

    start: dt.date
    actual: Sequence[float | None]
    expected: Sequence[float | None]
    denominator: Sequence[float | None] | None = None
    kind: str = "additive"
    basis: str | None = "same_period"
    verdict: str = "indicative"
    incomplete: Sequence[int] = field(default_factory=tuple)


def project(kpi: Mapping[str, Mapping[str, Any]], **parts: Any) -> Project:
    """A project launched on 2025-01-01 unless told otherwise; KPIs count rows of the dataset `tickets`."""
    info = {"id": "p", "launch": dt.date(2025, 1, 1), **parts.pop("info", {})}
    kpis = {
        name: {"dataset": "tickets", "measure": "count(*)", "better": "lower", "unit": "tickets", **values}
        for name, values in kpi.items()
    }
    names = {values["dataset"] for values in kpis.values()}
    datasets = {name: {"shape": "events", "time": "at"} for name in sorted(names)}
    return Project.model_validate({"project": info, "dataset": datasets, "kpi": kpis, **parts})


def lay_out(con: duckdb.DuckDBPyConnection, of: Project, series: Mapping[str, Series]) -> list[KpiResult]:
    """Make points, kpis, expected and an empty uploaded_costs; give the KPI results as `change` would."""
    con.execute(
        "CREATE TABLE points (kpi VARCHAR, grain VARCHAR, segment VARCHAR, period DATE, period_end DATE, value DOUBLE,"
        " numerator DOUBLE, denominator DOUBLE, rows BIGINT, covered BOOLEAN, complete BOOLEAN, partial_reason VARCHAR)"
    )
    con.execute(
        "CREATE TABLE kpis (kpi VARCHAR, grain VARCHAR, segment VARCHAR, better VARCHAR, sign INTEGER,"
        " baseline_from DATE, baseline_until DATE, launch DATE, transition_from DATE, post_from DATE, season BOOLEAN,"
        " target DOUBLE, target_value DOUBLE, matters DOUBLE, kind VARCHAR)"
    )
    con.execute(
        "CREATE TABLE expected (kpi VARCHAR, grain VARCHAR, segment VARCHAR, period DATE, method VARCHAR,"
        " expected DOUBLE, low DOUBLE, high DOUBLE)"
    )
    con.execute(
        "CREATE TABLE uploaded_costs (date DATE, amount DECIMAL(38, 10), category VARCHAR, kind VARCHAR,"
        " dataset VARCHAR)"
    )
    results = []
    for name, one in series.items():
        kpi = of.kpi[name]
        launch = of.project.launch
        sign = 1 if kpi.better == "higher" else -1
        con.execute(
            "INSERT INTO kpis VALUES (?, ?, NULL, ?, ?, NULL, NULL, ?, NULL, NULL, true, NULL, NULL, 0.05, ?)",
            [name, kpi.grain, kpi.better, sign, launch, one.kind],
        )
        points, laid, others = [], [], []
        for index, (period, end) in enumerate(periods(one, kpi.grain)):
            value, complete = one.actual[index], one.actual[index] is not None and index not in one.incomplete
            weight = one.denominator[index] if one.denominator else None
            laid.append([name, kpi.grain, None, period, end, value, None, weight, 1, True, complete, None])
            # a second rung and a segment, which must not be taken
            expected = one.expected[index]
            for method, segment, number in ((one.basis, None, expected), ("xmr", None, 1e9), (one.basis, "a=b", 1e9)):
                others.append([name, kpi.grain, segment, period, method, number, None, None])
            points.append(Point(period=period, value=value, rows=1, complete=complete, expected=expected))
        insert(con, "points", laid)
        insert(con, "expected", others)
        results.append(
            KpiResult.model_validate(
                {
                    "name": name,
                    "title": kpi.title or name,
                    "unit": kpi.unit,
                    "better": kpi.better,
                    "grain": kpi.grain,
                    "points": points,
                    "effect": Effect.model_validate({"basis": one.basis}),
                    "verdict": one.verdict,
                }
            )
        )
    return results


def periods(one: Series, grain: str) -> Iterator[tuple[dt.date, dt.date]]:
    """Each period's first day and the first day after it."""
    for index in range(len(one.actual)):
        if grain == "month":
            yield add_months(one.start, index), add_months(one.start, index + 1)
        else:
            step = dt.timedelta(days=GRAIN_DAYS[grain])
            yield one.start + index * step, one.start + (index + 1) * step
