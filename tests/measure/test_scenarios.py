"""Many courses at once cross zero where sql/payback.sql says that each of them does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.measure.flows import Month
from metrics.measure.payback import Flow, add_months, crossings, moment
from metrics.measure.scenarios import Courses, outcome, present

CON = duckdb.connect()
FIRST = dt.date(2025, 1, 1)
ZERO = Decimal(0)


def months(count: int, first: int = 0) -> list[Month]:
    starts = [add_months(FIRST, first + at) for at in range(count)]
    return [
        Month(first + at, day, add_months(day, 1), ZERO, ZERO, ZERO, None, ZERO, ZERO, 0)
        for at, day in enumerate(starts)
    ]


def courses(benefit: Sequence[Sequence[float]], cost: Sequence[Sequence[float]]) -> Courses:
    known = months(len(benefit[0]))
    return Courses(known, [], np.array(benefit, float), np.array(cost, float), np.empty((len(benefit), 0)), ())


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda width: st.lists(
            st.lists(st.tuples(st.integers(0, 400), st.integers(0, 300)), min_size=width, max_size=width),
            min_size=1,
            max_size=8,
        )
    )
)
def test_every_course_crosses_where_the_headline_would(drawn: list[list[tuple[int, int]]]) -> None:
    found = outcome(courses([[b for b, _ in row] for row in drawn], [[c for _, c in row] for row in drawn]))
    flows = [
        Flow(f"{place}", step, Decimal(c), Decimal(b - c))
        for place, row in enumerate(drawn)
        for step, (b, c) in enumerate(row)
    ]
    wanted = crossings(CON, flows)
    known = months(len(drawn[0]))
    for place in range(len(drawn)):
        one = wanted[f"{place}"]
        assert bool(found.crossed[place]) == (one.first is not None)
        assert bool(found.paid_back[place]) == (one.stays is not None)
        if one.stays is None:
            assert np.isinf(found.day[place])
        else:
            month = known[one.stays.step]
            assert found.day[place] == pytest.approx(moment(month.month, month.ends, one.stays.fraction))


def test_sums_that_should_be_zero_are() -> None:
    found = outcome(courses([[0, 0.1, 0.1, 0.1]], [[0.3, 0, 0, 0]]))
    assert found.paid_back.tolist() == [True]
    assert found.day[0] == pytest.approx(dt.date(2025, 5, 1).toordinal())


def test_each_course_goes_on_at_its_own_pace() -> None:
    known, ahead = months(3), months(60, 3)
    benefit = np.array([[10.0, 20, 30], [1, 1, 1], [40, 40, 40]])
    cost, later = np.tile([100.0, 0, 0], (3, 1)), np.tile(np.full(60, 5.0), (3, 1))
    found = outcome(Courses(known, ahead, benefit, cost, later, (0, 1, 2)))
    # 40 left at 20 − 5 a month: two months and two thirds of June; 1 − 5 a month never; 20 over already
    assert found.day[0] == pytest.approx(moment(dt.date(2025, 6, 1), dt.date(2025, 7, 1), 2 / 3))
    assert np.isinf(found.day[1])
    assert found.paid_back.tolist() == [False, False, True]
    assert found.cumulative.shape == (3, 63)
    without = outcome(Courses(known, ahead, benefit, cost, later, (0, 1)))
    assert np.isinf(without.day[:2]).all()  # two months are no pace


def test_what_was_lost_again_is_not_projected() -> None:
    benefit, cost = np.array([[150.0, 0, 100, 100]]), np.array([[100.0, 300, 0, 0]])
    found = outcome(Courses(months(4), months(60, 4), benefit, cost, np.zeros((1, 60)), (1, 2, 3)))
    assert found.crossed.all()
    assert np.isinf(found.day).all()


def test_present_values() -> None:
    net = np.array([[-100.0, 60, 60], [0, 0, 0]])
    growth = 1.1 ** (1 / 12)
    assert present(net, 0.1).tolist() == pytest.approx([-100 + 60 / growth + 60 / growth**2, 0])
