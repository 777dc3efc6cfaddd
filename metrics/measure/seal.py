"""Sealed baselines: the points as they stood when somebody put a name to them. They lie over later data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import duckdb

from metrics.results import KpiResult, Point
from metrics.rollup import periods
from metrics.store import Seal


def points_to_seal(results: Sequence[KpiResult]) -> bytes:
    """JSON list of [grain, segment, period, value]: a KPI's complete baseline points at every grain and segment.

    The values are those of the data as it stands, not those of an earlier seal.
    """
    rows = [
        [kpi.grain, kpi.segment, point.period.isoformat(), point.value]
        for kpi in results
        for point in kpi.points
        if _in_baseline(kpi, point)
    ]
    return json.dumps(rows, allow_nan=False).encode()


def _in_baseline(kpi: KpiResult, point: Point) -> bool:
    """Complete, and wholly inside the baseline's span: a week that reaches past launch is transition."""
    span = kpi.baseline
    if not point.complete or span.from_ is None or span.until is None:
        return False
    return span.from_ <= point.period and periods.step(point.period, kpi.grain) <= span.until


def lay_over(con: duckdb.DuckDBPyConnection, seals: Mapping[str, Seal]) -> None:
    """The table `sealed(kpi, grain, segment, period, value)`, which measures prefer to `points` inside the baseline."""
    con.execute(
        "CREATE OR REPLACE TABLE sealed (kpi VARCHAR, grain VARCHAR, segment VARCHAR, period DATE, value DOUBLE)"
    )
    rows = [(name, *point) for name, seal in seals.items() for point in json.loads(seal.points)]
    if rows:
        con.executemany("INSERT INTO sealed VALUES (?, ?, ?, CAST(? AS DATE), ?)", rows)
