"""A KPI by its segments: which moved the month, and each one's way since before launch, without leaving the page."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from metrics import actions, words
from metrics.access.visit import Visit
from metrics.chart import moved, written
from metrics.measure.moved import columns
from metrics.results import Headline, KpiResult
from metrics.snapshot import KpiRef
from pages import pieces

HELP = (
    "Each segment against the period before. A share is a segment's part of the whole change; only counts and sums have"
    " one, because the segments of an average do not add up."
)
EFFECT = "Against what was expected of this segment without the launch, since launch"


def show(visit: Visit, head: Headline, ref: KpiRef, kpi: KpiResult, at: dt.date | None) -> None:
    """The section of a KPI, as a whole or of one segment; at: the period that is opened, else the latest complete."""
    whole = None
    if ref.whole:
        whole = actions.kpi(visit, head.project, ref.name, kpi.grain) if kpi.segment else kpi
    parts = actions.segments(visit, head.project, ref.name, kpi.grain)
    complete = [point.period for point in kpi.points if point.complete]
    if not parts or not complete:
        return
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown("**What moved it, by segment**", help=HELP, width="content")
            every = {column: column.replace("_", " ").capitalize() for column in columns(parts)}
            column = pieces.choose("Broken down by", "by", every, hidden=True) if len(every) > 1 else next(iter(every))
        found = moved.moved(parts, column, at or complete[-1], whole)
        st.markdown(words.plain(moved.sentence(found, kpi.title)))
        left, right = st.columns([3, 5])
        with left:
            pieces.chart(
                ("moved", head.project, head.snapshot, *ref.segments, ref.name, kpi.grain, column, f"{found.period}"),
                partial(moved.figure, found),
                moved.alt(found, kpi.title),
            )
        with right:
            _table(found, parts, kpi)


def _table(found: moved.Moved, parts: tuple[KpiResult, ...], kpi: KpiResult) -> None:
    then = words.period(found.earlier, found.grain) if found.earlier else "Before"
    rows = moved.rows(found, parts)
    names = [part.segment for each in found.segments for part in parts if part.segment == each.segment]

    def chosen() -> None:
        picked = st.session_state["segments"].selection.rows
        if picked:
            st.session_state["segment"] = names[picked[0]]

    shown: tuple[str, ...] = ("segment", "before", "value", "change", "share", "baseline", "effect", "trend")
    if all(row["share"] is None for row in rows):
        shown = tuple(name for name in shown if name != "share")
    st.dataframe(
        written.written(rows, moved.says(kpi.unit)),
        hide_index=True,
        placeholder="–",
        key="segments",
        on_select=chosen,
        selection_mode="single-row",
        column_order=shown,
        alt=f"{kpi.title} by {found.column}: both periods, change, share, baseline, effect, trend",
        column_config={
            "segment": st.column_config.TextColumn(
                found.column.replace("_", " ").capitalize(), pinned=True, help="Choose a row to see its chart"
            ),
            "before": then,
            "value": words.period(found.period, found.grain),
            "change": st.column_config.NumberColumn("Change", help="The largest first"),
            "share": st.column_config.NumberColumn("Share of it", help=HELP),
            "baseline": st.column_config.NumberColumn("Before launch", help="Mean of the baseline"),
            "effect": st.column_config.NumberColumn("Since launch", help=EFFECT),
            "trend": st.column_config.LineChartColumn("Trend", width="small", help="All periods"),
        },
    )
