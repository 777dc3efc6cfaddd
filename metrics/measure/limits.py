"""XmR control charts: limits from the baseline, signals, and whether raw limits may be trusted at all."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
from scipy.special import fdtrc

from metrics.measure.catalogue import load
from metrics.measure.effect.residuals import one_step
from metrics.measure.keyed import Key, Row, key, one_each, rows
from metrics.measure.proving import Proofs
from metrics.results import ControlLimits, Signal

FULL_LIMITS = 12  # baseline points; with fewer the limits are trial limits (method §2)
AUTOCORRELATION = 0.3  # lag 1, method §2
TREND_T = 2.0  # |t| of the slope on time, beside a season where one can be tested: about 5 % of steady series
LIMITS = (
    "SELECT limits.*, EXISTS (FROM judged WHERE judged.kpi = limits.kpi AND judged.grain = limits.grain"
    " AND judged.segment IS NOT DISTINCT FROM limits.segment AND judged.days <> 1) AS per_day FROM limits"
)
NO_WIDTH = "the baseline does not vary, so the limits have no width"
SEASON_P = 0.01  # F test of calendar periods beside a trend


@dataclass(frozen=True)
class Chart:
    """Limits with their signals, and why they are only trial limits or not valid."""

    limits: ControlLimits
    reason: str | None


def charts(con: duckdb.DuckDBPyConnection, proofs: Mapping[Key, Proofs]) -> dict[Key, Chart]:
    """The chart of every KPI, grain and segment that has a moving range; reads judged.

    Where raw limits are not valid and the time series could be fitted, limits and signals are of its residuals.
    """
    doubts = {key(row): _doubt(row) for row in rows(con, load("limits_valid"))}
    residual = {one: told for one, doubt in doubts.items() if doubt and (told := _residuals(proofs[one])) is not None}
    _lay_out(con, residual)
    signals: dict[Key, list[Signal]] = {}
    for row in rows(con, load("limits_signals")):
        signal = Signal(rule=row["rule"], from_=row["from_period"], until=row["until_period"], better=row["better"])
        signals.setdefault(key(row), []).append(signal)
    found = {}
    for one, row in one_each(con, LIMITS).items():
        trial = row["points"] < FULL_LIMITS
        instead = one in residual
        doubt = NO_WIDTH if row["lower"] == row["upper"] else None if instead else doubts.get(one)
        limits = ControlLimits(
            mean=row["mean"],
            lower=row["lower"],
            upper=row["upper"],
            trial=trial,
            on="residuals" if instead else "values_per_day" if row["per_day"] else "values",
            valid=doubt is None,
            signals=() if doubt else tuple(signals.get(one, ())),  # against these limits a signal says nothing
        )
        few = f"trial limits: {row['points']} baseline points, {FULL_LIMITS} are needed" if trial else None
        other = f"raw limits are not valid here: {doubts[one]}; these are of one-step residuals" if instead else None
        found[one] = Chart(limits, f"not valid here: {doubt}" if doubt else few or other)
    return found


def _residuals(proofs: Proofs) -> dict[dt.date, float] | None:
    estimate = proofs.its.estimate
    found = None if estimate is None else one_step(estimate)
    if estimate is None or found is None:
        return None
    each = zip(estimate.observed.periods, found.tolist(), strict=True)
    return {period: value for period, value in each if math.isfinite(value)}


def _lay_out(con: duckdb.DuckDBPyConnection, residual: Mapping[Key, Mapping[dt.date, float]]) -> None:
    """The tables charted (as judged, per day, with residuals in place of values where they are given) and limits."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE residuals (kpi VARCHAR, grain VARCHAR, segment VARCHAR, period DATE, x DOUBLE)"
    )
    lines = [(*one, period, x) for one, found in residual.items() for period, x in found.items()]
    if lines:
        columns = [list(column) for column in zip(*lines, strict=True)]
        con.execute(
            "INSERT INTO residuals SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]),"
            " unnest(?::DATE[]), unnest(?::DOUBLE[])",
            columns,
        )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE charted AS SELECT judged.* REPLACE ("
        " CASE WHEN told.kpi IS NULL THEN judged.value / days ELSE residuals.x END AS value,"
        " CASE WHEN told.kpi IS NULL THEN base_value / days WHEN base_value IS NOT NULL THEN residuals.x END"
        " AS base_value)"
        " FROM judged LEFT JOIN (SELECT DISTINCT kpi, grain, segment FROM residuals) AS told"
        " ON told.kpi = judged.kpi AND told.grain = judged.grain AND told.segment IS NOT DISTINCT FROM judged.segment"
        " LEFT JOIN residuals ON residuals.kpi = judged.kpi AND residuals.grain = judged.grain"
        " AND residuals.segment IS NOT DISTINCT FROM judged.segment AND residuals.period = judged.period"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE limits AS {load('limits_xmr')}")


def _doubt(row: Row) -> str | None:
    """What in the baseline makes raw limits misleading, in words; None where nothing does. row: of limits_valid.sql."""
    found = []
    if row["n"] >= FULL_LIMITS and row["r1"] is not None and row["r1"] > AUTOCORRELATION:
        found.append(f"neighbouring periods are alike (autocorrelation {row['r1']:.2f})")
    season = row["season_f"]
    if season is not None and fdtrc(row["between_dof"], row["within_dof"], season) < SEASON_P:
        found.append("the baseline has a season")
    if row["trend_t"] is not None and row["trend_t"] > TREND_T:
        found.append("the baseline has a trend")
    return " and ".join(found) or None
