"""Held: the target as a floor, period by period, met, missed or within noise."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.results import KpiResult
from tests.measure.change_tables import Told, Values, changes

SAME = [100, 100, 100]  # no spread: the band has no width, so nothing but the target itself lies within noise
LOOSE = [90, 100, 110, 100, 95, 105]  # mean 100, s = 7.07, t(5) = 2.571: half width 19.6


def kpi(before: Values, after: Values, better: str = "lower", **target: float) -> KpiResult:
    return changes({"t": Told(before, after, better=better, **target)})[0]["t"]  # type: ignore[arg-type]


def states(found: KpiResult) -> list[str | None]:
    return [point.held for point in found.points if point.period >= dt.date(2025, 1, 1)]


def test_without_a_target_nothing_is_held() -> None:
    kpis, reasons = changes({"t": Told(SAME, [40])})
    assert kpis["t"].held is None
    assert reasons["kpi.t.month.all.held"] == "no target is set"


def test_a_relative_target_is_met_when_at_least_as_good() -> None:
    assert states(kpi(SAME, [39, 41], target=-0.6)) == ["met", "missed"]
    assert states(kpi(SAME, [131, 129], better="higher", target=0.3)) == ["met", "missed"]


def test_an_absolute_target_is_met_when_at_least_as_good() -> None:
    assert states(kpi(SAME, [39, 41], target_value=40)) == ["met", "missed"]
    assert states(kpi(SAME, [39, 41], better="higher", target_value=40)) == ["missed", "met"]


def test_a_relative_target_inside_the_interval_of_the_relative_effect_is_noise() -> None:
    found = kpi(LOOSE, [40, 33, 47, 31, 49], target=-0.6)
    for point in found.points[-5:]:
        assert point.value is not None
        assert point.low is not None
        assert point.high is not None
        inside = point.value / point.high - 1 <= -0.6 <= point.value / point.low - 1
        assert (point.held == "within_noise") == inside
    assert states(found) == ["within_noise", "within_noise", "within_noise", "met", "missed"]


def test_an_absolute_target_inside_the_actual_with_its_band_is_noise() -> None:
    assert states(kpi(LOOSE, [40, 59, 21, 60, 20], target_value=40)) == [
        "within_noise",
        "within_noise",
        "within_noise",
        "missed",
        "met",
    ]


def test_the_counts_add_up_over_complete_periods_only() -> None:
    found = changes({"t": Told(SAME, [39, 41, None, 39, 1], transition=[99], target=-0.6, partial_end=True)})[0]["t"]
    assert found.held is not None
    assert (found.held.met, found.held.within_noise, found.held.missed, found.held.of) == (2, 0, 1, 3)
    assert states(found) == [None, "met", "missed", None, "met", None]


def test_broken_since_is_the_first_of_two_missed_in_a_row() -> None:
    found = kpi(SAME, [39, 41, 39, 41, 42, 43], target=-0.6)
    assert found.held is not None
    assert found.held.broken_since == dt.date(2025, 4, 1)


@pytest.mark.parametrize("values", [[41, 39, 41], [41], [39, 39]])
def test_single_misses_do_not_break_the_claim(values: Values) -> None:
    found = kpi(SAME, values, target=-0.6)
    assert found.held is not None
    assert found.held.broken_since is None


def test_misses_on_both_sides_of_an_unknown_period_are_not_consecutive() -> None:
    found = kpi(SAME, [41, None, 41], target=-0.6)
    assert found.held is not None
    assert found.held.missed == 2
    assert found.held.broken_since is None


def test_held_counts_are_zero_with_a_reason_while_nothing_is_complete() -> None:
    kpis, reasons = changes({"t": Told(SAME, [], target=-0.6)})
    assert kpis["t"].held is not None
    assert kpis["t"].held.of == 0
    assert "no complete period since launch" in reasons["kpi.t.month.all.held"]


def test_an_absolute_target_is_judged_without_a_baseline_too() -> None:
    assert states(kpi([100], [39, 41], target_value=40)) == ["met", "missed"]
