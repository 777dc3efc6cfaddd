"""Monthly cash flows to as_of, and the projected ones after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from metrics.measure import costs
from metrics.measure.catalogue import load
from metrics.measure.payback import Flow, add_months
from metrics.model import Project
from metrics.results import CashFlow

HORIZON = 60  # months that a projection looks ahead at most (docs/method.md, Money)


@dataclass(frozen=True)
class Month:
    """One calendar month's flows; costs and benefits are positive. ends: the first day after what is known of it.

    benefit None: no KPI's benefit is known there. gaps: periods in it that ended without a known benefit.
    """

    step: int
    month: dt.date
    ends: dt.date
    cost: Decimal
    invested: Decimal
    cash_cost: Decimal
    benefit: Decimal | None
    cash_benefit: Decimal
    proven_benefit: Decimal
    gaps: int
    projected: bool = False

    @property
    def net(self) -> Decimal:
        """What the month adds to cumulative net: an unknown benefit adds nothing, its cost counts."""
        return (self.benefit or Decimal(0)) - self.cost


def lay_out_costs(con: duckdb.DuckDBPyConnection, project: Project, as_of: dt.date) -> None:
    """The table cost_entries, recurring costs as far as a projection can look."""
    costs.lay_out(con, project, add_months(as_of.replace(day=1), HORIZON + 1))


def monthly(con: duckdb.DuckDBPyConnection, launch: dt.date | None, as_of: dt.date) -> list[Month]:
    """Flows from the first one's month to as_of's; needs the tables cost_entries, benefits and money_pools.

    launch: before it, benefit is 0; None where no KPI has money, so that benefit is never known.
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE pool_use AS {load('pool_use')}")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE monthly_flows AS {load('cash_flows')}", {"as_of": as_of, "launch": launch}
    )
    rows = con.execute(
        "SELECT step, month, ends, cost, invested, cash_cost, benefit, cash_benefit, proven_benefit, gaps"
        " FROM monthly_flows ORDER BY month"
    ).fetchall()
    return [Month(*row) for row in rows]


def overdrawn(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """What benefits exceed each pool's baseline cost by, to date, by the pool's name; needs the table pool_use."""
    return dict(con.execute("SELECT pool, sum(beyond)::DOUBLE FROM pool_use GROUP BY pool ORDER BY pool").fetchall())


def projected(con: duckdb.DuckDBPyConnection, as_of: dt.date) -> list[Month]:
    """The months after the last known one, at the pace of the last three complete ones; empty without three."""
    rows = con.execute(load("cash_flows_projected"), {"as_of": as_of, "months": HORIZON}).fetchall()
    zero = Decimal(0)
    return [
        Month(step, month, add_months(month, 1), cost, invested, cash_cost, benefit, cash_benefit, zero, 0, True)
        for step, month, cost, invested, cash_cost, benefit, cash_benefit in rows
    ]


def lines(months: list[Month]) -> list[Flow]:
    """The lines whose crossings matter: all flows, the cash ones alone, and costs against proven benefit."""
    return [
        flow
        for month in months
        for flow in (
            Flow("all", month.step, month.cost, month.net),
            Flow("cash", month.step, month.cash_cost, month.cash_benefit - month.cash_cost),
            Flow("proven", month.step, month.cost, month.proven_benefit - month.cost),
        )
    ]


def table(months: list[Month], project: Project) -> tuple[CashFlow, ...]:
    """Months as they are shown: with cumulative net at each month's end and the planned net, where one was promised."""
    planned: dict[dt.date, Decimal] = {}
    for plan in project.plan:
        promised = plan.month.replace(day=1)
        planned[promised] = planned.get(promised, Decimal(0)) + plan.benefit - plan.cost
    shown, cumulative = [], Decimal(0)
    for month in months:
        cumulative += month.net
        promise = planned.get(month.month)
        shown.append(
            CashFlow(
                period=month.month,
                cost=float(month.cost),
                benefit=None if month.benefit is None else float(month.benefit),
                net=None if month.benefit is None else float(month.net),
                cumulative=float(cumulative),
                planned=None if promise is None else float(promise),
                projected=month.projected,
            )
        )
    return tuple(shown)
