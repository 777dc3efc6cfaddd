"""Payback's crossing and its months, against a loop over the flows and by what must hold for any flows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.measure.payback import Crossing, Flow, Place, add_months, crossings, day_of, moment, months_from

CON = duckdb.connect()  # one for all examples: the function replaces its own table
AMOUNTS = st.lists(st.integers(-500, 500), min_size=1, max_size=30)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31))


def crossing(amounts: Sequence[int | float | str]) -> Crossing:
    flows = [Flow("x", i, max(-Decimal(a), Decimal(0)), Decimal(a)) for i, a in enumerate(amounts)]
    return crossings(CON, flows)["x"]


def by_loop(amounts: Sequence[int]) -> tuple[list[tuple[int, float]], bool]:
    """All crossings, and whether cumulative net ends at zero or above: the second way."""
    total, found, spent = 0, [], False
    for step, amount in enumerate(amounts):
        before, total = total, total + amount
        starts, spent = amount < 0 and not spent, spent or amount < 0
        if total >= 0 and before < 0:
            found.append((step, -before / amount))
        elif total >= 0 and starts:
            found.append((step, 1.0))
    return found, total >= 0


@pytest.mark.parametrize(
    ("amounts", "first", "stays"),
    [
        ([-100, 50, 50], (2, 1.0), (2, 1.0)),
        ([-100, 200], (1, 0.5), (1, 0.5)),
        ([-100, 150, -100, 25], (1, 2 / 3), None),  # lost again
        ([-100, 150, -100, 100], (1, 2 / 3), (3, 0.5)),  # lost, and back
        ([-100, 99], None, None),
        ([-100, 0, 0], None, None),
        ([50, 50], None, None),  # nothing paid: nothing to pay back
        ([0, 0], None, None),
        ([100, -40, -10], (1, 1.0), (1, 1.0)),  # never below zero: the end of the first step with a cost
        ([100, -40, -100], (1, 1.0), None),
        ([-30, 0, 30, 0, 0], (2, 1.0), (2, 1.0)),
        (["-0.3", "0.1", "0.1", "0.1"], (3, 1.0), (3, 1.0)),  # in doubles the sum would miss zero
    ],
)
def test_first_and_lasting_crossing(
    amounts: list[int], first: tuple[int, float] | None, stays: tuple[int, float] | None
) -> None:
    found = crossing(amounts)
    for place, wanted in ((found.first, first), (found.stays, stays)):
        if wanted is None:
            assert place is None
        else:
            assert place is not None
            assert (place.step, place.fraction) == (wanted[0], pytest.approx(wanted[1]))


def test_no_flows_have_no_crossing() -> None:
    assert crossings(CON, []) == {}


def test_lines_do_not_mix() -> None:
    flows = [Flow("a", 0, 10, -10), Flow("b", 0, 20, -20), Flow("a", 1, 0, 20), Flow("b", 1, 0, 10)]
    found = crossings(CON, flows)
    assert found["a"].stays == Place(1, 0.5)
    assert found["b"].stays is None
    assert (found["b"].final, found["b"].lowest, found["b"].first_cost) == (-10, -20, 0)


@settings(max_examples=80, deadline=None)
@given(AMOUNTS)
def test_agrees_with_a_loop(amounts: list[int]) -> None:
    places, whole = by_loop(amounts)
    found = crossing(amounts)
    assert (found.first is None) == (not places)
    assert (found.stays is None) == (not places or not whole)
    if found.first is not None:
        assert (found.first.step, found.first.fraction) == pytest.approx(places[0])
    if found.stays is not None:
        assert (found.stays.step, found.stays.fraction) == pytest.approx(places[-1])
        assert 0 < found.stays.fraction <= 1


@settings(max_examples=40, deadline=None)
@given(AMOUNTS, st.integers(1, 1000))
def test_scale_does_not_move_payback(amounts: list[int], factor: int) -> None:
    one, two = crossing(amounts), crossing([amount * factor for amount in amounts])
    assert (one.first is None, one.stays is None) == (two.first is None, two.stays is None)
    if one.stays and two.stays:
        assert one.stays.step == two.stays.step
        assert one.stays.fraction == pytest.approx(two.stays.fraction)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-500, 500), min_size=2, max_size=20), st.integers(1, 400))
def test_more_benefit_is_never_later(amounts: list[int], more: int) -> None:
    amounts = [-1000, *amounts]
    one, two = crossing(amounts), crossing([*amounts[:-1], amounts[-1] + more])
    if one.stays:
        assert two.stays is not None
        assert (two.stays.step, two.stays.fraction) <= (one.stays.step, one.stays.fraction + 1e-12)


@pytest.mark.parametrize(
    ("start", "point", "months"),
    [
        (dt.date(2025, 1, 1), dt.date(2025, 1, 1).toordinal(), 0.0),
        (dt.date(2025, 1, 1), moment(dt.date(2025, 3, 1), dt.date(2025, 4, 1), 0.3), 2.3),
        (dt.date(2025, 1, 15), dt.date(2025, 3, 15).toordinal(), 2.0),
        (dt.date(2025, 1, 15), dt.date(2025, 3, 1).toordinal(), 1 + 14 / 28),  # 15 February to 15 March has 28 days
        (dt.date(2025, 1, 31), dt.date(2025, 2, 28).toordinal(), 1.0),  # no 31 February
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28).toordinal(), 12.0),
        (dt.date(2025, 2, 1), dt.date(2025, 1, 1).toordinal(), -1.0),
        (dt.date(2025, 1, 15), dt.date(2025, 1, 1).toordinal(), -14 / 31),
    ],
)
def test_months_from_any_day(start: dt.date, point: float, months: float) -> None:
    assert months_from(start, point) == pytest.approx(months)


@settings(max_examples=200, deadline=None)
@given(DAYS, DAYS, st.floats(0, 1), st.floats(0, 1))
def test_months_grow_with_time(start: dt.date, day: dt.date, one: float, two: float) -> None:
    early, late = sorted((one, two))
    assert months_from(start, day.toordinal() + early) <= months_from(start, day.toordinal() + late) + 1e-9


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(-60, 60))
def test_whole_months_are_whole(start: dt.date, months: int) -> None:
    assert months_from(start, add_months(start, months).toordinal()) == pytest.approx(months, abs=1e-9)


def test_the_day_of_a_crossing() -> None:
    march, april = dt.date(2025, 3, 1), dt.date(2025, 4, 1)
    assert day_of(moment(march, april, 0.3)) == dt.date(2025, 3, 10)  # 9.3 days gone: within the tenth
    assert day_of(moment(march, april, 1.0)) == dt.date(2025, 3, 31)
    assert day_of(moment(march, april, 1 / 31)) == dt.date(2025, 3, 1)
