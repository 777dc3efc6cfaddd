"""The columns of a file for its dataset, proposed and confirmed: what each is, what else to keep, what goes without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from metrics import actions, words, worker
from metrics.arrivals import Arrival, Queue
from metrics.dataset import Dataset
from metrics.errors import ProveoutError
from metrics.intake import Proposal, Proposed, Reading
from pages import asking, confirming, labels, reading, telling
from pages.editor import Editor, apply

ROWS = 200  # of the file, that ids are looked for in
Chosen = Mapping[str, str | None]
ABSENT = "Not in this file"


def adopt(editor: Editor, queue: Queue, arrival: Arrival, dataset: Dataset) -> None:
    """Columns that the definition has and the file does not: which they are, and what the definition becomes."""
    lacking = asking.absent(arrival, dataset)
    if not lacking:
        return
    try:
        found = _reading(editor, arrival)
    except ProveoutError as error:
        telling.error(error, place=False)
        return
    proposal = actions.proposal(editor.draft.text, queue.dataset, found)
    key = f"{editor.stamp}.{arrival.key}.columns"
    with st.form(key):
        st.markdown(
            f"**Which column is it?** The file has {words.count(len(found.columns), 'column')}; "
            f"{words.count(len(lacking), 'column of the data has', 'columns of the data have')} another name in it, or "
            f"{words.are(len(lacking))} not there. "
            "Proposed where one column alone is called so, here or in other words, or alone can be the date or the id: "
            "say so where it is another."
        )
        chosen = _roles(dataset, proposal, lacking, key)
        keep = None
        if proposal.id:
            st.caption(f":material/key: {_why(proposal.id, proposal.seen)}")
        if dataset.id in lacking:
            keep = _keep(dataset, proposal, key)
        named = {each.header for each in proposal.columns if each.header in proposal.fits.values()}
        others = {each.header: each for each in proposal.columns if each.header not in named}
        kept = st.multiselect(
            "Further columns to keep",
            list(others),
            format_func=lambda header: f"{header} ({others[header].type})",
            help="For formulas and breakdowns; the rest stays out of the store",
            key=f"{key}.kept",
        )
        agreed = st.checkbox("Leave out the KPIs that this file has no column for", key=f"{key}.agreed")
        pressed = st.form_submit_button("Use these columns", type="primary", icon=":material/check:")
    if pressed:
        used = set(chosen.values())
        header = chosen.get(dataset.id or "") if dataset.id in lacking else None
        repeats = header is not None and not next(each.id for each in proposal.columns if each.header == header)
        if repeats and keep is None:
            st.error("Several rows have one id. Say which of them counts.", icon=":material/error:")
        else:
            further = [others[each] for each in kept if each not in used]
            _use(editor, queue, arrival, chosen, further, agreed, keep if repeats else None)
    reading.summary(found, notes=False)
    reading.first_rows(found)


def _reading(editor: Editor, arrival: Arrival) -> Reading:
    """What the file holds, whatever it is for; read once a file."""
    known: dict[str, Any] = st.session_state.setdefault("columns read", {})
    told = arrival.told(without="columns")
    if known.get("of") != (arrival.key, told):
        found = worker.run(editor.visit, actions.preview, arrival.path, told, ROWS, arrival.file_name)
        known.update({"of": (arrival.key, told), "found": found})
    return known["found"]  # type: ignore[no-any-return]


def _roles(dataset: Dataset, proposal: Proposal, lacking: list[str], key: str) -> dict[str, str | None]:
    """Each of the dataset's columns with its header; those that intake finds by name are not asked."""
    headers = [ABSENT, *(each.header for each in proposal.columns)]
    types = {each.header: each.type for each in proposal.columns}
    chosen = dict(proposal.fits)
    roles: dict[str | None, str] = {dataset.id: "the id"} | dict.fromkeys(dataset.times(), "the date")
    with st.container(horizontal=True):
        for name in lacking:
            role = roles.get(name, dataset.types()[name])
            told = st.selectbox(
                f"{name} ({role})",
                headers,
                headers.index(chosen.get(name) or ABSENT),
                format_func=lambda header: header if header == ABSENT else f"{header} ({types[header]})",
                width=260,
                key=f"{key}.{name}",
            )
            chosen[name] = None if told == ABSENT else told
    return chosen


def _keep(dataset: Dataset, proposal: Proposal, key: str) -> str | None:
    """Which of several rows with one id counts; nothing is chosen for a file in which ids repeat."""
    repeats = proposal.id is not None and not proposal.id.id
    return st.radio(
        "Where several rows have one id",
        list(labels.KEEP),
        None if repeats else list(labels.KEEP).index(dataset.keep),
        format_func=labels.KEEP.__getitem__,
        horizontal=True,
        help="A log has a row for each step of a ticket: the first is its opening, the last its latest state",
        key=f"{key}.keep",
    )


def _why(found: Proposed, seen: int) -> str:
    """Why a column is proposed as the id."""
    named = f"**{words.plain(found.header)}** is proposed as the id"
    if found.id:
        return f"{named}: no value of it repeats in the first {words.count(seen, 'row')}."
    return f"{named} by its name. Its values repeat: several rows have one id."


def _use(
    editor: Editor,
    queue: Queue,
    arrival: Arrival,
    chosen: Chosen,
    kept: Sequence[Proposed],
    agreed: bool,
    keep: str | None,
) -> None:
    """Write the columns into the definition and read the file again; KPIs go only where that was agreed to."""
    try:
        found = actions.adopted(editor.draft.text, queue.dataset, chosen, {each.name: each.type for each in kept}, keep)
        if found.gone and not agreed:
            gone = words.plain(", ".join(found.gone))
            text = f"This file has no column for **{gone}**. Say which column it is, or leave the KPIs out."
            st.error(text, icon=":material/error:")
            return
        said = apply(editor.visit, found.text, None, editor.defined.project.id)
    except ProveoutError as error:
        telling.error(error, place=False)
        return
    renamed = {each.name: each.header for each in kept if each.name != each.header}
    arrival.answers["columns"] = {**found.headers, **renamed}
    queue.read(editor.visit, arrival)
    left = f", without {', '.join(found.gone)}" if found.gone else ""
    confirming.keep("define", f"{said}{left}. The file is read with these columns")
    st.rerun()
