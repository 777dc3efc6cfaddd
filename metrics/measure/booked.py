"""A month's figures as a close books them, taken from results; nothing is computed anew (method §2: closed months)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from metrics.results import Booked, BookedPoint, KpiResult, Money, Point
from metrics.rollup.periods import DAY, start, step


def book(month: dt.date, currency: str, kpis: Iterable[KpiResult], money: Money | None) -> Booked:
    """The periods of each KPI at its main grain whose last day lies in the month, and the month's cash flow.

    kpis: whole KPIs (no segments), each at the grain that it is judged by. Projected flows are not booked.
    """
    flows = money.cash_flows if money else ()
    flow = next((each for each in flows if each.period == month and not each.projected), None)
    return Booked(
        month=month,
        currency=currency,
        points=tuple(_point(kpi, point) for kpi in kpis for point in kpi.points if ends_in(kpi, point, month)),
        cost=flow.cost if flow else None,
        benefit=flow.benefit if flow else None,
        net=flow.net if flow else None,
    )


def ends_in(kpi: KpiResult, point: Point, month: dt.date) -> bool:
    """Whether a period's last day lies in a month: a week belongs to the month that it ends in."""
    return start(step(point.period, kpi.grain) - DAY, "month") == month


def last_day(month: dt.date) -> dt.date:
    """The last day of a month, given its first."""
    return step(month, "month") - DAY


def _point(kpi: KpiResult, point: Point) -> BookedPoint:
    known = point.value is not None and point.expected
    return BookedPoint(
        kpi=kpi.name,
        title=kpi.title,
        unit=kpi.unit,
        grain=kpi.grain,
        period=point.period,
        value=point.value,
        complete=point.complete,
        expected=point.expected,
        low=point.low,
        high=point.high,
        effect=point.value / point.expected - 1 if known and point.value is not None and point.expected else None,
        held=point.held,
        benefit=point.benefit,
    )
