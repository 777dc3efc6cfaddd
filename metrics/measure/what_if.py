"""What-if: payback and returns under other assumptions, from what a snapshot keeps; no rows are read.

Benefit is linear in unit value and realised share, and cost in the running costs, so that each course is a row of
scenarios.Courses. The discount rate enters NPV and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from metrics.measure.flows import Month
from metrics.measure.payback_status import Status
from metrics.measure.scenarios import Courses, Floats, Outcome, capped, outcome, present
from metrics.results import AssumedMonth, Assumptions, Priced, Sensitivity

SPREAD = 0.2  # how far an assumption is moved for the sensitivity, either way; our choice
ZERO = Decimal(0)


@dataclass(frozen=True)
class Change:
    """Assumptions other than the stated ones; what is not named stays. KPIs by name.

    running: factor of all running costs, also of those ahead. effect: factor of what a KPI gained.
    """

    unit_value: Mapping[str, float] = field(default_factory=dict)
    realised_share: Mapping[str, float] = field(default_factory=dict)
    effect: Mapping[str, float] = field(default_factory=dict)
    running: float = 1.0
    discount_rate: float | None = None


@dataclass(frozen=True)
class Answer:
    """What the assumptions make of the project; money in its currency, months from launch."""

    status: Status
    months: float | None
    benefit: float
    cost: float
    net: float
    roi: float | None
    npv: float | None


def what_if(stated: Assumptions, change: Change) -> Answer:
    """Payback and returns to date, with a projection where they are not paid back yet."""
    courses, found = _run(stated, [change])
    benefit, cost = float(courses.benefit.sum()), float(courses.cost.sum())
    rate = stated.discount_rate if change.discount_rate is None else change.discount_rate
    return Answer(
        status=_status(found),
        months=found.months(stated.launch)[0],
        benefit=benefit,
        cost=cost,
        net=benefit - cost,
        roi=(benefit - cost) / cost if cost > 0 else None,
        npv=None if rate is None else float(present(courses.net, rate)[0]),
    )


def sensitivity(
    stated: Assumptions, ranges: Mapping[str, tuple[float, float]] | None = None
) -> tuple[Sensitivity, ...]:
    """How payback moves with each assumption alone: ±20 %, and the effect to the ends of its interval.

    ranges: by the assumption's name here ("unit_value.human_tickets"), those that somebody signed in place of ±20 %.
    """
    varied = [*_varied(stated, ranges or {})]
    _, found = _run(stated, [change for _, _, _, *both in varied for change in both])
    months = found.months(stated.launch)
    return tuple(
        Sensitivity(assumption=name, low=low, high=high, months_low=months[2 * at], months_high=months[2 * at + 1])
        for at, (name, low, high, _, _) in enumerate(varied)
    )


def _varied(
    stated: Assumptions, ranges: Mapping[str, tuple[float, float]]
) -> list[tuple[str, float, float, Change, Change]]:
    found = []
    for one in stated.priced:
        usual = one.unit_value * (1 - SPREAD), one.unit_value * (1 + SPREAD)
        low, high = ranges.get(f"unit_value.{one.kpi}", usual)
        values = (Change(unit_value={one.kpi: low}), Change(unit_value={one.kpi: high}))
        found.append((f"unit_value.{one.kpi}", low, high, *values))
        usual = one.realised_share * (1 - SPREAD), min(one.realised_share * (1 + SPREAD), 1.0)
        low, high = ranges.get(f"realised_share.{one.kpi}", usual)
        values = (Change(realised_share={one.kpi: low}), Change(realised_share={one.kpi: high}))
        found.append((f"realised_share.{one.kpi}", low, high, *values))
        if one.relative and one.low is not None and one.high is not None and min(one.low, one.relative) > -1:
            ends = [_gain(end) / _gain(one.relative) for end in (one.low, one.high)]
            values = (Change(effect={one.kpi: ends[0]}), Change(effect={one.kpi: ends[1]}))
            found.append((f"effect.{one.kpi}", one.low, one.high, *values))
    if any(month.running for month in (*stated.known, *stated.ahead)):
        found.append(("running_cost", 1 - SPREAD, 1 + SPREAD, Change(running=1 - SPREAD), Change(running=1 + SPREAD)))
    return found


def _gain(relative: float) -> float:
    """(actual − expected) / actual at a relative effect: what is gained where the actual stands."""
    return relative / (1 + relative)


def _run(stated: Assumptions, changes: Sequence[Change]) -> tuple[Courses, Outcome]:
    benefit = np.array([_benefit(stated, change) for change in changes]).reshape(len(changes), len(stated.known))
    courses = Courses(
        known=[_month(step, month) for step, month in enumerate(stated.known)],
        ahead=[_month(step, month) for step, month in enumerate(stated.ahead, start=len(stated.known))],
        benefit=benefit,
        cost=_cost(stated.known, changes),
        later_cost=_cost(stated.ahead, changes),
        pace=stated.pace,
    )
    return courses, outcome(courses)


def _benefit(stated: Assumptions, change: Change) -> Floats:
    gained: dict[str | None, Floats] = {None: np.zeros(len(stated.known))}
    for one in stated.priced:
        gained[one.pool] = gained.get(one.pool, 0) + np.array(one.amounts) * _worth(one, change)
    return capped(gained, stated.pools)


def _worth(one: Priced, change: Change) -> float:
    value = change.unit_value.get(one.kpi, one.unit_value)
    share = change.realised_share.get(one.kpi, one.realised_share)
    return value * share * change.effect.get(one.kpi, 1.0)


def _cost(months: Sequence[AssumedMonth], changes: Sequence[Change]) -> Floats:
    invested = np.array([month.invested for month in months])
    running = np.array([month.running for month in months])
    return np.array([invested + running * change.running for change in changes]).reshape(len(changes), len(months))


def _status(found: Outcome) -> Status:
    if found.paid_back[0]:
        return "paid_back"
    if np.isfinite(found.day[0]):
        return "projected"
    return "lost_again" if found.crossed[0] else "not_reached"


def _month(step: int, month: AssumedMonth) -> Month:
    return Month(step, month.period, month.ends, ZERO, ZERO, ZERO, None, ZERO, ZERO, 0)
