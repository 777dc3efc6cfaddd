"""Payback: when the money came back, what it rests on, and month by month how."""

from functools import partial

import streamlit as st

from metrics import actions, words
from metrics.chart import answers, flow_table, noted, returns, tables, taken, written
from metrics.chart import payback as payback_figure
from pages import arriving, assumptions, board_pack, flow_opened, naming, pieces, terms, what_if, which_project

HOW_TO_READ = """
- Bars are the months: costs below zero, measured benefit above. The line is their running sum at month ends; where
  it crosses zero for good stands the ring: the **payback**, counted in months from launch.
- **Paid back, not proven**: the money came back by the measured effect, but no method that could prove the effect
  supports it yet. **Projected**: at the pace of the last three complete months. **Lost again**: it had crossed
  zero and fell back.
- The **band** around the line, and the words "between … and …", come from the interval of the effect: one draw of it
  serves all months, so a month that was expected too high is so with all the others. Costs, money per unit and shares
  are taken as stated; what they move stands under *What if?*.
- ✕ marks a month whose benefit is unknown; it counts nothing there. Figures are nominal and before tax.
"""
WORDS = (
    "KPI", "Claim", "Stage", "Launch", "Baseline", "Sealed", "Expected", "Effect", "Interval", "Indicative",
    "Proven", "Verdict", "Held", "Guardrail", "Benefit", "Realised share", "Benefit class", "Capacity", "Pool",
    "Apportioning", "Assumption", "Invested", "Net", "Payback", "Projected", "Discount rate", "NPV", "ROI", "IRR",
    "Closed", "Hash",
)  # fmt: skip

visit = arriving.visit()
heads = actions.projects(visit)
if not heads:
    st.title("Payback")
    pieces.no_projects()

head = which_project.opened(heads)
pieces.of_the_whole(head)
view = actions.project(visit, head.project)
money = actions.money(visit, head.project)
pieces.badges(head)
reasons = naming.all_readable(view.reasons)
st.markdown(answers.payback(head, reasons, money.assumptions if money else None))
if money is None or not money.cash_flows:
    pieces.no_data(
        head,
        "Payback needs costs with their dates, and a KPI that says what a unit is worth and which share of that becomes"
        " real. Both are set under Define; the benefit follows from the data.",
        title="No costs or benefit in money yet",
    )

with st.grid(5, min_column_width=150):
    st.metric(f"Invested, {head.currency}", words.short(money.invested), border=True, height="stretch")
    st.metric(f"All costs, {head.currency}", words.short(money.cost), border=True, height="stretch")
    st.metric(f"Benefit, {head.currency}", words.short(money.benefit), border=True, height="stretch")
    st.metric(f"Net to date, {head.currency}", words.short(money.net), border=True, height="stretch")
    ahead = "Payback projected, months" if money.payback.status == "projected" else "Payback, months"
    st.metric(ahead, tables.bare(words.months(money.payback.months)), border=True, height="stretch")

left, right = st.columns([13, 7])
with left, st.container(border=True):
    st.markdown(f"**Cumulative net**, {head.currency}, by month")
    pieces.chart(
        ("payback", head.project, head.snapshot),
        partial(payback_figure.figure, money, head.launch, currency=head.currency),
        payback_figure.alt(money, head.launch, head.currency),
        rows=partial(taken.flows, money),
    )
    if marked := noted.sentence(payback_figure.notes(money), "month"):
        st.caption(marked)
    if why := reasons.get("money.cash_flows"):
        st.caption(f":material/info: {words.plain(words.opening(why))}")
with right, st.container(border=True, height="stretch"):
    st.markdown("**Other measures**")
    for row in returns.listed(money, head.currency, reasons):
        with st.container(horizontal=True, horizontal_alignment="distribute", gap="small"):
            st.markdown(row["measure"], width="content")
            st.markdown(f"**{row['value']}**" if row["known"] else f":gray[{row['value']}]", width="content")
        if row["why"]:
            st.caption(words.plain(row["why"]))

titles = {kpi.name: kpi.title for kpi in view.kpis}
if free := returns.capacity(money, titles):
    st.markdown(f":material/schedule: Capacity, not money: **{words.plain(', '.join(free))}**.")

pieces.warnings(money.warnings)
register = actions.assumptions(visit, head.project)
what_if.section(actions.varied(money, register), head, register)
assumptions.section(visit, head, register)
st.subheader("Month by month")
amounts = ("cost", "benefit", "net", "cumulative", "planned")
st.dataframe(
    written.written(
        flow_table.flows(money), dict.fromkeys(amounts, written.exact) | {"period": written.period("month")}
    ),
    hide_index=True,
    placeholder="–",
    alt="Costs, benefit, net and cumulative net by month",
    column_config={
        "period": st.column_config.Column("Month", pinned=True),
        "cost": "Cost",
        "benefit": "Benefit",
        "net": "Net",
        "cumulative": "Cumulative net",
        "planned": "Planned net",
        "note": "Note",
    },
)
month = flow_opened.show(visit, head, money, view.kpis)
with st.container(horizontal=True, vertical_alignment="center"):
    board_pack.offer(visit, head)
    pieces.link(project=head.project, **({"month": month} if month else {}))
    pieces.open_page("project", "The effect behind it", project=head.project)
terms.how_to_read(HOW_TO_READ, *WORDS)
