"""Before and after: expected values per rung, effects, limits, held, verdict; all KPIs at once, in SQL."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

import duckdb
import numpy as np
from scipy.special import stdtrit

from metrics.measure import explained, guarded, judging, limits
from metrics.measure.catalogue import load
from metrics.measure.keyed import Key, Row, key, one_each, rows
from metrics.measure.kpi_result import Found, kpi_result
from metrics.measure.proving import Proofs, prove
from metrics.measure.rungs import choose, ladder
from metrics.model import Project
from metrics.results import KpiResult, Point, RungResult
from metrics.rollup.working_days import NoHolidays, WorkingDays
from metrics.store import Seal

EMPTY: Mapping[str, str] = {}
LEVEL = 0.95  # of every band
PERIOD_END = "CAST(period + CASE grain WHEN 'week' THEN INTERVAL 7 DAY ELSE INTERVAL 1 MONTH END AS DATE)"


def changes(
    con: duckdb.DuckDBPyConnection, project: Project, seals: Mapping[str, Seal]
) -> tuple[list[KpiResult], dict[str, str]]:
    """One result per row of the table `kpis`, and the reason of every null that a reader may ask about."""
    results, reasons, _ = proved(con, project, seals)
    return results, reasons


def proved(
    con: duckdb.DuckDBPyConnection, project: Project, seals: Mapping[str, Seal], unmatched: Mapping[str, str] = EMPTY
) -> tuple[list[KpiResult], dict[str, str], dict[Key, Proofs]]:
    """The same with the proofs, from which the money draws. unmatched: why nothing is measured, by KPI.

    Reads points, kpis and sealed; leaves expected(kpi, grain, segment, period, method, expected, low, high) for money.
    """
    _lay_out_expected(con, project)
    kpis = one_each(con, "SELECT * FROM kpis")
    baselines = one_each(con, load("change_baseline"))
    proofs = prove(con, project, kpis)
    effects: dict[Key, dict[str, Row]] = defaultdict(dict)
    for row in rows(con, load("change_effect")):
        effects[key(row)][row["method"]] = row
    charts = limits.charts(con, proofs)
    ladders = {
        one: ladder(effects[one], baselines.get(one, {}).get("points", 0), charts.get(one), one[1], proofs[one])
        for one in kpis
    }
    bases = {one: choose(rungs) for one, rungs in ladders.items()}
    _lay_out_basis(con, bases)
    points = _points(con)
    sealed = set(one_each(con, "SELECT DISTINCT kpi, grain, segment FROM sealed"))
    moved = one_each(con, load("seal_moved"))
    regressions = one_each(con, load("change_regression"))
    calls = judging.judged(project, kpis, baselines, bases, proofs, points)

    order = {name: at for at, name in enumerate(project.kpi)}
    results: list[KpiResult] = []
    reasons: dict[str, str] = {}
    for one in sorted(kpis, key=lambda k: (order[k[0]], k[1] != project.kpi[k[0]].grain, k[1], k[2] or "")):
        found = Found(
            key=one,
            row=kpis[one],
            baseline=baselines.get(one),
            effects=effects[one],
            ladder=ladders[one],
            basis=bases[one],
            proofs=proofs[one],
            judged=calls[one],
            chart=charts.get(one),
            points=points.get(one, []),
            regression=regressions.get(one),
            seal=seals.get(one[0]) if one in sealed else None,
            moved=moved.get(one),
            unmatched=unmatched.get(one[0]),
        )
        result, why = kpi_result(project, found)
        if one[0] in seals and one not in sealed:
            why["baseline.sealed"] = "it had no complete baseline period when the KPI was sealed"
        results.append(result)
        place = f"kpi.{one[0]}.{one[1]}.{one[2] or 'all'}"
        reasons |= {f"{place}.{field}": text for field, text in why.items()}
    additive = {one[0] for one, row in kpis.items() if row["kind"] == "additive"}
    results, reasons = guarded.guarded(project, explained.explained(results, additive), reasons)
    return results, reasons, proofs


def _lay_out_expected(con: duckdb.DuckDBPyConnection, project: Project) -> None:
    """The tables counted_days, judged, t_quantiles and expected."""
    _count_days(con, WorkingDays(project))
    con.execute(f"CREATE OR REPLACE TEMP TABLE judged AS {load('change_periods')}")
    _t_quantiles(con)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE expected AS {load('change_naive')} UNION ALL ({load('change_same_period')})"
    )


def _count_days(con: duckdb.DuckDBPyConnection, calendar: WorkingDays) -> None:
    """The table counted_days(grain, period, days) of every week and month; empty without a calendar.

    Empty too where the region's holidays are not known: the rungs its and control say so.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE counted_days (grain VARCHAR, period DATE, days DOUBLE)")
    every = "SELECT DISTINCT grain, period, period_end FROM points WHERE grain <> 'day' UNION SELECT DISTINCT"
    found = con.execute(f"{every} grain, period, {PERIOD_END} FROM sealed WHERE grain <> 'day'").fetchall()
    try:
        days = calendar.of_periods([(first, end) for _, first, end in found])
    except NoHolidays:
        return
    if days is not None and found:
        grains, firsts, _ = zip(*found, strict=True)
        told = [list(grains), list(firsts), days.tolist()]
        con.execute(
            "INSERT INTO counted_days SELECT unnest(?::VARCHAR[]), unnest(?::DATE[]), unnest(?::DOUBLE[])", told
        )


def _t_quantiles(con: duckdb.DuckDBPyConnection) -> None:
    """The table t_quantiles(dof, t): the two-sided 95 % points of Student's t, as far as any baseline needs."""
    con.execute("CREATE OR REPLACE TEMP TABLE t_quantiles (dof BIGINT, t DOUBLE)")
    longest = con.execute(
        "SELECT max(n) FROM (SELECT count(base_value) AS n FROM judged GROUP BY kpi, grain, segment)"
    ).fetchone()
    dofs = list(range(1, (longest[0] if longest and longest[0] else 0) + 1))
    if dofs:
        values = np.atleast_1d(stdtrit(dofs, 1 - (1 - LEVEL) / 2)).tolist()
        con.execute("INSERT INTO t_quantiles SELECT unnest(?), unnest(?)", [dofs, values])


def _lay_out_basis(con: duckdb.DuckDBPyConnection, bases: Mapping[Key, RungResult | None]) -> None:
    """The table basis: the rung that each claim rests on."""
    con.execute("CREATE OR REPLACE TEMP TABLE basis (kpi VARCHAR, grain VARCHAR, segment VARCHAR, method VARCHAR)")
    if named := [(*one, rung.method) for one, rung in bases.items() if rung]:
        con.executemany("INSERT INTO basis VALUES (?, ?, ?, ?)", named)


def _points(con: duckdb.DuckDBPyConnection) -> dict[Key, list[Point]]:
    """Every period of every KPI; expected and its band from launch on, under the rung that the claim rests on."""
    states: dict[tuple[Key, dt.date], str] = {(key(row), row["period"]): row["held"] for row in rows(con, load("held"))}
    resting = (
        "SELECT expected.* FROM expected JOIN basis ON basis.kpi = expected.kpi AND basis.grain = expected.grain"
        " AND basis.segment IS NOT DISTINCT FROM expected.segment AND basis.method = expected.method"
    )
    bands = {(key(row), row["period"]): row for row in rows(con, resting)}
    found: dict[Key, list[Point]] = defaultdict(list)
    for row in rows(con, "SELECT * FROM judged ORDER BY kpi, grain, segment, period"):
        place = (key(row), row["period"])
        band = bands.get(place, {})
        found[key(row)].append(
            Point.model_validate(
                {
                    field: row[field]
                    for field in ("period", "value", "rows", "complete", "partial_reason", "sealed_value")
                }
                | {field: band.get(field) for field in ("expected", "low", "high")}
                | {"transition": row["phase"] == "transition", "held": states.get(place)}
            )
        )
    return found
