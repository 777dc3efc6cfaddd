"""What the uncertainty of the effects makes of the money: bands of payback, NPV, ROI and cumulative net.

One draw of a KPI's parameters serves all of its months, so that a month that is expected too high is so with all the
others; KPIs are drawn independently of each other. Costs, unit values and shares are taken as stated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from metrics.measure.catalogue import load
from metrics.measure.flows import Month
from metrics.measure.payback import months_from
from metrics.measure.scenarios import Courses, Floats, capped, outcome, pace, present
from metrics.model import Project
from metrics.results import CashFlow, Money

DRAWS = 10_000  # method §4
LEVEL = 0.95
TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
UNREACHED = "the payback is not reached within {months} months in {share} of the draws"


@dataclass(frozen=True)
class Draws:
    """One KPI at its main grain: expected values in joint draws, (count, periods)."""

    periods: tuple[dt.date, ...]
    expected: Floats


@dataclass(frozen=True)
class Share:
    """What one period of one KPI brings to one month; worth: were the expected value lower by one, so much more."""

    step: int
    kpi: str
    period: dt.date
    expected: float
    benefit: float
    amount: float  # in the KPI's unit, before it is priced
    worth: float


def shares(con: duckdb.DuckDBPyConnection) -> list[Share]:
    """The parts of each month's benefit; needs the tables benefits and monthly_flows."""
    return [Share(*row) for row in con.execute(load("benefit_by_month")).fetchall()]


def simulated(
    value: Money,
    project: Project,
    parts: Sequence[Share],
    known: Sequence[Month],
    ahead: Sequence[Month],
    draws: Mapping[str, Draws],
) -> tuple[Money, dict[str, str]]:
    """`value` with its bands, and the reasons of those that stay null. ahead: months that a projection may use."""
    without = sorted({part.kpi for part in parts} - draws.keys())
    if not parts or without:
        named = ", ".join(project.kpi[name].title or name for name in without)
        why = f"the effect of {named} has no interval" if named else "no KPI's benefit is known"
        return value, dict.fromkeys(_fields(), f"{why}, so the money has none")
    benefit = _benefit(project, parts, draws, len(known))
    count = len(benefit)
    cost = np.tile([float(month.cost) for month in known], (count, 1))
    later = np.tile([float(month.cost) for month in ahead], (count, 1))
    courses = Courses(known, ahead, benefit, cost, later, pace(known, project.project.launch))
    found = outcome(courses)
    reasons: dict[str, str] = {}
    back: dict[str, float | None] = {"probability_paid_back": float(found.paid_back.mean())}
    for name, share in zip(("earliest", "latest"), TAILS, strict=True):
        day = float(np.quantile(found.day, share, method="higher"))
        back[name] = months_from(project.project.launch, day) if np.isfinite(day) else None
        if back[name] is None:
            never = float(np.isinf(found.day).mean())
            reasons[f"money.payback.{name}"] = UNREACHED.format(months=len(ahead), share=f"{never:.0%}")
    if value.payback.status is None:
        back = {}
    bands, unbanded = _bands(project, courses)
    updated = value.model_copy(
        update={
            **bands,
            "payback": value.payback.model_copy(update=back),
            "cash_flows": _lines(value.cash_flows, found.cumulative),
        }
    )
    return updated, reasons | unbanded


def _fields() -> list[str]:
    money = [f"money.{name}" for name in ("npv_low", "npv_high", "roi_low", "roi_high")]
    return [*money, *(f"money.payback.{name}" for name in ("earliest", "latest", "probability_paid_back"))]


def _benefit(project: Project, parts: Sequence[Share], draws: Mapping[str, Draws], months: int) -> Floats:
    """(count, months)."""
    count = min(len(one.expected) for one in draws.values())
    gained: dict[str | None, Floats] = {}
    places = {kpi: {period: at for at, period in enumerate(one.periods)} for kpi, one in draws.items()}
    for part in parts:
        drawn = draws[part.kpi].expected[:count, places[part.kpi][part.period]]
        pool = gained.setdefault(project.kpi[part.kpi].claims, np.zeros((count, months)))
        pool[:, part.step] += part.benefit + part.worth * (part.expected - drawn)
    return capped(gained, {pool.name: float(pool.monthly()) for pool in project.pool})


def _bands(project: Project, courses: Courses) -> tuple[dict[str, float], dict[str, str]]:
    net = courses.net
    bands: dict[str, float] = {}
    reasons: dict[str, str] = {}
    rate, cost = project.project.discount_rate, float(courses.cost[0].sum())
    if rate is None:
        reasons |= dict.fromkeys(("money.npv_low", "money.npv_high"), "the project has no discount_rate")
    else:
        low, high = np.quantile(present(net, float(rate)), TAILS)
        bands |= {"npv_low": float(low), "npv_high": float(high)}
    if cost <= 0:
        reasons |= dict.fromkeys(("money.roi_low", "money.roi_high"), "there is no cost to divide by")
    else:
        low, high = np.quantile(net.sum(1) / cost, TAILS)
        bands |= {"roi_low": float(low), "roi_high": float(high)}
    return bands, reasons


def _lines(shown: Sequence[CashFlow], cumulative: Floats) -> tuple[CashFlow, ...]:
    """The months as shown, with the band of cumulative net at each month's end."""
    low, high = np.quantile(cumulative[:, : len(shown)], TAILS, axis=0)
    return tuple(
        flow.model_copy(update={"low": float(low[at]), "high": float(high[at])}) for at, flow in enumerate(shown)
    )
