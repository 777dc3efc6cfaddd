"""Whether raw limits may be trusted: autocorrelation, trend and season told apart, a second way by least squares."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import duckdb
import numpy as np
import pytest
from scipy import stats

from metrics.measure.catalogue import load
from metrics.results import ControlLimits
from tests.measure.change_tables import Told, changes, results_in, step

LAUNCH = {"month": dt.date(2025, 1, 1), "week": dt.date(2025, 1, 6), "day": dt.date(2025, 1, 6)}
SEASON = 8 * np.sin(2 * np.pi * np.arange(12) / 12)


def limits(values: object, grain: str = "month") -> tuple[ControlLimits, str]:
    told = Told([float(v) for v in np.asarray(values)], [], grain=grain, launch=LAUNCH[grain])
    kpi = changes({"t": told})[0]["t"]
    assert kpi.control_limits is not None
    return kpi.control_limits, kpi.ladder[2].reason or ""


def squares(y: np.ndarray, *columns: np.ndarray) -> float:
    """The residual sum of squares of y on the columns."""
    x = np.column_stack(columns)
    return float(np.sum((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("grain", "points"), [("month", 36), ("month", 20), ("week", 150), ("day", 40), ("day", 13)])
def test_the_tests_are_those_of_least_squares(grain: str, points: int, seed: int) -> None:
    rng = np.random.default_rng([seed, points])
    values = [None if rng.random() < 0.06 else float(v) for v in 100 + rng.normal(0, 5, points)]
    with duckdb.connect() as con:
        results_in(con, [("t", Told(values, [], grain=grain, launch=LAUNCH[grain]))], {})
        cursor = con.execute(load("limits_valid"))
        names = [column[0] for column in cursor.description or ()]
        row = dict(zip(names, cursor.fetchone() or (), strict=True))
    first = step(LAUNCH[grain], grain, -points)
    known = [(step(first, grain, i), v) for i, v in enumerate(values) if v is not None]
    y = np.array([v for _, v in known])
    t = np.array([(day - dt.date(2020, 1, 1)).days for day, _ in known], float)
    slot = {
        "month": [day.month for day, _ in known],
        "week": [min(day.isocalendar().week, 52) for day, _ in known],
        "day": [day.isoweekday() for day, _ in known],
    }[grain]
    dummies = [np.array([s == one for s in slot], float) for one in sorted(set(slot))]
    n, k = len(y), len(dummies)
    ones, t = np.ones(n), (t - t.mean()) / t.std()
    line, both, seasonal = squares(y, ones, t), squares(y, *dummies, t), squares(y, *dummies)
    assert (row["n"], row["between_dof"], row["within_dof"]) == (n, k - 1, n - k - 1)
    mean = y.mean()
    pairs = [(a - mean) * (b - mean) for a, b in pairwise(values) if a is not None and b is not None]
    assert row["r1"] == pytest.approx(sum(pairs) / ((y - mean) ** 2).sum())
    if n - k - 1 >= k / 2:
        assert row["season_f"] == pytest.approx((line - both) / (k - 1) / (both / (n - k - 1)))
        slope = np.sqrt((seasonal - both) / (both / (n - k - 1)))  # t² is the F of one column
    else:
        assert row["season_f"] is None
        slope = np.sqrt((squares(y, ones) - line) / (line / (n - 2)))
    assert row["trend_t"] == (None if n < 12 else pytest.approx(slope, rel=1e-6))


def test_a_trend_is_not_called_a_season_nor_a_season_a_trend() -> None:
    noise = np.random.default_rng(1).normal(0, 1, 36)
    _, trend = limits(100 + np.arange(36) * 0.8 + noise)
    assert "trend" in trend
    assert "season" not in trend
    _, season = limits(100 + np.tile(SEASON, 3) + noise)
    assert "season" in season
    assert "trend" not in season
    _, both = limits(100 + np.tile(SEASON, 3) + np.arange(36) * 0.8 + noise)
    assert "a season and the baseline has a trend" in both


def test_a_season_that_rises_all_year_is_no_trend() -> None:
    """Two years of a saw tooth: a slope on time alone would be called a trend."""
    values = 100 + np.tile(np.arange(12.0), 2) + np.random.default_rng(2).normal(0, 0.5, 24)
    assert stats.linregress(np.arange(24), values).pvalue < 0.05
    _, reason = limits(values)
    assert "season" in reason
    assert "trend" not in reason


def test_weekdays_are_the_season_of_daily_values() -> None:
    desk = np.tile([100, 96, 94, 95, 90, 40, 30], 6) + np.random.default_rng(3).normal(0, 2, 42)
    found, reason = limits(desk, "day")
    assert not found.valid
    assert "season" in reason
    assert found.signals == ()


def test_a_baseline_that_does_not_vary_has_no_usable_limits() -> None:
    kpis, reasons = changes({"t": Told([7] * 24, [7, 8])})
    found = kpis["t"].control_limits
    assert found is not None
    assert (found.lower, found.mean, found.upper) == (7, 7, 7)
    assert not found.valid
    assert found.signals == ()
    assert "no width" in reasons["kpi.t.month.all.control_limits"]


def test_most_steady_series_keep_their_limits() -> None:
    """At these thresholds about one unchanged series in ten is called unsteady, never most of them."""
    rng = np.random.default_rng(4)
    told = [(f"k{i}", Told(list(rng.normal(100, 5, 36)), [])) for i in range(150)]
    with duckdb.connect() as con:
        found, _ = results_in(con, told, {})
    doubted = sum(not kpi.control_limits.valid for kpi in found if kpi.control_limits)
    assert 2 <= doubted <= 30


def test_trial_limits_show_their_signals_but_do_not_count_as_a_rung() -> None:
    kpi = changes({"t": Told([9, 11, 9, 11, 9, 11], [30])})[0]["t"]
    assert kpi.control_limits is not None
    assert kpi.control_limits.trial
    assert [signal.rule for signal in kpi.control_limits.signals] == ["beyond"]
    assert not kpi.ladder[2].valid
    assert kpi.ladder[2].reason == "trial limits: 6 baseline points, 12 are needed"
