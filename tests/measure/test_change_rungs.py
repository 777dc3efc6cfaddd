"""Expected values, bands and effects of the rungs, computed a second way in pandas and numpy."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from metrics.results import KpiResult, RungResult
from tests.measure.change_tables import Told, changes, changes_in

YEARS = [100, 90, 110, 120, 95, 105, 130, 125, 99, 101, 140, 150]
BEFORE = [value + shift for shift in (0, 7, -4) for value in YEARS]
AFTER = [60, 50, 70, 80, 55, 65, 66]


def rung(kpi: KpiResult, method: str) -> RungResult:
    return next(each for each in kpi.ladder if each.method == method)


def same_period(told: Told) -> float:
    """What the rung same_period expects in the last period."""
    with duckdb.connect() as con:
        changes_in(con, {"t": told})
        last = "SELECT expected FROM expected WHERE method = 'same_period' ORDER BY period DESC LIMIT 1"
        found: tuple[float] | None = con.execute(last).fetchone()
    assert found is not None
    return found[0]


def test_naive_expects_the_mean_of_the_baseline() -> None:
    with duckdb.connect() as con:
        kpis, _ = changes_in(con, {"t": Told(BEFORE, AFTER)})
        rows = con.execute("SELECT expected, low, high FROM expected WHERE method = 'naive'").fetchall()
    mean, s, n = np.mean(BEFORE), np.std(BEFORE, ddof=1), len(BEFORE)
    half = stats.t.ppf(0.975, n - 1) * s * np.sqrt(1 + 1 / n)
    assert len(rows) == len(AFTER)
    for row in rows:
        assert row == pytest.approx((mean, mean - half, mean + half))
    found = rung(kpis["t"], "naive")
    assert found.valid
    assert found.absolute == pytest.approx(sum(AFTER) - 7 * mean)
    assert found.relative == pytest.approx(sum(AFTER) / (7 * mean) - 1)


def test_same_period_expects_the_mean_of_the_same_month() -> None:
    frame = pd.DataFrame({"value": BEFORE, "month": [1 + i % 12 for i in range(36)]})
    means = frame.groupby("month")["value"].mean()
    rest = frame["value"] - frame["month"].map(means)
    s = np.sqrt((rest**2).sum() / (36 - 12))
    half = stats.t.ppf(0.975, 24) * s * np.sqrt(1 + 1 / 3)
    (kpi,) = changes({"t": Told(BEFORE, AFTER)})[0].values()
    after = [point for point in kpi.points if point.period >= dt.date(2025, 1, 1)]
    for point in after:
        expected = means[point.period.month]
        assert (point.expected, point.low, point.high) == pytest.approx((expected, expected - half, expected + half))
    expected = [means[month] for month in range(1, 8)]
    assert kpi.effect.basis == "same_period"
    assert kpi.effect.absolute == pytest.approx(sum(AFTER) - sum(expected))
    assert kpi.effect.relative == pytest.approx(sum(AFTER) / sum(expected) - 1)
    assert kpi.effect.first3 == pytest.approx(sum(AFTER[:3]) / sum(expected[:3]) - 1)
    assert kpi.effect.last3 == pytest.approx(sum(AFTER[-3:]) / sum(expected[-3:]) - 1)


def test_the_points_add_up_to_the_headline() -> None:
    (kpi,) = changes({"t": Told(BEFORE, AFTER, transition=[80, 70], partial_end=True)})[0].values()
    counted = [p for p in kpi.points if p.expected is not None and p.complete and not p.transition]
    assert len(counted) == len(AFTER) - 1
    actual, expected = (sum(getattr(p, field) for p in counted) for field in ("value", "expected"))
    assert kpi.effect.absolute == pytest.approx(actual - expected, rel=1e-12)
    assert kpi.effect.relative == pytest.approx((actual - expected) / expected, rel=1e-12)


def test_transition_has_an_expected_value_but_no_part_in_the_effect() -> None:
    quiet = changes({"t": Told(BEFORE, AFTER, transition=[80])})[0]["t"]
    loud = changes({"t": Told(BEFORE, AFTER, transition=[9999])})[0]["t"]
    assert quiet.effect == loud.effect
    (point,) = [p for p in loud.points if p.transition]
    assert point.expected is not None
    assert point.held is None
    assert all(p.expected is None for p in loud.points if p.period < dt.date(2025, 1, 1))


def test_effect_is_negative_when_actual_is_under_expected_whatever_is_better() -> None:
    for better in ("lower", "higher"):
        fewer = changes({"t": Told([10, 10, 10], [5], better=better)})[0]["t"]
        more = changes({"t": Told([10, 10, 10], [15], better=better)})[0]["t"]
        assert (fewer.effect.relative, fewer.effect.absolute) == (-0.5, -5)
        assert (more.effect.relative, more.effect.absolute) == (0.5, 5)


def test_same_period_needs_each_period_in_the_baseline_and_names_the_missing() -> None:
    # baseline July to December, after launch January on
    kpi = changes({"t": Told([10, 11, 12, 10, 11, 12], [5, 6, 7])})[0]["t"]
    found = rung(kpi, "same_period")
    assert not found.valid
    assert found.relative is None
    assert "January 2025 and 2 more" in (found.reason or "")
    assert kpi.effect.basis == "naive"


def test_unknown_periods_are_left_out_not_taken_as_zero() -> None:
    kpi = changes({"t": Told([10, None, 20, 30], [None, 10])})[0]["t"]
    assert kpi.baseline.points == 3
    assert kpi.baseline.mean == 20
    assert kpi.effect.absolute == -10
    assert kpi.points[1].value is None


def test_a_partial_period_is_shown_and_not_counted() -> None:
    kpi = changes({"t": Told([10, 10, 10], [5, 1], partial_end=True)})[0]["t"]
    assert kpi.points[-1].partial_reason == "ends early"
    assert kpi.effect.absolute == -5


@pytest.mark.parametrize(("level", "said"), [(0, "sum to zero"), (-50, "sum to \u2212100")])
def test_expected_values_that_do_not_sum_to_more_than_zero_have_no_share_but_an_absolute_effect(
    level: float, said: str
) -> None:
    kpis, reasons = changes({"t": Told([level] * 3, [level + 5, level + 6])}, unit="faults")
    found = rung(kpis["t"], "naive")
    assert found.valid
    assert (found.relative, found.absolute) == (None, 11)
    assert said in (found.reason or "")
    assert (kpis["t"].effect.basis, kpis["t"].effect.relative, kpis["t"].effect.absolute) == ("naive", None, 11)
    assert said in reasons["kpi.t.month.all.effect.relative"]
    assert kpis["t"].verdict == "indicative"
    assert "5.50 faults a month higher (worse) than the mean before launch" in kpis["t"].sentence


def test_two_baseline_periods_are_too_few() -> None:
    kpis, reasons = changes({"t": Told([10, 12], [5])})
    assert kpis["t"].verdict == "insufficient_baseline"
    assert "needs 3 complete periods" in (rung(kpis["t"], "naive").reason or "")
    assert "needs 3 complete periods" in reasons["kpi.t.month.all.effect"]


def test_nothing_after_launch_is_no_verdict_with_a_reason() -> None:
    kpis, reasons = changes({"t": Told([10, 12, 11], [])})
    assert kpis["t"].verdict is None
    assert reasons["kpi.t.month.all.verdict"] == "no complete period since launch"


def test_every_rung_keeps_its_place() -> None:
    kpi = changes({"t": Told(BEFORE[:20], AFTER)})[0]["t"]
    assert [(r.method, r.class_) for r in kpi.ladder] == [
        ("naive", "indicative"),
        ("same_period", "indicative"),
        ("xmr", "signals"),
        ("its", "proven"),
        ("control", "proven"),
    ]
    assert not rung(kpi, "its").valid
    assert rung(kpi, "its").reason == "it needs 24 complete periods before launch, there are 20"
    assert "no control is named" in (rung(kpi, "control").reason or "")


def test_iso_week_53_is_compared_with_week_52() -> None:
    # 2020 has 53 ISO weeks; launch is the Monday of week 53
    launch = dt.date(2020, 12, 28)
    # baseline: weeks 1 to 52 of 2020, valued by their number
    assert same_period(Told(list(range(1, 53)), [1], grain="week", launch=launch)) == 52


def test_days_are_compared_by_week_and_weekday() -> None:
    launch = dt.date(2025, 1, 6)  # Monday of ISO week 2; 53 weeks before it is Monday of week 1 of 2024
    before = [float(i) for i in range(371)]
    # Monday of ISO week 2 of 2024, the eighth day
    assert same_period(Told(before, [1.0], grain="day", launch=launch)) == 7


def test_a_sealed_baseline_outweighs_later_data() -> None:
    kpi = changes({"t": Told([50, 50, 50], [10], sealed=[20, 20, 20])})[0]["t"]
    assert kpi.baseline.mean == 20
    assert kpi.baseline.sealed == "before_launch"
    assert kpi.baseline.sealed_by == "owner@example.com"
    assert kpi.effect.relative == -0.5
    assert [(p.value, p.sealed_value) for p in kpi.points[:3]] == [(50, 20)] * 3


def test_segments_and_kpis_do_not_touch_each_other() -> None:
    told = {"a": Told([10, 10, 10], [5]), "b": Told([1000, 1000, 1000], [2000], segment="channel=chat")}
    kpis, reasons = changes(told)
    assert (kpis["a"].effect.relative, kpis["b"].effect.relative) == (-0.5, 1.0)
    assert kpis["b"].segment == "channel=chat"
    assert "kpi.b.month.channel=chat.held" in reasons
