"""Notes on a chart: written, changed and taken back by their authors; and what stands beside them: the definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from metrics import actions, locales, words
from metrics.access.visit import Visit
from metrics.chart import before_after, events
from metrics.errors import ProveoutError
from metrics.results import EventMark, Headline, KpiResult
from metrics.snapshot import ProjectView
from metrics.store import Annotation
from pages import pieces, telling

LONG = 500  # characters of a note
PART = (
    "You see some segments of this project. Notes on its charts and the history of its definition are for those who see"
    " the whole: an owner can show you that."
)
FEW = 4  # lines under the chart that are shown unfolded


class Beside:
    """What people and edits put beside a KPI's figures; nothing for who sees some segments only."""

    def __init__(self, visit: Visit, head: Headline, view: ProjectView, name: str) -> None:
        self.visit, self.head, self.name = visit, head, name
        self.notes: tuple[Annotation, ...] = ()
        self.versions: tuple[actions.Version, ...] = ()
        if not head.limited:
            self.notes = actions.chart_notes(visit, head.project, name)
            self.versions = actions.versions(visit, head.project, name)
        saved = [(each.saved_at.date(), each.changes, each.saved_by) for each in self.versions[1:]]
        self.all: tuple[EventMark, ...] = (
            *view.events,
            *(events.of_note(note) for note in self.notes),
            *events.of_versions(saved),
        )

    def marks(self, kpi: KpiResult) -> list[EventMark]:
        """Those that the chart flags, in order."""
        return before_after.marked(kpi, self.head.launch, self.all)

    def key(self) -> str:
        """What a kept figure depends on beside the snapshot."""
        return f"{hash(self.all)}"


def listed(marks: list[EventMark]) -> None:
    """The flags' words under the chart; many fold away."""
    lines = events.listed(marks)
    for line in lines[:FEW]:
        st.caption(words.plain(line))
    if len(lines) > FEW:
        with st.expander(f"{words.count(len(lines) - FEW, 'more flag')} on the chart", icon=":material/flag:"):
            for line in lines[FEW:]:
                st.caption(words.plain(line))


def add(beside: Beside, kpi: KpiResult, opened: dt.date | None) -> None:
    """The button under which a note is written, for those who may."""
    visit, project = beside.visit, beside.head.project
    if beside.head.limited or not visit.may("analyst", project):
        return
    asked = st.popover(
        "Note",
        icon=":material/add_comment:",
        type="tertiary",
        help="Put a dated note on the chart",
        key="write a note",
        on_change="rerun",
    )
    if not asked.open:
        return
    own = [note for note in beside.notes if note.written_by == str(visit.actor)]
    with asked:
        day = opened or kpi.points[-1].period
        with st.form(f"note {kpi.name}", border=False, clear_on_submit=True):
            text = st.text_area("Note", placeholder="What a reader of the chart should know", max_chars=LONG, height=90)
            on = st.date_input("On", value=day, format=locales.reader().date_input)
            everywhere = st.toggle("On every KPI's chart", help="Else on the charts of this KPI alone")
            if st.form_submit_button("Put it on the chart", type="primary", icon=":material/add_comment:"):
                _do(lambda: actions.annotate(visit, project, None if everywhere else kpi.name, on, text))
        if own:
            st.divider()
            _change(beside, own)


def _change(beside: Beside, own: list[Annotation]) -> None:
    visit, project = beside.visit, beside.head.project
    by_id = {note.id: note for note in own}
    chosen = st.selectbox(
        "Your notes",
        by_id,
        format_func=lambda id: f"{words.day(by_id[id].day)}: {words.shortened(by_id[id].text, 40)}",
        index=None,
        placeholder="Change one of your notes",
    )
    if not chosen:
        return
    note = by_id[chosen]
    with st.form(f"note {note.id}", border=False):
        text = st.text_area("Its words", value=note.text, max_chars=LONG, height=90)
        on = st.date_input("Its day", value=note.day, format=locales.reader().date_input)
        with st.container(horizontal=True):
            if st.form_submit_button("Save", type="primary", icon=":material/check:"):
                _do(lambda: actions.edit_note(visit, project, note.id, on, text))
            if st.form_submit_button("Take it back", icon=":material/delete:"):
                _do(lambda: actions.remove_note(visit, project, note.id))


def _do(deed: Callable[[], object]) -> None:
    try:
        deed()
    except ProveoutError as error:
        telling.error(error)
    else:
        st.rerun()


def history(beside: Beside) -> None:
    """The versions of the definition that changed the KPI, and all notes with their authors, or for whom they are."""
    if beside.head.limited:
        st.caption(f":material/visibility_off: {PART}")
    if not beside.versions:
        return
    part = pieces.folded("How its definition changed", "folded.history", ":material/history:")
    if part is None:
        return
    with part:
        st.caption("Only changes that touch this KPI's figures. A flag § on the chart stands where one was made.")
        st.table(
            [
                {
                    "On": words.day(each.saved_at.date()),
                    "By": words.plain(each.saved_by),
                    "What": words.plain("; ".join(each.changes)),
                    "Reason": words.plain(each.reason or ""),
                    "Revision": f"{each.revision}",
                }
                for each in reversed(beside.versions)
            ],
            hide_index=True,
            border="horizontal",
            alt="Versions of the definition that changed this KPI",
        )
        _others(beside)


def _others(beside: Beside) -> None:
    """Owners take back anybody's note."""
    mine = str(beside.visit.actor)
    others = {note.id: note for note in beside.notes if note.written_by != mine}
    if not others or not beside.visit.may("owner", beside.head.project):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Notes of others",
            others,
            format_func=lambda id: f"{others[id].written_by}: {words.shortened(others[id].text, 40)}",
            index=None,
            placeholder="A note to take back",
        )
        if st.button("Take it back", icon=":material/delete:", disabled=not chosen) and chosen:
            _do(lambda: actions.remove_note(beside.visit, beside.head.project, chosen))
