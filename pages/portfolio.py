"""Portfolio, for executives: what went in, what came back, what paid back and holds, and where a decision is due."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics import actions, locales, words
from metrics.chart import answers, missing, payback_timeline, portfolio_net, standing, tables
from metrics.results import Headline
from pages import alarms, arriving, board_pack, pieces, portfolio_list, terms

HOW_TO_READ = """
- **Returned** is the measured benefit, whatever the verdict. **Not proven** means that the money came back by that
  measure, but no method that could prove the effect supports it yet.
- In *When did it pay back?* a full dot is a payback that has happened, teal where it is proven, with the line from
  earliest to latest; a hollow dot is a projection.
- In *What went in, what came back?* bars are the months of all projects of one currency, the line is their running
  sum. A hollow dot is a month in which some project's figures are unknown: they count nothing there, and are named.
- **Held** judges each period by itself, the effect all of them together: an effect can lie clear of the target while
  the target lies within the noise of the latest month. A project **slips** when two of the last three periods that
  count missed it.
- The **squares** are the complete periods since launch: full where the target was met, half within noise, hollow
  where it was missed, hatched where data is missing.
"""
WORDS = (
    "KPI", "Period", "Claim", "Stage", "Launch", "Baseline", "Sealed", "Expected", "Effect", "Interval",
    "Indicative", "Proven", "Control chart", "Verdict", "Target", "Held", "Within noise", "Slips", "Guardrail",
    "Benefit", "Invested", "Net", "Payback", "Projected", "Horizon", "Naive", "Erodes", "Retraining", "Closed",
    "Restated", "Readiness", "Reject", "Muted", "Rollback", "Hash",
)  # fmt: skip
LANES = 10  # projects that the timeline shows at first
FEW = 4  # decisions, and projects that slip, that are shown unfolded
WHOLE = 2  # decisions up to which all that fires stands beside them
NAMES = 6  # projects that hold, by name


def money(heads: Sequence[Headline], total: tables.Totals, currency: str) -> None:
    """The cards under the sentence."""
    with st.grid(5 + max(1, len(total.held)), min_column_width=140):
        st.metric(f"Invested, {currency}", words.short(total.invested), border=True, height="stretch")
        st.metric(f"All costs, {currency}", words.short(total.cost), border=True, height="stretch")
        st.metric(f"Returned, {currency}", words.short(total.benefit), border=True, height="stretch")
        st.metric(f"Net to date, {currency}", words.short(total.net), border=True, height="stretch")
        st.metric("Paid back", f"{total.paid_back} of {total.projects}", border=True, height="stretch")
        for grain, (met, of) in total.held.items():
            st.metric(f"{grain.capitalize()}s held", f"{met} of {of}", border=True, height="stretch")
        if not total.held:
            st.metric("Periods held", "–", border=True, height="stretch")


def timeline(heads: Sequence[Headline]) -> None:
    """When did it pay back: the soonest first, all of them where asked."""
    st.markdown("**When did it pay back?**")
    claims = payback_timeline.ordered([head for head in heads if head.has_kpis])
    every = len(claims) <= LANES or st.toggle(
        f"Show all {len(claims)}", key="lanes", bind="query-params", help="Else the first of them"
    )
    drawn = claims if every else claims[:LANES]
    pieces.chart(
        ("timeline", heads[0].currency, payback_timeline.stamp(drawn)),
        lambda theme: payback_timeline.figure(drawn, theme),
        payback_timeline.alt(drawn),
    )


def net(heads: Sequence[Headline], currency: str) -> None:
    """Cumulative net of all projects of the currency, and what it does not hold."""
    st.markdown(f"**What went in, what came back?** Cumulative net, {currency}, by calendar month")
    if not portfolio_net.counted(heads):
        st.markdown("No project has a known net yet: it needs costs, and a KPI that says what a unit is worth.")
    else:
        pieces.chart(
            ("net", currency, payback_timeline.stamp(heads)),
            lambda theme: portfolio_net.figure(heads, theme, currency),
            portfolio_net.alt(heads, currency),
        )
    for line in portfolio_net.gaps(heads, currency):
        st.caption(f":material/info: {words.plain(line)}")


def decisions(heads: Sequence[Headline], alerts: Sequence[actions.Seen]) -> None:
    """Why somebody has to decide something, and the way there; a trigger to roll back before all else."""
    due = standing.due(heads)
    st.markdown(f"**Needs a decision**{f' :gray[({len(due)})]' if due else ''}")
    if not due:
        st.markdown("Nothing needs a decision now: no alert fires, and no payback was lost.")
    for head in due[:FEW]:
        decision(head, alerts, whole=len(due) <= WHOLE)
    if len(due) > FEW and (more := pieces.folded(words.count(len(due) - FEW, "more project"), "more decisions")):
        with more:
            for head in due[FEW:]:
                decision(head, alerts, whole=False)


def decision(head: Headline, alerts: Sequence[actions.Seen], whole: bool) -> None:
    """One project's reason to decide; what fires beside it, or how much does."""
    st.markdown(f"**{words.plain(head.name)}** {words.plain(locales.told(head.decision or '', head.name))}")
    beside = [seen for seen in alerts if seen.asks and seen.alert.project == head.project]
    beside = [seen for seen in beside if seen.alert.text != head.decision]
    if whole:
        alarms.others(beside, head.decision)
    with st.container(horizontal=True, gap="small"):
        pieces.open_page("project", f"Open {words.plain(head.name)}", project=head.project)
        if beside and not whole:
            pieces.open_page("alerts", words.count(len(beside), "more alert"), project=head.project)


def holding(heads: Sequence[Headline]) -> None:
    """Which hold, which slip, by name."""
    st.markdown("**Which hold, which slip?**")
    if not standing.sentence(heads):
        st.markdown("No project has a target that could be judged yet.")
        return
    slipping, kept = standing.named(heads, "slips"), standing.named(heads, "holds")
    for head in slipping[:FEW]:
        held = f"{answers.held(head, head.grain or 'period')} held"
        icon = ":orange[:material/trending_down:]"
        st.markdown(f"{icon} **{words.plain(head.name)}** {standing.told(head).lower()}, {held}")
    if not slipping:
        st.markdown("No project slips.")
    for found, mark, verb in (
        (kept, ":green[:material/check:]", "holds" if len(kept) == 1 else "hold"),
        (standing.named(heads, "unsure"), ":gray[:material/contrast:]", "within noise"),
        (standing.named(heads, "missed"), ":orange[:material/close:]", "missed it last"),
    ):
        if found:
            names = ", ".join(words.plain(head.name) for head in found[:NAMES])
            more = f" and {len(found) - NAMES} more" if len(found) > NAMES else ""
            st.markdown(f"{mark} **{len(found)} {verb}**: {names}{more}")
    with st.container(horizontal=True, gap="small"):
        for found, verb in ((slipping[FEW:], "slip"), (kept[NAMES:], "hold")):
            if found:
                target = standing.of(found[0])
                many = len(found) + (FEW if verb == "slip" else NAMES)
                pieces.open_page("portfolio", f"All {many} that {verb}", currency=found[0].currency, target=target)


def in_part(heads: Sequence[Headline]) -> None:
    """The projects of which this reader sees some segments, so that nothing above or below counts them."""
    names = ", ".join(words.plain(head.name) for head in heads if head.limited)
    st.markdown(
        f":material/visibility: You see some segments of **{names}** only. What went in, what came back and whether it"
        " holds is of the whole project, and told to those who see all of it: none of that is counted here."
    )


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
every = [head for head in heads if head.currency == currency]
shown = [head for head in every if not head.limited]  # what is said of all is said of those that are seen whole
total = tables.totals(shown, currency, actions.grains_judged(visit, shown))

if shown:
    st.markdown(f"{answers.portfolio(shown, total.benefit, total.cost, currency)} {standing.sentence(shown)}")
if len(shown) < len(every):
    in_part(every)
if len(every) < len(heads):
    others = words.count(len(heads) - len(every), "project counts", "projects count")
    st.caption(f"{others} in {', '.join(code for code in codes if code != currency)}; currencies are never added.")
for line in missing.portfolio(shown):
    st.markdown(f":orange[:material/event_busy:] {words.plain(line)}")
if any(head.simulated for head in shown):
    st.markdown(f":blue-badge[:material/science: Simulated data] {answers.simulated(shown)}")
if shown:
    money(shown, total, currency)
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        timeline(shown)
    with right, st.container(border=True, height="stretch"):
        decisions(shown, alerts)
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        net(shown, currency)
    with right, st.container(border=True, height="stretch"):
        holding(shown)

st.subheader("Projects")
chosen = portfolio_list.shown(every, currency)
with st.container(horizontal=True, vertical_alignment="center"):
    if not all(head.limited for head in heads):
        board_pack.offer_portfolio(visit)
    pieces.link(currency=currency, **{name: value for name, value in chosen.items() if value})
terms.how_to_read(HOW_TO_READ, *WORDS)
