"""The payback of a project: status and months, on the flows known at as_of and, short of that, on projected ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import duckdb

from metrics.measure import flows
from metrics.measure.flows import HORIZON, Month
from metrics.measure.payback import Crossing, Place, crossings, day_of, discounted, moment, monthly_growth, months_from
from metrics.model import Project
from metrics.results import Payback, Warn

Status = Literal["paid_back", "lost_again", "projected", "not_reached"]
NO_RATE = "the project has no discount_rate"


@dataclass
class Answer:
    """A payback with the reasons of its nulls (by the field's own name) and what a reader must know."""

    payback: Payback
    ahead: list[Month] = field(default_factory=list)  # projected months up to the crossing
    reasons: dict[str, str] = field(default_factory=dict)
    warnings: list[Warn] = field(default_factory=list)


def payback(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    months: Sequence[Month],
    projected: Sequence[Month],
    as_of: dt.date,
    *,
    priced: bool,
    cash: bool,
) -> Answer:
    """Status and months of a project whose monthly flows are `months`; needs the table cost_entries.

    projected: the months after them, empty without a pace; looked at where cumulative net never reached zero.

    priced, cash: whether any KPI, any KPI of class cash has money. months from launch, negative before it.
    paid_back: cumulative net is not below zero at as_of and stays so from the headline on; lost_again: it was so
    once; projected: it will be within 60 months; not_reached: neither.
    """
    spent = con.execute(
        "SELECT min(date) FROM cost_entries WHERE NOT planned AND date <= $as_of AND amount > 0", {"as_of": as_of}
    ).fetchone()
    first_spent: dt.date | None = spent[0] if spent else None
    why = _nothing_to_pay_back(con, project, as_of, first_spent, priced)
    if why or first_spent is None:
        return _closed(Answer(Payback()), why)

    known = _crossed(con, project, months)
    ahead: list[Month] = []
    if known["all"].stays is None and known["all"].first is None:
        ahead = list(projected)
    ever = _crossed(con, project, [*months, *ahead]) if ahead else known
    headline = ever["all"].stays
    status = _status(known["all"], headline, bool(ahead))
    point = _moment([*months, *ahead], headline)
    first = _moment(months, known["all"].first)
    launch = project.project.launch

    def since_launch(place: Place | None) -> float | None:
        at = _moment([*months, *ahead], place)
        return None if at is None else months_from(launch, at)

    answer = Answer(
        Payback(
            status=status,
            proven=status == "paid_back" and known["proven"].stays is not None,
            months=since_launch(headline),
            date=None if point is None else day_of(point),
            first_crossed=None if first is None else months_from(launch, first),
            stays_from=since_launch(known["all"].stays),
            months_from_spend=None if point is None else months_from(first_spent, point),
            discounted_months=since_launch(ever["discounted"].stays) if headline and "discounted" in ever else None,
            cash_only_months=since_launch(ever["cash"].stays) if headline and cash else None,
        )
    )
    if status == "projected" and headline:
        answer.ahead = [month for month in ahead if month.step <= headline.step]
    if point is not None and point < launch.toordinal():
        answer.warnings.append(Warn(kind="before_launch", text="Payback lies before the launch: months are negative."))
    if "discounted" not in ever:
        answer.reasons["discounted_months"] = NO_RATE
    return _closed(answer, _why_open(status, project, as_of, bool(ahead)), cash)


def _status(known: Crossing, headline: Place | None, projecting: bool) -> Status:
    if headline is not None:
        return "projected" if projecting else "paid_back"
    return "lost_again" if known.first else "not_reached"


def _crossed(con: duckdb.DuckDBPyConnection, project: Project, months: Sequence[Month]) -> dict[str, Crossing]:
    found = flows.lines(list(months))
    rate = project.project.discount_rate
    if rate is not None:
        whole = [flow for flow in found if flow.line == "all"]
        found += discounted(whole, "discounted", monthly_growth(rate))
    return crossings(con, found)


def _moment(months: Sequence[Month], place: Place | None) -> float | None:
    if place is None:
        return None
    month = next(month for month in months if month.step == place.step)
    return moment(month.month, month.ends, place.fraction)


def _nothing_to_pay_back(
    con: duckdb.DuckDBPyConnection, project: Project, as_of: dt.date, first_spent: dt.date | None, priced: bool
) -> str | None:
    if first_spent is None:
        later = con.execute(
            "SELECT min(date) FROM cost_entries WHERE date > $as_of AND amount <> 0", {"as_of": as_of}
        ).fetchone()
        scheduled = f"; the first is scheduled on {later[0]}" if later and later[0] else ""
        return f"no cost is booked by {as_of}, so there is nothing to pay back{scheduled}"
    return None if priced else no_price(project)


def no_price(project: Project) -> str:
    """Why no KPI of a project has money."""
    if any(kpi.unit_value is not None and kpi.realised_share is not None for kpi in project.kpi.values()):
        return "no KPI's benefit can be computed; see each KPI's reason"
    return "no KPI has both unit_value and realised_share, so there is no benefit in money"


def _why_open(status: Status, project: Project, as_of: dt.date, projecting: bool) -> str | None:
    """Why there are no headline months."""
    if status == "lost_again":
        return f"cumulative net had crossed zero, and is below it again at {as_of}"
    if status != "not_reached":
        return None
    if as_of < project.project.launch:
        return f"the launch on {project.project.launch} lies after the last complete period ({as_of})"
    if not projecting:
        return "not reached yet; a projection needs three complete months with a known benefit since launch"
    return f"at the pace of the last three complete months it is not reached within {HORIZON} months"


def _closed(answer: Answer, why: str | None, cash: bool = False) -> Answer:
    """The reasons of all fields that stayed null."""
    found = answer.payback
    no_cash = None if cash else 'no KPI with money has benefit_class = "cash"'
    reasons = {
        "status": why if found.status is None else None,
        "months": why,
        "date": why,
        "months_from_spend": why,
        "first_crossed": why or "it is projected, not reached",
        "stays_from": why or "it is projected, not reached",
        "discounted_months": why or answer.reasons.get("discounted_months", "not reached on discounted flows"),
        "cash_only_months": no_cash or why or "not reached on cash costs and cash benefits alone",
    }
    answer.reasons |= {name: text for name, text in reasons.items() if text and getattr(found, name) is None}
    return answer
