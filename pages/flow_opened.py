"""A month of money opened: which KPI's effect it comes from, and the way down to each number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from metrics import actions, words
from metrics.access.visit import Visit
from metrics.chart import tables
from metrics.results import Headline, Money
from metrics.snapshot import KpiRef
from pages import pieces

HELP = (
    "The benefit is each KPI's effect in the month times what a unit is worth and the share of it that becomes real. A"
    " week or day belongs to the month that it lies in."
)


def show(visit: Visit, head: Headline, money: Money, refs: Sequence[KpiRef]) -> str:
    """The list to choose a month from and, for one that is chosen, its parts; the month as in the address."""
    options = {"": "Open a month …"}
    options |= {
        f"{flow.period:%Y-%m}": words.period(flow.period, "month")
        for flow in reversed(money.cash_flows)
        if not flow.projected
    }
    chosen = pieces.choose("Open a month", "month", options, as_list=True, hidden=True)
    if not chosen:
        return ""
    month = dt.date.fromisoformat(f"{chosen}-01")
    flow = next(flow for flow in money.cash_flows if flow.period == month)
    kpis = [actions.kpi(visit, head.project, ref.name, ref.grains[0]) for ref in refs]
    parts = tables.benefits(kpis, month)
    with st.container(border=True):
        st.markdown(
            f"**{words.period(month, 'month')}**: benefit {words.money(flow.benefit, head.currency, exact=True)},"
            f" costs {words.money(flow.cost, head.currency, exact=True)}",
            help=HELP,
        )
        if not parts:
            st.caption("No KPI has a benefit in money in this month. Its costs are those that Define or uploads state.")
            return chosen
        st.table(
            [
                {
                    "KPI": words.plain(part["title"]),
                    "Period": words.period(part["period"], part["grain"]),
                    "Actual": words.number(part["value"]),
                    "Expected": words.number(part["expected"]),
                    "Benefit": f"**{words.money(part['benefit'], head.currency, exact=True)}**",
                }
                for part in parts
            ],
            hide_index=True,
            border="horizontal",
            alt="The KPIs that the month's benefit comes from",
        )
        with st.container(horizontal=True):
            for part in parts:
                label = f"Open {words.plain(words.shortened(part['title'], 30))}"
                if part["grain"] != "month":
                    label += f", {words.period(part['period'], part['grain'])}"
                asked = {"kpi": part["kpi"], "grain": part["grain"], "period": f"{part['period']}"}
                pieces.open_page("project", label, project=head.project, **asked)
    return chosen
