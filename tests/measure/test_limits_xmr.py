"""XmR limits and whether they may be trusted, a second way in numpy."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.results import ControlLimits
from tests.measure.change_tables import Told, Values, changes

STEADY = [10, 13, 9, 12, 11, 8, 12, 10, 13, 9, 11, 12, 8, 13, 10]


def limits(before: Values, after: Values = (), better: str = "lower") -> tuple[ControlLimits, str]:
    kpis, reasons = changes({"t": Told(before, after, better=better)})
    found = kpis["t"].control_limits
    assert found is not None
    return found, reasons.get("kpi.t.month.all.control_limits", "")


def test_limits_are_the_mean_and_the_mean_moving_range() -> None:
    found, reason = limits(STEADY)
    half = 2.66 * np.abs(np.diff(STEADY)).mean()
    assert (found.mean, found.lower, found.upper) == pytest.approx(
        (np.mean(STEADY), np.mean(STEADY) - half, np.mean(STEADY) + half)
    )
    assert found.valid
    assert not found.trial
    assert reason == ""


def test_no_range_is_taken_across_an_unknown_period() -> None:
    found, _ = limits([10, 12, None, 100, 104])
    assert found.mean == 56.5
    assert found.upper == pytest.approx(56.5 + 2.66 * 3)  # ranges 2 and 4, never 88


def test_without_two_periods_in_a_row_there_are_no_limits() -> None:
    kpis, reasons = changes({"t": Told([10, None, 12, None, 11], [5])})
    assert kpis["t"].control_limits is None
    assert "no two periods in a row" in reasons["kpi.t.month.all.control_limits"]


@pytest.mark.parametrize(("points", "trial"), [(11, True), (12, False)])
def test_limits_from_fewer_than_twelve_points_are_trial_limits(points: int, trial: bool) -> None:
    found, reason = limits(STEADY[:points])
    assert found.trial is trial
    assert ("trial limits" in reason) is trial


def test_a_trend_makes_raw_limits_invalid() -> None:
    rising = [10 + 3 * i + (i % 2) for i in range(15)]
    found, reason = limits(rising)
    assert not found.valid
    assert reason.startswith("not valid here")
    assert "trend" in reason


def test_a_perfect_trend_is_a_trend() -> None:
    found, reason = limits([10 + i for i in range(15)])
    assert not found.valid
    assert "trend" in reason


def test_autocorrelation_over_the_limit_makes_raw_limits_invalid() -> None:
    waves = [10, 12, 14, 14, 12, 10, 8, 6, 6, 8, 10, 12, 14, 14, 12, 10, 8, 6, 6, 8]
    x = np.array(waves) - np.mean(waves)
    assert (x[1:] * x[:-1]).sum() / (x**2).sum() > 0.3
    found, reason = limits(waves)
    assert not found.valid
    assert "neighbouring periods are alike" in reason


def test_a_season_makes_raw_limits_invalid() -> None:
    season = [5, 30, 8, 28, 4, 33, 7, 29, 6, 31, 9, 27]
    found, reason = limits([value + shift for shift in (0, 1, -1) for value in season])
    assert not found.valid
    assert "season" in reason


def test_a_perfect_season_is_a_season() -> None:
    found, reason = limits([5, 30, 8, 28, 4, 33, 7, 29, 6, 31, 9, 27] * 3)
    assert not found.valid
    assert "season" in reason


def test_invalid_limits_make_the_rung_invalid_with_the_same_reason() -> None:
    kpis, reasons = changes({"t": Told([10 + 3 * i + (i % 2) for i in range(15)], [5])})
    (rung,) = [each for each in kpis["t"].ladder if each.method == "xmr"]
    assert not rung.valid
    assert rung.reason == reasons["kpi.t.month.all.control_limits"]
    assert rung.relative is None
