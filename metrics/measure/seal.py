"""Sealed baselines: the points as they stood when somebody put a name to them. They lie over later data."""

from __future__ import annotations

import json
from collections.abc import Mapping

import duckdb

from metrics.results import KpiResult
from metrics.store import Seal


def points_to_seal(results: list[KpiResult]) -> bytes:
    """JSON list of [grain, segment, period, value]: a KPI's complete baseline points at every grain and segment."""
    rows = [
        [kpi.grain, kpi.segment, point.period.isoformat(), point.value]
        for kpi in results
        for point in kpi.points
        if point.complete
        and kpi.baseline.from_ is not None
        and kpi.baseline.until is not None
        and kpi.baseline.from_ <= point.period < kpi.baseline.until
    ]
    return json.dumps(rows).encode()


def lay_over(con: duckdb.DuckDBPyConnection, seals: Mapping[str, Seal]) -> None:
    """The table `sealed(kpi, grain, segment, period, value)`, which measures prefer to `points` inside the baseline."""
    con.execute(
        "CREATE OR REPLACE TABLE sealed (kpi VARCHAR, grain VARCHAR, segment VARCHAR, period DATE, value DOUBLE)"
    )
    rows = [(name, *point) for name, seal in seals.items() for point in json.loads(seal.points)]
    if rows:
        con.executemany("INSERT INTO sealed VALUES (?, ?, ?, CAST(? AS DATE), ?)", rows)
