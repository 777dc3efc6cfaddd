"""The baseline of a KPI: its periods and mean, what so many of them allow, what is odd about them, and its seal."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from metrics import actions, words
from metrics.chart import before_after, ladder
from metrics.measure.rungs import needed
from metrics.results import Headline, KpiResult
from pages import pieces
from pages.editor import Editor


def step(editor: Editor, head: Headline, name: str) -> None:
    """What is sealed here, before it is: read from the standing results."""
    view = actions.project(editor.visit, head.project)
    ref = next((each for each in view.kpis if each.name == name), None)
    found = actions.kpi(editor.visit, head.project, name, ref.grains[0]) if ref else None
    if found is None or not found.points:
        with st.container(border=True):
            st.markdown(
                "**No rows of it are live yet.** A baseline is sealed with its values: bring the export of the time "
                "before launch under *Data* and commit it."
            )
            st.button("To the data", icon=":material/arrow_back:", on_click=_to_data)
        return
    base = found.baseline
    last = base.until - dt.timedelta(days=1) if base.until else None  # `until` no longer belongs to it
    span = f", {words.day(base.from_)} to {words.day(last)}" if base.from_ and last else ""
    mean = f", mean **{words.level(base.mean, found.unit)}**" if base.mean is not None else ""
    st.markdown(
        f"**{words.count(base.points, f'complete {found.grain}')}** before launch{span}{mean}. "
        + words.plain(_target(found, editor))
    )
    pieces.chart(
        ("define baseline", head.project, head.snapshot, name),
        lambda theme: before_after.figure(found, head.launch, view.events, theme, currency=head.currency),
        before_after.alt(found, head.launch),
    )
    _allows(found)
    pieces.warnings(found.warnings)
    editor.sealing(name)


def _target(found: KpiResult, editor: Editor) -> str:
    kpi = editor.defined.kpi[found.name]
    if kpi.target is not None:
        return f"Promised: {words.percent(float(kpi.target), signed=True)} against what was expected."
    if kpi.target_value is not None:
        return f"Promised: {words.level(float(kpi.target_value), kpi.unit)}."
    return "No target is stated: a seal without a promise shows only whether it changed."


def _allows(found: KpiResult) -> None:
    """Which methods the number of periods allows; each is judged again with the data."""
    lines = []
    for method, least, there in needed(found.baseline.points):
        icon = ":green[:material/check:]" if there else ":gray[:material/remove:]"
        lacks = "" if there else f", {least - found.baseline.points} missing"
        lines.append(f"{icon} {ladder.NAMES[method]} (from {least} {found.grain}s{lacks})")
    st.markdown("**What they allow**: " + " · ".join(lines))
    if found.baseline.points < needed(0)[0][1]:
        st.markdown(
            ":orange[:material/warning: **Too little for any comparison.**] Bring an older export, or launch later."
        )


def _to_data() -> None:
    st.session_state["step"] = "data"
