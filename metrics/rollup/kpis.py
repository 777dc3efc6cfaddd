"""Table kpis: what measures need to know of every KPI, grain and segment: direction, baseline, launch, target.

A period is before launch when it lies within [baseline_from, baseline_until), after it from post_from on; between them
is transition (method §1). `ramp` and `baseline_gap` count steps of the KPI's main grain, also at other grains.
"""

from __future__ import annotations

import datetime as dt

import duckdb

from metrics.model import Grain, Kpi, Project
from metrics.rollup import formula, periods

_COLUMNS = {
    "kpi": "VARCHAR",
    "grain": "VARCHAR",
    "segment": "VARCHAR",
    "better": "VARCHAR",
    "sign": "INTEGER",
    "baseline_from": "DATE",
    "baseline_until": "DATE",
    "launch": "DATE",
    "transition_from": "DATE",
    "post_from": "DATE",
    "season": "BOOLEAN",
    "target": "DOUBLE",
    "target_value": "DOUBLE",
    "matters": "DOUBLE",
    "kind": "VARCHAR",
}


def make_kpis(con: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Create table kpis from table points and the definition."""
    con.execute(f"CREATE OR REPLACE TABLE kpis ({', '.join(f'{name} {of}' for name, of in _COLUMNS.items())})")
    found = con.execute("SELECT DISTINCT kpi, grain, segment FROM points ORDER BY ALL").fetchall()
    rows = [_row(con, project, name, grain, segment) for name, grain, segment in found]
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        con.execute(f"INSERT INTO kpis SELECT {', '.join(f'unnest(?::{of}[])' for of in _COLUMNS.values())}", columns)


def _row(
    con: duckdb.DuckDBPyConnection, project: Project, name: str, grain: Grain, segment: str | None
) -> list[object]:
    kpi = project.kpi[name]
    launch = kpi.launches.get(segment, project.project.launch) if segment else project.project.launch
    begins, until = baseline(kpi, launch, grain)
    if begins is None:
        first = (
            "SELECT min(period) FROM points WHERE kpi = ? AND grain = ? AND segment IS NOT DISTINCT FROM ? AND complete"
        )
        (begins,) = con.execute(f"{first} AND period_end <= ?", [name, grain, segment, until]).fetchone() or (None,)
    return [
        name,
        grain,
        segment,
        kpi.better,
        1 if kpi.better == "higher" else -1,
        begins,
        until,
        launch,
        periods.start(launch, grain),
        post_from(kpi, launch, grain),
        kpi.season,
        None if kpi.target is None else float(kpi.target),
        None if kpi.target_value is None or segment else float(kpi.target_value),
        float(kpi.matters),
        kind(project, name),
    ]


def kind(project: Project, name: str) -> str:
    """additive, ratio or other; a KPI per driver is a ratio."""
    kpi = project.kpi[name]
    return "ratio" if kpi.driver else formula.measure(kpi.measure, project.dataset[kpi.dataset]).kind


def baseline(kpi: Kpi, launch: dt.date, grain: Grain) -> tuple[dt.date | None, dt.date]:
    """Where the baseline begins (None: with the first complete period) and ends: at or before launch minus the gap."""
    last = periods.step(periods.start(launch, kpi.grain), kpi.grain, -kpi.baseline_gap) if kpi.baseline_gap else launch
    if kpi.baseline is None:
        return None, last
    return kpi.baseline.from_, min(kpi.baseline.until, last)


def post_from(kpi: Kpi, launch: dt.date, grain: Grain) -> dt.date:
    """The first day after transition: the period that holds the launch (unless it starts it) and `ramp` steps more."""
    ramped = periods.step(periods.at_or_after(launch, grain), kpi.grain, kpi.ramp)
    return periods.at_or_after(ramped, grain)
