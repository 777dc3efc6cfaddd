"""A number opened: what it is made of, the rows behind it and the files behind the rows; asked for by the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from metrics import actions, words
from metrics.access.visit import Visit
from metrics.chart import held_strip
from metrics.errors import ProveoutError
from metrics.results import Headline, KpiResult
from pages import behind, naming, pieces, taking, telling

ROWS = "The uploaded rows that this number is counted from, after repeated ones are reduced to one"
PARTS = (
    "Expected: what would have been without the launch, with its 95 % interval. Made of: what is counted, over what it"
    " is divided by. Data is there: of the whole dataset, whatever is counted of it. Counts: only complete periods"
    " count for and against the claim."
)


def choose(kpi: KpiResult) -> dt.date | None:
    """The period to open, from the address, the list or a click on the chart; None for none."""
    options = {"": f"Open a {kpi.grain} …"}
    options |= {f"{point.period}": words.period(point.period, kpi.grain) for point in reversed(kpi.points)}
    chosen = pieces.choose("Open a number", "period", options, as_list=True, hidden=True)
    return dt.date.fromisoformat(chosen) if chosen else None


def on_chart(kpi: KpiResult) -> Callable[[dt.date], None]:
    """What a click on the chart does: it opens the period that holds the day."""
    known = [point.period for point in kpi.points]

    def chosen(day: dt.date) -> None:
        if found := [period for period in known if period <= day]:
            st.session_state["period"] = f"{found[-1]}"

    return chosen


def show(visit: Visit, head: Headline, kpi: KpiResult, period: dt.date) -> None:
    """The panel: the point, its formula, its rows, its files."""
    asked = (head.project, kpi.name, kpi.grain, period, kpi.segment)
    try:
        found = actions.opened(visit, *asked)
    except ProveoutError as error:
        telling.error(error)
        return
    with st.container(border=True):
        name = words.period(period, kpi.grain)
        value = words.plain(words.level(found.point.value, kpi.unit)) if found.point.value is not None else "not known"
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{words.plain(kpi.title)} in {name}: {value}**", width="content")
            st.button("Close", key="close number", icon=":material/close:", type="tertiary", on_click=_close)
        left, right = st.columns([2, 3])
        with left:
            _point(found, kpi.unit)
            _checked(found)
        with right:
            over = "Run over these rows it gives the number; the table holds one row for each that counts."
            behind.made("How it is made", found.words, found.sql, over)
        if found.sums and found.sums.rows:
            _rows(visit, found, asked)
            behind.files(visit, head.project, [("", each) for each in found.files])


def _close() -> None:
    st.session_state["period"] = ""


def _point(found: actions.Opened, unit: str) -> None:
    point, sums = found.point, found.sums
    rows = {"Value": words.figure(point.value, unit)}
    if point.sealed_value is not None and point.sealed_value != point.value:
        rows["As sealed"] = f"{words.figure(point.sealed_value, unit)}; the results use it until it is sealed again"
    if point.expected is not None:
        between = "" if point.low is None else f" ({words.figure(point.low, unit)} to {words.figure(point.high, unit)})"
        rows["Expected"] = words.figure(point.expected, unit) + between
        if point.value is not None and point.expected:
            rows["Effect"] = words.percent((point.value - point.expected) / point.expected, 1, signed=True)
    if point.held:
        rows["Target"] = held_strip.WORDS[point.held]
    if found.driver is not None:
        rows["Divided by"] = words.number(found.driver.value)
    elif sums and sums.denominator is not None:
        rows["Made of"] = f"{words.number(sums.numerator)} over {words.number(sums.denominator)}"
    rows["Rows"] = f"{words.whole(point.rows)}"
    rows["Data is there"] = "yes" if point.partial_reason != "no data" else "no; unknown is not zero"
    why = "transition" if point.transition else naming.readable(point.partial_reason or "incomplete")
    rows["Counts"] = "yes" if point.complete and not point.transition else f"no: {why}"
    st.markdown("**The number and its parts**", help=PARTS)
    st.table(
        [{"Part": name, "Figure": f"**{words.plain(value)}**"} for name, value in rows.items()],
        hide_index=True,
        border="horizontal",
        alt="The parts of this number",
    )


def _checked(found: actions.Opened) -> None:
    if found.why_not:
        st.caption(f":material/info: {words.plain(words.opening(found.why_not))}")
    elif found.same and found.sums:
        of = words.count(found.sums.rows, "row")
        st.caption(f":material/check: Counted again from its {of} just now: the same number.")
    elif found.same is False and found.sums:
        st.warning(
            f"Its {words.count(found.sums.rows, 'row')} give {words.number(found.sums.value)} now; the results say"
            f" {words.number(found.point.value)} of {words.count(found.point.rows, 'row')}.",
            icon=":material/warning:",
        )
    if found.moved_on:
        st.caption(
            ":material/sync: Newer data or a newer definition is there. This shows what the figures above rest on."
        )


def _rows(visit: Visit, found: actions.Opened, asked: tuple[str, str, str, dt.date, str | None]) -> None:
    st.markdown("**The rows behind it**", help=ROWS)
    project, kpi, _, period, segment = asked
    behind.rows(
        visit,
        project,
        "row",
        found.sums.rows if found.sums else found.point.rows,
        lambda page, size: actions.rows_behind(visit, *asked, page, size),
        lambda: "".join(actions.rows_behind_csv(visit, *asked)),
        taking.file_name(project, kpi, segment or "", f"{period}", "rows", ending="csv"),
        "one segment",
    )
