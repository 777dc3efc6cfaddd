"""Money: what was spent, what the effects are worth, and when it paid back (docs/method.md, Money).

Positive cash is benefit, positive cost is spent; nominal, before tax, in the project's currency; rates are fractions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import duckdb

from metrics import words
from metrics.measure import assumptions, benefit, flows, payback_status, rates, simulation, what_if
from metrics.measure.flows import Month
from metrics.measure.payback import add_months, monthly_growth
from metrics.measure.simulation import Draws, Share
from metrics.model import Project
from metrics.results import KpiResult, Money, Rung, Warn

WEAKEST_FIRST: tuple[Rung, ...] = ("naive", "same_period", "its", "control")  # the ladder, docs/method.md part 2
MONTHS_FOR_IRR = 12  # an annual rate from less than a year of flows says nothing


def money(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    kpis: Sequence[KpiResult],
    *,
    as_of: dt.date | None,
    draws: Mapping[str, Draws] | None = None,
) -> tuple[Money, list[KpiResult], dict[str, str], list[Warn]]:
    """The project's money at as_of (the last day that counts), and the KPI results with their benefits filled.

    Reads the tables points, kpis, expected and uploaded_costs(date, amount, category, kind, dataset). KPIs at their
    main grain with all segments together carry benefit. draws: of the KPIs whose effect has an interval, by name; the
    bands come from them. Every null has its reason under its path.
    """
    if as_of is None:
        why = "no period is complete yet, so there is no day to compute to"
        return Money(), list(kpis), {"money": why, "money.payback.status": why}, []
    found = benefit.benefits(con, project, kpis, as_of)
    flows.lay_out_costs(con, project, as_of)
    launch = project.project.launch
    months = flows.monthly(con, launch if found.priced else None, as_of)
    cash = any(project.kpi[name].benefit_class == "cash" for name in found.priced)
    ahead = flows.projected(con, as_of)
    back = payback_status.payback(con, project, months, ahead, as_of, priced=bool(found.priced), cash=cash)
    sums, reasons = _sums(project, months, _unknown(con, project, found.priced, as_of))
    rests_on = [kpi.effect.basis for kpi in found.kpis if kpi.name in found.priced and kpi.benefit is not None]
    value = sums.model_copy(
        update={
            "basis": min((rung for rung in rests_on if rung in WEAKEST_FIRST), key=WEAKEST_FIRST.index, default=None),
            "capacity": found.capacity,
            "payback": back.payback,
            "cash_flows": flows.table([*months, *back.ahead], project),
        }
    )
    reasons |= {f"money.payback.{name}": text for name, text in back.reasons.items()}
    parts = simulation.shares(con)
    value, no_bands = simulation.simulated(value, project, parts, months, ahead, draws or {})
    value = value.model_copy(update=_assumed(project, found.kpis, parts, months, ahead))
    reasons |= no_bands
    if not value.sensitivity:
        reasons["money.sensitivity"] = "no KPI's benefit is known, so no assumption about it can be varied"
    if value.basis is None:
        reasons["money.basis"] = "no KPI's benefit is known"
    gaps = [f"{month.month:%Y-%m}" for month in months if month.gaps]
    if gaps:
        reasons["money.cash_flows"] = (
            f"benefit is unknown, wholly or partly, in {', '.join(gaps)}; it counts nothing there"
        )
    over = [_overdrawn(pool, beyond, project) for pool, beyond in flows.overdrawn(con).items()]
    return value, found.kpis, found.reasons | reasons, [*found.warnings, *over, *back.warnings]


def _overdrawn(pool: str, beyond: float, project: Project) -> Warn:
    return Warn(
        kind="pool",
        text=f"{words.money(beyond, project.project.currency)} are not counted: more than the pool “{pool}” had cost"
        " before cannot be saved in it.",
    )


def _unknown(con: duckdb.DuckDBPyConnection, project: Project, priced: Sequence[str], as_of: dt.date) -> str | None:
    """Why the whole benefit is unknown; None where it is known, be it zero before launch."""
    if not priced:
        return payback_status.no_price(project)
    known = con.execute("SELECT count(*) FROM benefits WHERE priced AND benefit IS NOT NULL").fetchone()
    if as_of >= project.project.launch and not (known and known[0]):
        return benefit.UNKNOWN
    return None


def _sums(project: Project, months: Sequence[Month], unknown: str | None) -> tuple[Money, dict[str, str]]:
    """Sums and returns to date, with the reason of each that is null."""
    cost = float(sum(month.cost for month in months))
    net = None if unknown else float(sum(month.net for month in months))
    npv, roi_pv = (None, None) if unknown else _present(project, months)
    irr, no_irr = (None, unknown) if unknown else _irr(months)
    value = Money(
        invested=float(sum(month.invested for month in months)),
        cost=cost,
        benefit=None if unknown else float(sum(month.benefit or 0 for month in months)),
        proven_benefit=None if unknown else float(sum(month.proven_benefit for month in months)),
        net=net,
        roi=None if net is None or cost <= 0 else net / cost,
        roi_pv=roi_pv,
        npv=npv,
        irr=irr,
    )
    no_rate = None if project.project.discount_rate is not None else payback_status.NO_RATE
    no_cost = "there is no cost to divide by"
    why = {
        "benefit": unknown,
        "proven_benefit": unknown,
        "net": unknown,
        "roi": unknown or no_cost,
        "npv": unknown or no_rate or "there are no flows yet",
        "roi_pv": unknown or no_rate or no_cost,
        "irr": no_irr,
    }
    reasons = {f"money.{name}": text for name, text in why.items() if text and getattr(value, name) is None}
    if value.proven_benefit == 0:
        reasons["money.proven_benefit"] = "no benefit rests on a proven rung with the verdict improved"
    return value, reasons


def _assumed(
    project: Project, kpis: Sequence[KpiResult], parts: Sequence[Share], months: Sequence[Month], ahead: Sequence[Month]
) -> dict[str, object]:
    """What the money rests on, kept for what-ifs, and what each of it means for the payback."""
    if not parts or not months:
        return {}
    stated = assumptions.assumed(project, kpis, parts, months, ahead)
    return {"assumptions": stated, "sensitivity": what_if.sensitivity(stated)}


def _present(project: Project, months: Sequence[Month]) -> tuple[float | None, float | None]:
    """NPV at the first flow's month end, and NPV over the present value of all costs."""
    rate = project.project.discount_rate
    if rate is None or not months:
        return None, None
    monthly = monthly_growth(rate) - 1
    npv = rates.npv(monthly, [float(month.net) for month in months])
    spent = rates.npv(monthly, [float(month.cost) for month in months])
    return npv, npv / spent if npv is not None and spent is not None and spent > 0 else None


def _irr(months: Sequence[Month]) -> tuple[float | None, str | None]:
    if len(months) < MONTHS_FOR_IRR:
        return (
            None,
            f"an annual rate needs {MONTHS_FOR_IRR} months of flows, there {words.are(len(months))} {len(months)}",
        )
    ends = [dt.date.fromordinal(add_months(month.month, 1).toordinal() - 1) for month in months]
    return rates.xirr(ends, [float(month.net) for month in months])
