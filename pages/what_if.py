"""The what-if of the payback page: other assumptions, and what they make of payback and returns. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from metrics import actions, locales, words
from metrics.chart import sensitivity
from metrics.results import Assumptions, Headline, Money
from pages import pieces

STATUS = {
    "paid_back": "Paid back",
    "projected": "Projected",
    "lost_again": "Paid back and lost again",
    "not_reached": "Not paid back",
}


def section(money: Money, head: Headline, register: Sequence[actions.Assumed] = ()) -> None:
    """Sensitivity at a glance, and fields to try other assumptions."""
    stated = money.assumptions
    if stated is None or not money.sensitivity:
        return
    titles = {one.kpi: one.title for one in stated.priced}
    signed = {each.stated.varied: each.range for each in register if each.stated.varied and each.range}
    st.subheader("What if?")
    left, right = st.columns([11, 9])
    with left, st.container(border=True, height="stretch"):
        st.markdown("**Payback under other assumptions**, one at a time")
        pieces.chart(
            ("sensitivity", head.project, head.snapshot, *(f"{name}:{ends}" for name, ends in signed.items())),
            partial(sensitivity.figure, money, titles),
            sensitivity.alt(money, titles),
        )
        usual = "Money per unit, shares and running costs 20 % lower and higher"
        st.caption(
            f"{usual}{', or over the range that was signed' if signed else ''}; the effect at the ends of its interval."
        )
    with right, st.container(border=True, height="stretch"):
        _tried(stated, money, head)


@st.fragment
def _tried(stated: Assumptions, money: Money, head: Headline) -> None:
    """Fields with the stated assumptions, and the answer under those that are typed."""
    st.markdown("**Try others**")
    values, shares, point = {}, {}, locales.reader().typed()
    for one in stated.priced:
        key = f"{head.project}.{one.kpi}"
        label = words.plain(one.title)
        with st.container(horizontal=True):
            values[one.kpi] = st.number_input(
                f"{label}: {head.currency} per unit",
                value=one.unit_value,
                key=f"{key}.value",
                bind="query-params",
                format="%.2f",
                help=point,
            )
            share = st.number_input(
                "Share that becomes real, %",
                min_value=0.0,
                max_value=100.0,
                value=100 * one.realised_share,
                key=f"{key}.share",
                bind="query-params",
                help=point,
                format="%.0f",
            )
            shares[one.kpi] = share / 100
    with st.container(horizontal=True):
        running = st.number_input(
            "Running costs, % of today's",
            min_value=0.0,
            value=100.0,
            key=f"{head.project}.running",
            bind="query-params",
            format="%.0f",
            help=point,
        )
        rate = st.number_input(
            "Discount rate a year, %",
            min_value=-99.0,
            value=None if stated.discount_rate is None else 100 * stated.discount_rate,
            key=f"{head.project}.rate",
            bind="query-params",
            help=point,
            format="%.1f",
        )
    change = actions.Change(
        unit_value=values,
        realised_share=shares,
        running=running / 100,
        discount_rate=None if rate is None else rate / 100,
    )
    found = actions.what_if(stated, change)
    months = "" if found.months is None else f" after {words.months(found.months)}"
    before = words.months(money.payback.months) if money.payback.months is not None else "not reached"
    st.markdown(f"**{STATUS[found.status]}{months}** (as stated: {before})")
    st.caption(
        f"Net to date {words.money(found.net, head.currency)}, ROI {words.percent(found.roi, signed=True)},"
        f" NPV {words.money(found.npv, head.currency) if found.npv is not None else 'unknown without a discount rate'}."
        " Nothing here changes the project."
    )
    if typed := {name: value for name, value in st.query_params.items() if name.startswith(f"{head.project}.")}:
        pieces.link(project=head.project, **typed)
