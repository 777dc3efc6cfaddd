"""The end of Define: a project made by mistake goes out of sight, and comes back."""

from __future__ import annotations

import streamlit as st

from metrics import actions, words, worker
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from pages import confirming, pieces, telling
from pages.editor import Editor


def form(visit: Visit, editor: Editor) -> None:
    """Remove the project: a reason, its id typed, and its sealed baselines told."""
    about = editor.defined.project
    part = pieces.folded("Remove this project", f"remove.{about.id}", ":material/delete:", "compact")
    if part is None:
        return
    with part, st.form(f"{about.id}.remove"):
        held = words.count(len(actions.uploads(visit, about.id)), "upload")
        st.markdown(
            f"For a project made by mistake. It goes out of sight for everybody, with its {held}: no page, link, alert "
            "or program finds it. Nothing is erased, the audit keeps who did it and why, and an owner can bring it "
            "back."
        )
        reason = st.text_input("Reason", key=f"{about.id}.remove.reason")
        typed = st.text_input(f"Type {about.id} to confirm", key=f"{about.id}.remove.id")
        sealed = bool(editor.draft.seals) and st.checkbox(
            f"Its sealed baselines go out of sight, too ({len(editor.draft.seals)})", key=f"{about.id}.remove.sealed"
        )
        if not st.form_submit_button("Remove the project", icon=":material/delete:"):
            return
        if typed.strip() != about.id:
            st.error(f"Type {words.plain(about.id)} as it stands here.", icon=":material/error:")
            return
        try:
            worker.run(visit, actions.remove_project, about.id, reason, sealed)
        except ProveoutError as error:
            telling.error(error, place=False)
            return
    st.session_state["define draft"] = None
    st.query_params.pop("project", None)
    confirming.keep("define", f"{about.name or about.id} is removed; it can be brought back at the end of this page")
    st.rerun()


def removed(visit: Visit) -> None:
    """The removed projects that the reader may bring back."""
    found = actions.removed_projects(visit) if visit.may_somewhere("owner") else ()
    if not found:
        return
    part = pieces.folded(
        f"Removed projects ({len(found)})", "removed projects", ":material/restore_from_trash:", "compact"
    )
    if part is None:
        return
    with part:
        for each in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(
                    f"**{words.plain(each.project)}**, {words.count(each.uploads, 'upload')}: removed on "
                    f"{words.day(each.at.date())} by {words.plain(each.by)}: “{words.plain(each.reason)}”"
                )
                pressed = st.button("Bring it back", icon=":material/undo:", key=f"restore.{each.project}")
            if pressed:
                try:
                    with st.spinner("Working out its figures"):
                        worker.run(visit, actions.restore_project, each.project)
                except ProveoutError as error:
                    telling.error(error, place=False)
                    return
                visit.look_again()  # another process did it
                name = actions.draft(visit, each.project).project.project.name or each.project
                confirming.keep("define", f"{name} is back")
                st.rerun()
