"""What came in before: who, when, from which file, what it changed; with undo and redo, seen before they are done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from metrics import actions, words, worker
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from metrics.model import Project
from metrics.store import Purged, Upload
from pages import changes, confirming, pieces, reading, telling

SHOWN = 8
DOWNLOAD_BYTES = 100_000_000  # a download passes through the server's memory; larger originals are named by their place
ASKED, SEEN = "history asked", "history seen"  # which upload is to be undone or redone, and what that would change
Asked = tuple[str, str]
STATES = {
    "live": ("green", "check", "Live"),
    "undone": ("gray", "undo", "Undone"),
    "purged": ("gray", "delete_forever", "Purged"),
}


def shown(visit: Visit, project: str, dataset: str, defined: Project) -> None:
    """The dataset's uploads, newest first."""
    st.subheader("History", anchor=False)
    with pieces.fleeting():
        if failed := st.session_state.pop("history failed", None):
            telling.error(failed)
    confirming.shown("history")
    uploads = [upload for upload in reversed(actions.uploads(visit, project)) if upload.dataset == dataset]
    if not uploads:
        st.markdown("No file yet.")
        return
    asked: Asked | None = st.session_state.get(ASKED)
    found = next((upload for upload in uploads if asked and upload.id == asked[0]), None)
    if asked and found:
        title = f"{asked[1].capitalize()} {words.plain(found.file_name)}?"
        st.dialog(title, width="large", on_dismiss=_close)(_ask)(visit, found, defined, asked[1])
    purged = actions.purged(visit, project)
    more = len(uploads) > SHOWN and st.toggle(f"Show all {len(uploads)}")
    for upload in uploads if more else uploads[:SHOWN]:
        with st.container(border=True, gap="xsmall"):
            _upload(visit, upload, purged, defined)


def _upload(visit: Visit, upload: Upload, purged: Mapping[str, Purged], defined: Project) -> None:
    colour, icon, word = STATES.get(upload.state, ("gray", "inventory_2", upload.state.capitalize()))
    doubts = sum(1 for warn in upload.warnings if warn.kind != reading.COUNTED)
    doubt = f" :orange-badge[:material/warning: {words.count(doubts, 'warning')}]" if doubts else ""
    rejected = f", **{words.number(upload.rejected)} rejected**" if upload.rejected else ""
    span = ""
    if upload.first and upload.until:
        span = f" · {words.day(upload.first)} to {words.day(upload.until - dt.timedelta(days=1))}"
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        with st.container(width="content", gap=None):
            st.markdown(f"**{words.plain(upload.file_name)}** :{colour}-badge[:material/{icon}: {word}]{doubt}")
            st.caption(
                f"{words.count(upload.rows, 'row')}{rejected}{span} · {words.day(upload.uploaded_at.date())} "
                f"{upload.uploaded_at:%H:%M} UTC by {words.plain(upload.uploaded_by)}"
            )
        with st.container(horizontal=True, gap="small", width="content"):
            _buttons(visit, upload, defined)
    if gone := purged.get(upload.id):
        st.caption(
            f":material/delete_forever: Erased on {words.day(gone.at.date())} by {words.plain(gone.by)}: "
            f"“{words.plain(gone.reason)}”. Its hash and this record stay."
        )
    label = "What it changed" + (", and the warnings" if doubts else "")
    if opened := pieces.folded(label, f"effect.{upload.id}", kind="compact"):
        with opened:
            reading.warnings(upload.warnings)
            _effect(visit, upload, defined)


def _buttons(visit: Visit, upload: Upload, defined: Project) -> None:
    which = {"live": "undo", "undone": "redo"}.get(upload.state)
    if which:
        st.button(
            which.capitalize(),
            icon=f":material/{which}:",
            key=f"{which}.{upload.id}",
            on_click=_open,
            args=(upload.id, which),
            help="What it would change is shown first",
        )
    if upload.state != "purged":
        _original(visit, upload)
    if upload.state != "purged" and upload.rejected and upload.rejects_path:
        st.download_button(
            "Rejects",
            lambda: actions.repair(visit, upload.id),
            f"rejects_{upload.file_name.removesuffix('.gz')}",
            "text/csv",
            icon=":material/rule:",
            key=f"rejects.{upload.id}",
            on_click="ignore",
            help="The rejected rows with their reasons, to repair and upload",
        )


def _original(visit: Visit, upload: Upload) -> None:
    try:
        size = upload.original_path.stat().st_size
    except OSError:
        st.markdown(":gray[:material/error: its file is missing]")
        return
    if size <= DOWNLOAD_BYTES:
        st.download_button(
            "File",
            lambda: actions.original(visit, upload.id),
            upload.file_name,
            icon=":material/download:",
            key=f"original.{upload.id}",
            on_click="ignore",
            help="The file as it came, byte for byte",
        )
        return
    with st.popover("File", icon=":material/folder_open:"):
        st.caption(f"{words.number(size / 1e6)} MB, too large to pass through this page. It lies on this machine at:")
        st.code(str(upload.original_path), language=None, wrap_lines=True)


def _effect(visit: Visit, upload: Upload, defined: Project) -> None:
    try:
        found = actions.effect(visit, upload.id)
    except ProveoutError as error:
        telling.error(error)
        return
    if found.why:
        st.caption(f"Unknown: {words.plain(found.why)}.")
        return
    if found.together:
        st.caption(f":material/join: Together with {words.plain(', '.join(found.together))}; one snapshot was taken.")
    said = [warn.text for warn in upload.warnings]
    changes.shown(found.changes, defined, before="Before", after="After", said=said)


def _open(upload: str, which: str) -> None:
    st.session_state[ASKED] = (upload, which)


def _close() -> None:
    st.session_state[ASKED] = None
    st.session_state[SEEN] = None


def _ask(visit: Visit, upload: Upload, defined: Project, which: str) -> None:
    """What undoing or redoing would change, and the button that does it."""
    undoing = which == "undo"
    st.markdown(
        "Its rows leave every figure. The file and the rows are kept, and can be brought back."
        if undoing
        else "Its rows count again, at their old place among the uploads."
    )
    key = (upload.id, which, visit.store.revision(upload.project))
    kept = st.session_state.get(SEEN)
    try:
        if kept is None or kept[0] != key:
            with st.spinner("Working out what that would change"):
                found = worker.run(visit, actions.impact_of_undo if undoing else actions.impact_of_redo, upload.id)
            kept = st.session_state[SEEN] = (key, found)
    except ProveoutError as error:
        telling.error(error)
        return
    changes.shown(kept[1], defined, after="Without it" if undoing else "With it again")
    label = "Undo this upload" if undoing else "Redo this upload"
    if st.button(label, type="primary", icon=f":material/{which}:", key=f"confirm.{upload.id}"):
        with st.spinner("Working out the new figures"):
            _flip(visit, upload, undoing)
        _close()
        st.rerun()


def _flip(visit: Visit, upload: Upload, undoing: bool) -> None:
    try:
        worker.run(visit, actions.undo if undoing else actions.redo, upload.id)
    except ProveoutError as error:
        st.session_state["history failed"] = error
    else:
        confirming.keep("history", f"{upload.file_name} {'no longer counts' if undoing else 'counts again'}")
