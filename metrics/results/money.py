"""Results in money: costs, benefits, cash flows, payback."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from metrics.results.base import Result, Rung, Warn


class Payback(Result):
    """When cumulative net crosses zero, in months from launch, on the flows known at as_of."""

    status: Literal["paid_back", "lost_again", "projected", "not_reached"] | None = None
    proven: bool = False
    months: float | None = None
    date: dt.date | None = None
    first_crossed: float | None = None
    stays_from: float | None = None
    months_from_spend: float | None = None
    discounted_months: float | None = None
    earliest: float | None = None
    latest: float | None = None
    probability_paid_back: float | None = None
    cash_only_months: float | None = None


class CashFlow(Result):
    """One calendar month: cost and benefit as positive amounts, net = benefit − cost, cumulative at month end."""

    period: dt.date
    cost: float
    benefit: float | None
    net: float | None
    cumulative: float
    low: float | None = None
    high: float | None = None
    planned: float | None = None
    projected: bool = False


class KnownMonth(Result):
    """A calendar month that has been, as the portfolio adds it up; benefit None: unknown, which is not zero."""

    period: dt.date
    cost: float
    benefit: float | None


class Capacity(Result):
    """An effect that is not money: hours or units."""

    kpi: str
    amount: float
    unit: str


class Sensitivity(Result):
    """How payback moves when one assumption moves from low to high."""

    assumption: str
    low: float
    high: float
    months_low: float | None
    months_high: float | None


class AssumedMonth(Result):
    """One month's costs, known or ahead; ends: the first day after what is known of it."""

    period: dt.date
    ends: dt.date
    invested: float
    running: float


class Priced(Result):
    """What one KPI gained in each known month, in its unit, and what a unit is worth; low, high: of the effect."""

    kpi: str
    title: str
    unit: str
    unit_value: float
    realised_share: float
    amounts: tuple[float, ...]
    pool: str | None = None
    relative: float | None = None
    low: float | None = None
    high: float | None = None


class Assumptions(Result):
    """All that the money rests on, so that a what-if needs no rows: known months, those ahead, and what KPIs gained.

    pace: places of the known months whose mean a projection goes on at; without three of them there is none.
    """

    launch: dt.date
    discount_rate: float | None
    known: tuple[AssumedMonth, ...]
    ahead: tuple[AssumedMonth, ...]
    pace: tuple[int, ...]
    priced: tuple[Priced, ...]
    pools: dict[str, float] = {}  # a month's baseline cost of those that are stated


class Money(Result):
    """Costs, benefits and payback to as_of, nominal, pre-tax, in the project's currency."""

    basis: Rung | None = None
    invested: float | None = None
    cost: float | None = None
    benefit: float | None = None
    proven_benefit: float | None = None
    capacity: tuple[Capacity, ...] = ()
    net: float | None = None
    roi: float | None = None
    roi_pv: float | None = None
    npv: float | None = None
    irr: float | None = None
    npv_low: float | None = None
    npv_high: float | None = None
    roi_low: float | None = None
    roi_high: float | None = None
    payback: Payback = Payback()
    cash_flows: tuple[CashFlow, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    assumptions: Assumptions | None = None
    warnings: tuple[Warn, ...] = ()  # of the uploads that it is counted from
