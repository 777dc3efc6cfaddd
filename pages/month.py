"""Month end, for owners: what changed against last month, why, and the signature under it; on one screen."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from metrics import actions, locales, words
from metrics.access.visit import Visit
from metrics.actions import Review
from metrics.chart import moved
from metrics.errors import ProveoutError
from pages import arriving, closed, pieces, telling, terms, which_project

HOW_TO_READ = """
- A **closed** month keeps its figures as they were signed. What the results say of it later stands beside them.
- **Restated**: later data, an edit or a new method moved a counted value, a held target, a cost, or an expected value
  beyond the interval that was booked. The cause is named, and an owner accepts it with a reason. What was booked stays.
- **Refitted**: the model was fitted anew with newer months, and the expected values moved within the interval that was
  booked; nothing counted has moved. Nobody needs to accept that.
- A week belongs to the month that it ends in. A KPI by the week or day is told by the last one of the month, money by
  the whole month. Segments have a share in a change where they add up to the whole.
"""
WORDS = (
    "KPI", "Period", "Segment", "Stage", "Launch", "Baseline", "Sealed", "Expected", "Interval", "Indicative", "Proven",
    "Verdict", "Target", "Held", "Within noise", "Benefit", "Net", "Closed", "Restated", "Refitted",
)  # fmt: skip
MOST = 8  # segments that are shown
WHY = (
    "Each segment against the period that is named: that of the month before, or the last week or day of it. A share is"
    " a segment's part of the whole change; only counts and sums have one, because the segments of an average do not"
    " add up."
)


def month(end: actions.MonthEnd) -> dt.date:
    """The month that the page is about: the latest complete one unless the address says otherwise."""
    done = {each.close.month: closed.STATES[each.state] for each in end.closed}
    every = sorted({*end.waiting, *done}, reverse=True)
    options = {
        f"{each:%Y-%m}": words.period(each, "month") + (f" · {done[each]}" if each in done else "") for each in every
    }
    chosen = pieces.choose("Month", "month", options, as_list=True)
    return dt.date.fromisoformat(f"{chosen}-01")


def changed(review: Review, then: str) -> None:
    """The answer first: each KPI in a sentence, the month's money in another."""
    for each in review.kpis:
        st.markdown(f"**{words.plain(each.this.title)}**: {words.plain(locales.told(each.sentence, each.this.title))}")
    money, currency = review.this, review.this.currency
    if money.empty:
        name = words.period(money.month, "month")
        st.markdown(f"**Nothing is known of {name}**: no KPI has a value in it, and no cost or benefit is due.")
    if money.net is not None or money.cost is not None:
        before = "" if review.before.net is None else f" ({then}: {words.money(review.before.net, currency)})"
        # Beside KPIs that are told by their last week or day it must be said that money is not.
        whole = " of the whole month" if any(each.this.grain != "month" for each in review.kpis) else ""
        st.markdown(
            f"**Money**{whole}: net {words.money(money.net, currency)}{before}; benefit"
            f" {words.money(money.benefit, currency)}, costs {words.money(money.cost, currency)}."
        )


def missing(review: Review) -> None:
    """Days of the month of which the files have no row, before anybody signs its figures."""
    title = f"Rows of {words.period(review.this.month, 'month')} may be missing"
    for warn in review.holes:
        st.warning(words.plain(words.opening(warn.text)), title=title, icon=":material/event_busy:")


def opens(review: Review, project: str) -> None:
    """A way down from each number to what it is made of."""
    with st.container(horizontal=True):
        for each in review.kpis:
            at = f"{each.this.period}"
            title = f"Open {words.plain(words.shortened(each.this.title, 30))}"
            pieces.open_page("project", title, project=project, kpi=each.this.kpi, grain=each.this.grain, period=at)


def why(review: Review, project: str) -> None:
    """The segments of a KPI that moved, the most first."""
    broken = {each.this.kpi: each for each in review.kpis if each.segments}
    st.markdown("**Why, by segment**", help=WHY)
    if not broken:
        st.caption("No KPI of this project is broken down by segment.")
        return
    titles = {name: each.this.title for name, each in broken.items()}
    columns = {each.segment.partition("=")[0] for kpi in broken.values() for each in kpi.segments}
    with st.container(horizontal=True):
        name = pieces.choose("KPI", "kpi", titles, hidden=True) if len(titles) > 1 else next(iter(titles))
        shown = broken[name]
        mine = dict.fromkeys(each.segment.partition("=")[0] for each in shown.segments)
        every = {column: column.replace("_", " ").capitalize() for column in mine}
        several = len(columns) > 1 and len(every) > 1
        column = pieces.choose("Broken down by", "by", every, hidden=True) if several else next(iter(every))
    found = moved.reviewed(shown.this, shown.before, shown.better, shown.segments, column)
    st.markdown(words.plain(moved.sentence(found, shown.this.title)))
    left, right = st.columns([2, 3])
    with left:
        pieces.chart(
            ("moved", project, review.snapshot, "month", name, column, f"{found.period}"),
            partial(moved.figure, found),
            moved.alt(found, shown.this.title),
        )
    with right:
        _table(found, shown.this.title)
    if shown.explained:
        said = ", ".join(f"{each.segment.replace('=', ': ')} {words.percent(each.share)}" for each in shown.explained)
        st.caption(f":material/info: What is missing against the target comes from {words.plain(said)}.")


def _table(found: moved.Moved, title: str) -> None:
    then = words.period(found.earlier, found.grain) if found.earlier else "Before"
    now = words.period(found.period, found.grain)
    st.table(
        [
            {
                "Segment": words.plain(each.segment.partition("=")[2]),
                then: words.figure(each.before, found.unit),
                now: words.figure(each.value, found.unit),
                "Change": moved.change(each, found.unit),
                "Share of it": words.percent(each.share),
            }
            for each in found.segments[:MOST]
        ],
        hide_index=True,
        border="horizontal",
        alt=f"{title} by segment: {then}, {now}, change and its share",
    )
    if len(found.segments) > MOST:
        st.caption(f"{words.count(len(found.segments) - MOST, 'segment')} that moved less left out.")


def signature(visit: Visit, project: str, end: actions.MonthEnd, chosen: dt.date, empty: bool) -> None:
    """Who signed the month, or the form to sign it; below it what restated it."""
    name = words.period(chosen, "month")
    if found := end.of(chosen):
        closed.signed_by(found)
        closed.moved(found)
        closed.accept(visit, project, found, end.snapshot)
        return
    st.markdown(f"**Sign {name}**")
    if not visit.may("owner", project):
        st.caption("It is not closed yet. Owners of the project sign its months.")
        return
    if empty:
        st.caption("There is nothing to sign. Upload the month's data first.")
        if arriving.shows("uploads"):
            pieces.open_page("uploads", "Upload", project=project)
        return
    with st.form(f"close.{project}.{chosen}", border=False):
        comment = st.text_area("Comment", placeholder="What a reader of this month should know", height=110)
        pressed = st.form_submit_button(f"Sign {name}", type="primary", icon=":material/draw:")
        st.caption("Books these figures under your name. Later changes stand beside them.")
    if pressed:
        try:
            actions.close_month(visit, project, chosen, comment, seen=end.snapshot)
        except ProveoutError as error:
            telling.error(error)
        else:
            st.rerun()


visit = arriving.visit()
heads = actions.projects(visit)
if not heads:
    st.title("Month end")
    pieces.no_projects()

head = which_project.opened(heads)
pieces.of_the_whole(head)
pieces.badges(head)
end = actions.month_end(visit, head.project)
if not end.waiting and not end.closed:
    pieces.no_data(head, "A month can be reviewed once it is complete and after launch.", title="No month to close yet")

closed.banner(end)
chosen = month(end)
review = actions.month(visit, head.project, chosen)
before = words.period(review.before.month, "month")
left, right = st.columns([13, 8])
with left, st.container(border=True, height="stretch"):
    changed(review, before)
    missing(review)
    opens(review, head.project)
    why(review, head.project)
with right, st.container(border=True, height="stretch"):
    signature(visit, head.project, end, chosen, review.this.empty)

st.subheader("Closed months")
closed.table(end)
with st.container(horizontal=True, vertical_alignment="center"):
    pieces.link(project=head.project, month=f"{chosen:%Y-%m}")
    pieces.open_page("project", "Its KPIs", project=head.project)
terms.how_to_read(HOW_TO_READ, *WORDS)
