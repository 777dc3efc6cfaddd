"""The four rules of a control chart on small series; the baseline has mean 10 and limits 10 ± 2.66 · 2."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.measure.change_tables import Told, Values, changes

BASE = [9, 11] * 8  # mean 10, every range 2: limits 4.68 and 15.32, two thirds at 6.453 and 13.547


def signals(after: Values, better: str = "lower", before: Values = BASE) -> list[tuple[str, int, int, bool]]:
    """Each signal's rule, first and last period counted from launch (1 = January 2025), and direction."""
    limits = changes({"t": Told(before, after, better=better)})[0]["t"].control_limits
    assert limits is not None
    return [(s.rule, month(s.from_), month(s.until), s.better) for s in limits.signals]


def month(day: dt.date) -> int:
    return (day.year - 2025) * 12 + day.month


def test_a_steady_series_raises_none() -> None:
    assert signals([9, 11, 9, 11, 10, 9, 11]) == []


@pytest.mark.parametrize(
    ("value", "lower_is_better", "higher_is_better"), [(4.6, True, False), (15.4, False, True)], ids=["low", "high"]
)
def test_a_point_beyond_a_limit(value: float, lower_is_better: bool, higher_is_better: bool) -> None:
    assert signals([9, value, 11]) == [("beyond", 2, 2, lower_is_better)]
    assert signals([9, value, 11], "higher") == [("beyond", 2, 2, higher_is_better)]


def test_a_point_on_the_limit_is_not_beyond() -> None:
    assert "beyond" not in {rule for rule, *_ in signals([9, 4.6801, 11])}


def test_seven_on_one_side_are_a_shift_and_six_are_not() -> None:
    seven = [9, 8, 9, 8, 9, 8, 9]
    # the last baseline value, 11, lies on the other side
    assert signals(seven) == [("shift", 1, 7, True)]
    assert signals(seven, "higher") == [("shift", 1, 7, False)]
    assert signals(seven[:6]) == []


def test_a_longer_shift_is_one_run() -> None:
    assert signals([9, 8, 9, 8, 9, 8, 9, 8, 9]) == [("shift", 1, 9, True)]


def test_a_point_on_the_mean_breaks_a_shift() -> None:
    assert signals([9, 8, 9, 10, 9, 8, 9]) == []


def test_seven_falling_are_a_trend() -> None:
    # 11 (December), then six falls: seven points that fall; sides change, so there is no shift
    falling = [10.8, 10.6, 10.4, 10.2, 9.8, 9.6]
    assert signals(falling) == [("trend", 0, 6, True)]
    assert signals(falling[:5]) == []


def test_seven_rising_are_a_trend_in_the_other_direction() -> None:
    assert signals([9.4, 9.6, 9.8, 10.2, 10.4, 10.6, 10.8]) == [("trend", 1, 7, False)]


def test_two_of_three_near_a_limit() -> None:
    assert signals([14, 10, 14, 9]) == [("near", 1, 3, False)]
    assert signals([14, 10, 9, 14]) == []


def test_near_needs_both_points_on_the_same_side() -> None:
    assert signals([14, 6, 10]) == []


def test_a_near_run_is_told_once() -> None:
    assert signals([14, 14, 10, 14, 9]) == [("near", 1, 4, False)]


def test_near_tells_its_direction_when_the_other_side_follows() -> None:
    assert signals([14, 14, 6, 10]) == [("near", 1, 2, False)]


@pytest.mark.parametrize("values", [[9, 8, 9, None, 9, 8, 9, 8], [14, None, 14, 10]], ids=["shift", "near"])
def test_an_unknown_period_breaks_every_run(values: Values) -> None:
    assert signals(values) == []


def test_near_never_looks_across_an_unknown_period() -> None:
    # joined before the window and inside its first half, but not to its last point
    assert signals([9, 10, 14, None, 14, 10]) == []


def test_a_partial_period_raises_no_signal() -> None:
    whole, partial = (
        changes({"t": Told(BASE, [9, 1], partial_end=end)})[0]["t"].control_limits for end in (False, True)
    )
    assert whole is not None
    assert partial is not None
    assert [signal.rule for signal in whole.signals] == ["beyond"]
    assert partial.signals == ()


def test_sealed_values_are_judged_in_place_of_what_the_data_says_now() -> None:
    now = [*BASE[:-1], 30]
    kpis, _ = changes({"sealed": Told(now, [9, 11], sealed=BASE), "open": Told(now, [9, 11])})
    sealed, unsealed = (kpis[name].control_limits for name in ("sealed", "open"))
    assert sealed is not None
    assert unsealed is not None
    assert sealed.signals == ()
    assert "beyond" in {signal.rule for signal in unsealed.signals}
