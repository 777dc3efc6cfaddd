"""The months of the money as a table, and what must be known of each of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from metrics import words
from metrics.chart import missing
from metrics.chart.periods import after
from metrics.results import CashFlow, Money

UNKNOWN = "benefit unknown, counts nothing"


def flows(money: Money) -> list[dict[str, Any]]:
    """One row a month, newest first."""
    return [
        {
            "period": flow.period,
            "cost": flow.cost,
            "benefit": flow.benefit,
            "net": flow.net,
            "cumulative": flow.cumulative,
            "planned": flow.planned,
            "note": note(money, flow),
        }
        for flow in reversed(money.cash_flows)
    ]


def note(money: Money, flow: CashFlow) -> str:
    """What must be known of a month: that it is ahead, unknown, not at its end, or has days without rows."""
    if flow.projected:
        return "projected"
    holes = missing.days(money.warnings, flow.period, after(flow.period, "month"))
    told = [
        UNKNOWN if flow.benefit is None else until(money, flow),
        *(f"no rows {missing.span(hole)}" for hole in holes),
    ]
    return ", ".join(filter(None, told))


def until(money: Money, flow: CashFlow) -> str:
    """ "to 28 Jun 2026" beside the last month where data end within it: no projection goes on at its pace."""
    known = money.assumptions.known if money.assumptions else ()
    ends = next((month.ends for month in known if month.period == flow.period), None)
    if ends is None or ends >= after(flow.period, "month"):
        return ""
    return f"to {words.day(ends - dt.timedelta(days=1))}"
