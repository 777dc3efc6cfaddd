"""The parts of the support assistant: 36 + 14 months of tickets, handling time, money. Invented figures."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from metrics.results import (
    BaselineResult,
    Capacity,
    CashFlow,
    ControlLimits,
    Effect,
    Held,
    HeldResult,
    KpiResult,
    Money,
    Payback,
    Point,
    RungResult,
    Signal,
    Warn,
)

LAUNCH = dt.date(2025, 1, 1)


def months(first: dt.date, count: int) -> Iterator[dt.date]:
    """The first days of `count` months."""
    for step in range(count):
        years, month = divmod(first.month - 1 + step, 12)
        yield dt.date(first.year + years, month + 1, 1)


def _level(period: dt.date) -> float:
    age = (period.year - 2022) * 12 + period.month
    return 3800 + 14 * age + 260 * math.sin(age / 6 * math.pi) + 90 * math.cos(age * 2.4)


def assistant_points() -> tuple[Point, ...]:
    """2022-01 to 2026-03: ramp in January 2025, no data in September, a miss in November, March 2026 partial."""
    points = []
    for period in months(dt.date(2022, 1, 1), 51):
        level = round(_level(period))
        if period < LAUNCH:
            points.append(Point(period=period, value=level, rows=level, complete=True, sealed_value=level))
            continue
        expected = round(_level(period) * 0.94, 1)
        share = {dt.date(2025, 1, 1): 0.7, dt.date(2025, 11, 1): 0.45, dt.date(2025, 12, 1): 0.405}.get(period, 0.38)
        value: float | None = round(expected * share)
        complete, reason, state = True, None, _held(share)
        if period == dt.date(2025, 9, 1):
            value, complete, reason = None, False, "no data"
        if period == dt.date(2026, 3, 1):
            value, complete, reason = round(expected * 0.14), False, "the data ends on 12 March 2026"
        counted = complete and period > LAUNCH
        points.append(
            Point(
                period=period,
                value=value,
                rows=int(value or 0),
                complete=complete,
                partial_reason=reason,
                transition=period == LAUNCH,
                expected=expected,
                low=expected * 0.93,
                high=expected * 1.07,
                held=state if counted else None,
                benefit=None if value is None or not complete else round((expected - value) * 5.2, 2),
            )
        )
    return tuple(points)


def _held(share: float) -> Held:
    return "met" if share <= 0.4 else "within_noise" if share < 0.42 else "missed"


def assistant_kpi() -> KpiResult:
    """Human-handled tickets by month: the primary KPI of `assistant`."""
    points = assistant_points()
    return KpiResult(
        name="human_tickets",
        title="Human-handled tickets",
        unit="tickets",
        better="lower",
        grain="month",
        primary=True,
        baseline=BaselineResult(
            from_=dt.date(2022, 1, 1),
            until=LAUNCH,
            points=36,
            mean=4061.4,
            sealed="before_launch",
            sealed_at=dt.datetime(2024, 12, 12, 9, 30, tzinfo=dt.UTC),
            sealed_by="owner",
        ),
        points=points,
        ladder=(
            RungResult(
                method="naive",
                class_="indicative",
                relative=-0.58,
                low=-0.63,
                high=-0.53,
                absolute=-28_300.0,
                valid=True,
            ),
            RungResult(
                method="same_period",
                class_="indicative",
                relative=-0.61,
                low=-0.64,
                high=-0.57,
                absolute=-30_950.0,
                valid=True,
            ),
            RungResult(method="xmr", class_="signals", valid=True),
            RungResult(method="its", class_="proven", valid=False, reason="this version does not fit time series yet"),
            RungResult(method="control", class_="proven", valid=False, reason="no control KPI or segment is named"),
        ),
        effect=Effect(
            basis="same_period",
            relative=-0.61,
            low=-0.64,
            high=-0.57,
            absolute=-30_950.0,
            level=0.95,
            first3=-0.62,
            last3=-0.61,
        ),
        verdict="indicative",
        sentence="Human-handled tickets are 61 % below the same months before launch, between 57 % and 64 %.",
        control_limits=ControlLimits(
            mean=4061.4,
            lower=3380.2,
            upper=4742.6,
            signals=(
                Signal(rule="beyond", from_=dt.date(2025, 2, 1), until=dt.date(2026, 3, 1), better=True),
                Signal(rule="shift", from_=dt.date(2025, 2, 1), until=dt.date(2026, 3, 1), better=True),
            ),
        ),
        held=HeldResult(target=-0.6, met=10, within_noise=1, missed=1, of=12),
        benefit=160_940.0,
        warnings=(Warn(kind="edge", text="March 2026 is incomplete and not counted: the data ends on 12 March 2026."),),
    )


def assistant_money() -> Money:
    """Paid back 3.5 months after launch; September 2025 has no benefit because its data is missing."""
    by_period = {point.period: point for point in assistant_points()}
    flows, running = [], 0.0
    for period in months(dt.date(2024, 10, 1), 17):
        cost = {(2024, 10): 18_000.0, (2024, 11): 14_000.0, (2024, 12): 6_000.0}.get((period.year, period.month), 900.0)
        benefit = by_period[period].benefit if period >= LAUNCH else 0.0
        running += (benefit or 0.0) - cost
        net = None if benefit is None else benefit - cost
        flows.append(CashFlow(period=period, cost=cost, benefit=benefit, net=net, cumulative=round(running, 2)))
    cost, benefit = sum(flow.cost for flow in flows), sum(flow.benefit or 0.0 for flow in flows)
    return Money(
        basis="same_period",
        invested=38_000.0,
        cost=cost,
        benefit=benefit,
        proven_benefit=0.0,
        net=benefit - cost,
        roi=2.18,
        roi_pv=2.05,
        npv=99_870.0,
        irr=None,
        payback=Payback(
            status="paid_back",
            proven=False,
            months=3.49,  # April opens at −6,377.40 and closes at +6,569.16
            date=dt.date(2025, 4, 15),
            first_crossed=3.49,
            stays_from=3.49,
            months_from_spend=6.49,
            discounted_months=3.6,
        ),
        cash_flows=tuple(flows),
        capacity=(Capacity(kpi="handle_time", amount=412.0, unit="hours"),),
    )


def handle_time() -> KpiResult:
    """A second KPI of `assistant` that got slightly worse, without money."""
    points = tuple(
        Point(
            period=point.period,
            value=None
            if point.value is None
            else round(13.2 + 0.6 * math.sin(step) + (1.4 if point.period >= LAUNCH else 0), 2),
            rows=point.rows,
            complete=point.complete,
            partial_reason=point.partial_reason,
            transition=point.transition,
            expected=13.2 if point.period >= LAUNCH else None,
            low=12.1 if point.period >= LAUNCH else None,
            high=14.3 if point.period >= LAUNCH else None,
        )
        for step, point in enumerate(assistant_points())
    )
    return KpiResult(
        name="handle_time",
        title="Handling time",
        unit="minutes",
        better="lower",
        grain="month",
        baseline=BaselineResult(from_=dt.date(2022, 1, 1), until=LAUNCH, points=36, mean=13.2),
        points=points,
        ladder=(
            RungResult(
                method="naive", class_="indicative", relative=0.106, low=0.02, high=0.19, absolute=1.4, valid=True
            ),
            RungResult(
                method="xmr",
                class_="signals",
                valid=False,
                reason="the baseline has a season; limits are not valid here",
            ),
        ),
        effect=Effect(basis="naive", relative=0.106, low=0.02, high=0.19, absolute=1.4),
        verdict="indicative",
        sentence="Handling time is 11 % above the mean before launch, between 2 % and 19 %. Indicative only.",
    )
