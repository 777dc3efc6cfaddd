"""Portfolio, for executives: which projects paid back, what held, and where a decision is due."""

import streamlit as st

from metrics import actions, locales, words
from metrics.chart import answers, payback_timeline, tables
from pages import alarms, arriving, board_pack, pieces

HOW_TO_READ = """
- **Returned** is the measured benefit, whatever the verdict. **Not proven** means that the money came back by that
  measure, but no method that could prove the effect supports it yet.
- In the chart a full dot is a payback that has happened, teal where it is proven; a hollow dot is a projection.
- The **squares** are the complete periods since launch: full where the target was met, half within noise, hollow
  where it was missed, hatched where data is missing.
"""

visit = arriving.visit()
alerts = actions.firing(visit)
heads = actions.portfolio(visit, alerts=alerts)
st.title("Portfolio")
if not heads:
    pieces.no_projects()

codes = tables.currencies(heads)
currency = codes[0]
if len(codes) > 1:
    currency = pieces.choose("Currency", "currency", {code: code for code in codes})
shown = [head for head in heads if head.currency == currency]
total = tables.totals(shown, currency, actions.grains_judged(visit, shown))

st.markdown(answers.portfolio(shown, total.benefit, total.cost, currency))
if any(head.simulated for head in shown):
    st.markdown(f":blue-badge[:material/science: Simulated data] {answers.simulated(shown)}")

with st.grid(4 + max(1, len(total.held)), min_column_width=150):
    st.metric(f"Invested, {currency}", words.short(total.invested), border=True, height="stretch")
    st.metric(f"Returned, {currency}", words.short(total.benefit), border=True, height="stretch")
    st.metric(f"Net to date, {currency}", words.short(total.net), border=True, height="stretch")
    st.metric("Paid back", f"{total.paid_back} of {total.projects}", border=True, height="stretch")
    for grain, (met, of) in total.held.items():
        st.metric(f"{grain.capitalize()}s held", f"{met} of {of}", border=True, height="stretch")
    if not total.held:
        st.metric("Periods held", "–", border=True, height="stretch")

claims = [head for head in shown if head.has_kpis]
left, right = st.columns([3, 2])
with left, st.container(border=True, height="stretch"):
    st.markdown("**When did it pay back?**")
    pieces.chart(
        ("timeline", *(f"{head.project}:{head.snapshot}:{head.limited}" for head in claims)),
        lambda theme: payback_timeline.figure(claims, theme),
        payback_timeline.alt(claims),
    )
with right, st.container(border=True, height="stretch"):
    st.markdown("**Needs a decision**")
    due = [head for head in shown if head.decision]
    if not due:
        st.markdown("Nothing needs a decision now: no alert fires, and no payback was lost.")
    for head in due:
        st.markdown(f"**{words.plain(head.name)}** {words.plain(locales.told(head.decision or '', head.name))}")
        alarms.others([seen for seen in alerts if seen.asks and seen.alert.project == head.project], head.decision)
        pieces.open_page("project", f"Open {words.plain(head.name)}", project=head.project)

st.subheader("Projects")
st.dataframe(
    tables.portfolio(shown, pieces.paper()),
    hide_index=True,
    height="content",
    row_height=40,
    placeholder="–",
    alt="Every project with verdict, effect, months held, payback, net to date and trend",
    column_config={
        "open": st.column_config.ButtonColumn(
            "Project", key="open_project", type="tertiary", alignment="left", pinned=True
        ),
        "verdict": "Verdict",
        "effect": st.column_config.TextColumn("Effect", help="Of the primary KPI, with its 95 % interval"),
        "held": st.column_config.TextColumn("Held", help="Complete periods since launch that met the target"),
        "strip": st.column_config.ImageColumn(
            "Since launch",
            width=205,
            help="The latest periods, a square each: full met, half within noise, hollow missed, hatched no data",
        ),
        "payback": "Payback",
        "net": st.column_config.NumberColumn(f"Net, {currency}", format=pieces.figures(0)),
        "trend": st.column_config.LineChartColumn("Trend"),
    },
)
if clicked := st.session_state.get("open_project"):
    st.switch_page(pieces.PAGES / "project.py", query_params={"project": shown[clicked.row].project})

with st.container(horizontal=True, vertical_alignment="center"):
    board_pack.offer_portfolio(arriving.visit())
    pieces.link(currency=currency)
with st.expander("How to read this", icon=":material/menu_book:"):
    st.markdown(HOW_TO_READ)
