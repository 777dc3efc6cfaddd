"""What must hold of change for any values: scale, direction, order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measure.change_tables import Told, changes

value = st.floats(1, 1000).map(lambda number: round(number, 3))
before = st.lists(value, min_size=3, max_size=26)
after = st.lists(value, min_size=1, max_size=8)
few = settings(max_examples=12, deadline=None)


@few
@given(before, after)
def test_doubling_every_value_doubles_limits_and_keeps_relative_effects(old: list[float], new: list[float]) -> None:
    old = old[:23]  # without a time series: twice a count is not as noisy as two
    kpis, _ = changes({"one": Told(old, new), "two": Told([2 * v for v in old], [2 * v for v in new])})
    one, two = kpis["one"], kpis["two"]
    assert two.effect.relative == pytest.approx(one.effect.relative)
    assert two.effect.absolute == pytest.approx(2 * (one.effect.absolute or 0), abs=1e-9)
    assert one.control_limits is not None
    assert two.control_limits is not None
    assert two.control_limits.upper == pytest.approx(2 * (one.control_limits.upper or 0), abs=1e-9)
    assert two.control_limits.lower == pytest.approx(2 * (one.control_limits.lower or 0), abs=1e-9)
    for a, b in zip(one.points, two.points, strict=True):
        if a.low is not None:
            assert (b.low, b.high) == pytest.approx((2 * a.low, 2 * (a.high or 0)), abs=1e-9)


@few
@given(before, after, st.floats(-0.9, 0.9).map(lambda number: round(number, 2)))
def test_reversing_better_turns_met_and_missed_and_keeps_noise(
    old: list[float], new: list[float], target: float
) -> None:
    kpis, _ = changes({b: Told(old, new, better=b, target=target) for b in ("lower", "higher")})
    lower, higher = kpis["lower"], kpis["higher"]
    assert lower.effect == higher.effect
    turned = {"met": "missed", "missed": "met", "within_noise": "within_noise", None: None}
    # a value exactly on its target is met in both directions: it lies within noise wherever there is a band
    for a, b in zip(lower.points, higher.points, strict=True):
        on_target = a.held == b.held == "met" and a.expected is not None
        assert b.held == turned[a.held] or on_target


@few
@given(before, after)
def test_only_a_proven_rung_gives_more_than_an_indicative_verdict(old: list[float], new: list[float]) -> None:
    kpi = changes({"t": Told(old, new)})[0]["t"]
    proven = kpi.effect.basis == "its"
    assert (kpi.verdict == "indicative") is not proven
    assert (kpi.effect.low is None) is not proven
    assert ("not yet proven" in kpi.sentence) is not proven


@few
@given(before, after)
def test_every_band_holds_its_expected_value(old: list[float], new: list[float]) -> None:
    for point in changes({"t": Told(old, new)})[0]["t"].points:
        if point.low is not None and point.high is not None and point.expected is not None:
            assert point.low <= point.expected <= point.high
