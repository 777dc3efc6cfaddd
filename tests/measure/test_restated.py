"""Booked figures against present ones: what restates a month, and what a refit may move."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from metrics.measure.booked import book
from metrics.measure.restated import moved, restates
from metrics.results import Booked, BookedPoint, CashFlow, KpiResult, Money, Point

AUGUST = dt.date(2025, 8, 1)
POINT = BookedPoint(
    kpi="calls",
    title="Calls",
    unit="calls",
    grain="month",
    period=AUGUST,
    value=360.0,
    complete=True,
    expected=800.0,
    low=760.0,
    high=840.0,
    effect=-0.55,
    held="met",
    benefit=4400.0,
)
MONTH = Booked(month=AUGUST, currency="EUR", points=(POINT,), cost=650.0, benefit=4400.0, net=3750.0)


def now(money: dict[str, object] | None = None, **point: object) -> Booked:
    return MONTH.model_copy(update={"points": (POINT.model_copy(update=point),), **(money or {})})


@pytest.mark.parametrize(
    ("current", "figures", "restated"),
    [
        (now(), [], False),
        (now(value=360.0 * (1 + 1e-12)), [], False),  # the last digit of a sum
        (now(value=372.0), ["value"], True),
        (now(value=360.00001), ["value"], True),  # counted figures have no room
        (now(value=None, complete=False), ["value", "complete"], True),
        (now(held="within_noise"), ["held"], True),
        (now(expected=800.07), [], False),  # under 1e-4: a fit's own digits
        (now(expected=801.0, benefit=4410.0, money={"benefit": 4410.0, "net": 3760.0}), None, False),
        (now(expected=800.07, benefit=4402.0, money={"benefit": 4402.0, "net": 3752.0}), None, False),
        (now(expected=845.0), ["expected"], True),  # beyond the interval that was booked
        (now(expected=845.0, effect=-0.57), ["expected", "effect"], True),
        (now(benefit=5000.0), ["benefit"], True),  # another price, the model as it was
        (now(money={"cost": 651.0, "net": 3749.0}), ["cost", "net"], True),
        (now(money={"benefit": None, "net": None}), ["benefit", "net"], True),
        (now(expected=801.0, money={"cost": 651.0, "net": 3749.0}), ["expected", "cost", "net"], True),
        (now(money={"currency": "USD"}), ["currency"], True),
        (MONTH.model_copy(update={"points": ()}), None, True),  # the KPI is no longer there
    ],
)
def test_what_restates_a_month(current: Booked, figures: list[str] | None, restated: bool) -> None:
    found = moved(MONTH, current)
    assert restates(found) is restated
    assert figures is None or [each.figure for each in found] == figures


def test_without_an_interval_a_moved_expected_value_is_no_refit() -> None:
    before = now(low=None, high=None)
    assert restates(moved(before, now(expected=801.0, low=None, high=None)))


def test_a_kpi_that_is_new_restates_nothing() -> None:
    other = POINT.model_copy(update={"kpi": "other"})
    assert moved(MONTH, MONTH.model_copy(update={"points": (other, POINT)})) == ()


@given(some.floats(-0.09, 0.09))
def test_a_refit_is_what_lies_inside_the_booked_interval(share: float) -> None:
    expected = 800.0 * (1 + share)
    assert restates(moved(MONTH, now(expected=expected))) is not (760.0 <= expected <= 840.0)


def points(grain: str, *periods: dt.date) -> KpiResult:
    found = [Point(period=period, value=10.0, rows=10, complete=True, expected=20.0) for period in periods]
    return KpiResult.model_validate(
        {"name": "k", "title": "K", "unit": "", "better": "lower", "grain": grain, "points": found}
    )


@pytest.mark.parametrize(
    ("grain", "periods", "booked"),
    [
        ("month", [dt.date(2025, 7, 1), AUGUST, dt.date(2025, 9, 1)], [AUGUST]),
        # a week belongs to the month of its Sunday: 28 July to 3 August is August's, 25 to 31 August too
        ("week", [dt.date(2025, 7, 21), dt.date(2025, 7, 28), dt.date(2025, 8, 25)], [dt.date(2025, 7, 28)] * 1),
        ("day", [dt.date(2025, 7, 31), AUGUST, dt.date(2025, 8, 31), dt.date(2025, 9, 1)], [AUGUST]),
    ],
)
def test_periods_belong_to_the_month_that_they_end_in(
    grain: str, periods: list[dt.date], booked: list[dt.date]
) -> None:
    found = book(AUGUST, "EUR", [points(grain, *periods)], None)
    assert [point.period for point in found.points][:1] == booked
    assert all(point.period in periods for point in found.points)
    assert len(found.points) == {"month": 1, "week": 2, "day": 2}[grain]
    assert found.points[0].effect == pytest.approx(-0.5)
    assert (found.cost, found.benefit, found.net) == (None, None, None)


def test_a_projected_flow_is_not_booked() -> None:
    flow = CashFlow(period=AUGUST, cost=1.0, benefit=2.0, net=1.0, cumulative=1.0)
    later = CashFlow(period=dt.date(2025, 9, 1), cost=1.0, benefit=2.0, net=1.0, cumulative=2.0, projected=True)
    money = Money(cash_flows=(flow, later))
    assert book(AUGUST, "EUR", [], money).net == 1.0
    assert book(dt.date(2025, 9, 1), "EUR", [], money).net is None
