"""Held where it is easily got wrong: precedence of noise, equality, zero and negative levels, a target of nothing."""

from __future__ import annotations

import pytest

from metrics.measure.held import broken_since
from metrics.results import Held, KpiResult, Point
from tests.measure.change_tables import Told, Values, changes, step
from tests.measure.test_held_periods import LOOSE, SAME, states


def held(before: Values, after: Values, **fields: object) -> KpiResult:
    return changes({"t": Told(before, after, **fields)})[0]["t"]  # type: ignore[arg-type]


def test_noise_comes_before_met_and_before_missed() -> None:
    better_than_aim, worse_than_aim = 79, 81  # the aim is 80, its interval 64 to 96
    assert states(held(LOOSE, [better_than_aim, worse_than_aim], target=-0.2)) == ["within_noise"] * 2


@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize("target", [-0.9, -0.7, -0.3, 0.1, 0.15])
def test_a_value_that_equals_its_target_meets_it_whatever_doubles_say(better: str, target: float) -> None:
    exact = round(100 * (1 + target), 6)
    assert states(held(SAME, [exact], target=target, better=better)) == ["met"]


def test_nothing_is_the_target_of_minus_one() -> None:
    assert states(held(LOOSE, [0, 1], target=-1.0)) == ["met", "missed"]


def test_half_of_nothing_is_nothing() -> None:
    assert states(held([0, 0, 0], [0, 1], target=-0.5)) == ["met", "missed"]


def test_a_share_of_a_negative_level_is_no_target() -> None:
    kpis, reasons = changes({"t": Told([-100] * 3, [-40, -160], better="higher", target=0.5)})
    assert states(kpis["t"]) == [None, None]
    assert kpis["t"].held is not None
    assert kpis["t"].held.of == 0
    assert "kpi.t.month.all.held" in reasons
    assert states(held([-100] * 3, [-40, -160], better="higher", target_value=-50)) == ["met", "missed"]


def test_a_fixed_target_goes_before_a_relative_one() -> None:
    assert states(held(SAME, [45], target=-0.5, target_value=40)) == ["missed"]


@pytest.mark.parametrize(
    ("marks", "place"),
    [("", None), ("x", None), ("xx", 0), ("oxx", 1), ("x~x", None), ("x?x", None), ("xoxxx", 2), ("xxoo", 0)],
)
def test_broken_since(marks: str, place: int | None) -> None:
    words: dict[str, Held | None] = {"x": "missed", "o": "met", "~": "within_noise", "?": None}
    launch = Told([], []).launch
    points = [
        Point(period=step(launch, "month", i), value=1, rows=1, complete=True, held=words[mark])
        for i, mark in enumerate(marks)
    ]
    assert broken_since(points) == (None if place is None else points[place].period)
