"""A number opened: what it is made of, the rows behind it and the files behind the rows; asked for by the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import streamlit as st

from metrics import actions, words
from metrics.access.visit import Visit
from metrics.chart import held_strip
from metrics.errors import ProveoutError
from metrics.results import KpiResult
from metrics.snapshot import Headline
from pages import naming, pieces, taking, telling

SIZE = 50  # rows of a page
MOST_BYTES = 100_000_000  # a download passes through the server's memory; the Uploads page names larger ones
FILES = 4  # files that can be taken at once; the table has all
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
        unit = f" {words.plain(kpi.unit)}" if kpi.unit else ""
        value = f"{words.number(found.point.value)}{unit}" if found.point.value is not None else "not known"
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{words.plain(kpi.title)} in {name}: {value}**", width="content")
            st.button("Close", key="close number", icon=":material/close:", type="tertiary", on_click=_close)
        left, right = st.columns([2, 3])
        with left:
            _point(found)
            _checked(found)
        with right:
            st.markdown("**How it is made**")
            for line in found.words:
                st.markdown(words.plain(line))
            with st.expander("The query", icon=":material/code:"):
                st.caption("Run over these rows it gives the number; the table holds one row for each that counts.")
                st.code(found.sql, language="sql", wrap_lines=True)
        if found.sums and found.sums.rows:
            _rows(visit, found, asked)
            _files(visit, head, found)


def _close() -> None:
    st.session_state["period"] = ""


def _point(found: actions.Opened) -> None:
    point, sums = found.point, found.sums
    rows = {"Value": words.number(point.value)}
    if point.sealed_value is not None and point.sealed_value != point.value:
        rows["As sealed"] = f"{words.number(point.sealed_value)}; the results use it until it is sealed again"
    if point.expected is not None:
        between = "" if point.low is None else f" ({words.number(point.low)} to {words.number(point.high)})"
        rows["Expected"] = words.number(point.expected) + between
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
    project, kpi, grain, period, segment = asked
    st.markdown("**The rows behind it**", help=ROWS)
    if not visit.may("analyst", project):
        st.caption(f"{words.count(found.point.rows, 'row')}. Analysts of the project open the rows themselves.")
        return
    pages = max(1, -(-(found.sums.rows if found.sums else 0) // SIZE))
    page = 1
    if pages > 1:
        every = {
            f"{n}": f"Rows {words.whole((n - 1) * SIZE + 1)} to {words.whole(n * SIZE)}" for n in range(1, pages + 1)
        }
        page = int(pieces.choose("Page", "rows", every, as_list=True, hidden=True))
    try:
        shown = actions.rows_behind(visit, project, kpi, grain, period, segment, page, SIZE)
    except ProveoutError as error:
        telling.error(error)
        return
    names = {"_row": "Row in the file", "_file": "File"}
    st.dataframe(
        [{names.get(c, c): cell for c, cell in zip(shown.columns, row, strict=True)} for row in shown.rows],
        hide_index=True,
        placeholder="–",
        height=300,
        alt=f"{len(shown.rows)} of {shown.total} rows behind this number, from number {(page - 1) * SIZE + 1} on",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            f"All {words.whole(shown.total)} rows as CSV",
            partial(_csv, visit, asked),
            file_name=taking.file_name(*asked[:2], segment or "", f"{period}", "rows", ending="csv"),
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=shown.total > actions.MOST_CSV,
        )
        if shown.total > actions.MOST_CSV:
            most = words.whole(actions.MOST_CSV)
            st.caption(f"Up to {most} rows at once: open one segment, or take the original files.")
        if visit.segments(project) is not None:
            st.caption("Which files they came with is for those who see the whole project.")


def _csv(visit: Visit, asked: tuple[str, str, str, dt.date, str | None]) -> str:
    return "".join(actions.rows_behind_csv(visit, *asked))


def _files(visit: Visit, head: Headline, found: actions.Opened) -> None:
    if not found.files:
        return
    st.markdown("**The files behind the rows**")
    st.table(
        [
            {
                "File": words.plain(each.name),
                "Rows of this number": f"{words.whole(each.rows)}",
                "Uploaded": words.day(each.uploaded_at.date()),
                "By": words.plain(each.uploaded_by),
                "Now": "live" if each.state == "live" else f"**{each.state}**",
                "Upload": f"`{each.upload[:8]}`",
            }
            for each in found.files
        ],
        hide_index=True,
        border="horizontal",
        alt="Uploads that the rows came with",
    )
    if visit.may("analyst", head.project):
        with st.container(horizontal=True):
            for each in [each for each in found.files if each.bytes is not None and each.bytes <= MOST_BYTES][:FILES]:
                st.download_button(
                    f"Original {words.plain(words.shortened(each.name, 40))}",
                    partial(actions.original, visit, each.upload),
                    file_name=each.name,
                    key=f"original {each.upload}",
                    icon=":material/description:",
                    type="tertiary",
                    on_click="ignore",
                )
