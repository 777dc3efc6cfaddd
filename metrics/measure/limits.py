"""XmR control charts: limits from the baseline, signals, and whether raw limits may be trusted at all."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
from scipy import stats

from metrics.measure.catalogue import load
from metrics.measure.keyed import Key, Row, key, one_each, rows
from metrics.results import ControlLimits, Signal

FULL_LIMITS = 12  # baseline points; with fewer the limits are trial limits (method §2)
AUTOCORRELATION = 0.3  # lag 1, method §2
TREND_T = 2.0  # |t| of the slope on time, beside a season where one can be tested: about 5 % of steady series
NO_WIDTH = "the baseline does not vary, so the limits have no width"
SEASON_P = 0.01  # F test of calendar periods beside a trend


@dataclass(frozen=True)
class Chart:
    """Limits with their signals, and why they are only trial limits or not valid."""

    limits: ControlLimits
    reason: str | None


def charts(con: duckdb.DuckDBPyConnection) -> dict[Key, Chart]:
    """The chart of every KPI, grain and segment that has a moving range; reads judged and limits."""
    doubts = {key(row): _doubt(row) for row in rows(con, load("limits_valid"))}
    signals: dict[Key, list[Signal]] = {}
    for row in rows(con, load("limits_signals")):
        signal = Signal(rule=row["rule"], from_=row["from_period"], until=row["until_period"], better=row["better"])
        signals.setdefault(key(row), []).append(signal)
    found = {}
    for one, row in one_each(con, "SELECT * FROM limits").items():
        trial = row["points"] < FULL_LIMITS
        doubt = NO_WIDTH if row["lower"] == row["upper"] else doubts.get(one)
        limits = ControlLimits(
            mean=row["mean"],
            lower=row["lower"],
            upper=row["upper"],
            trial=trial,
            valid=doubt is None,
            signals=() if doubt else tuple(signals.get(one, ())),  # against these limits a signal says nothing
        )
        few = f"trial limits: {row['points']} baseline points, {FULL_LIMITS} are needed" if trial else None
        found[one] = Chart(limits, f"not valid here: {doubt}" if doubt else few)
    return found


def _doubt(row: Row) -> str | None:
    """What in the baseline makes raw limits misleading, in words; None where nothing does. row: of limits_valid.sql."""
    found = []
    if row["n"] >= FULL_LIMITS and row["r1"] is not None and row["r1"] > AUTOCORRELATION:
        found.append(f"neighbouring periods are alike (autocorrelation {row['r1']:.2f})")
    season = row["season_f"]
    if season is not None and stats.f.sf(season, row["between_dof"], row["within_dof"]) < SEASON_P:
        found.append("the baseline has a season")
    if row["trend_t"] is not None and row["trend_t"] > TREND_T:
        found.append("the baseline has a trend")
    return " and ".join(found) or None
