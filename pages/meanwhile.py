"""A definition that somebody else saved while a form of it stood open: what was typed is kept beside the newest."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from metrics import actions, definition, words
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from pages import pieces
from pages.telling import STALE

DRAFT, MINE = "define draft", "define mine"


@dataclass(frozen=True)
class Mine:
    """A text that was refused because of newer edits, and the one that it was typed over."""

    project: str
    base: str
    text: str

    def edits(self) -> str:
        """What was typed, line by line; nothing of what others changed."""
        return definition.difference(self.base, self.text, "as you found it", "yours")


def keep(error: ProveoutError, text: str) -> bool:
    """Where a text was refused because of newer edits, keep it to compare and copy; whether it was."""
    draft = st.session_state.get(DRAFT)
    if draft is None or not any(problem.path == STALE for problem in error.problems):
        return False
    st.session_state[MINE] = Mine(draft[0], draft[1].text, text)
    return True


def offer() -> None:
    """The way to the newest below a form that was refused: what was typed in it is kept already."""
    st.button("Load the newest beside yours", icon=":material/sync:", key="define load beside", on_click=_load)


def loaded() -> bool:
    """Whether the newest was asked for: a form that is drawn by itself waits for the page then."""
    return st.session_state.get(DRAFT) is None


def shown(visit: Visit, draft: actions.Draft, present: actions.Draft) -> None:
    """That somebody has saved meanwhile, with the way to the newest; and edits that were refused before."""
    if present.revision != draft.revision:
        by = "You have, in another tab," if present.saved_by == visit.actor else f"{words.plain(present.saved_by)} has"
        st.warning(
            f"{by} changed this definition since the page was drawn. What you apply now is not saved, but kept here "
            "beside the newest.",
            title="Changed meanwhile",
            icon=":material/sync_problem:",
        )
        with st.popover("Load the newest …", icon=":material/sync:"):
            st.markdown(
                "The forms are filled anew, and what stands typed in them goes. To keep it, press **Apply** below it "
                "first: it is not saved then, but stays here, to compare and to copy."
            )
            st.button("Load the newest", type="primary", on_click=_load)
    mine: Mine | None = st.session_state.get(MINE)
    if mine is None or mine.project != draft.project.project.id:
        return
    st.info("Your edits were not saved, and are kept here to compare and copy.", icon=":material/edit_note:")
    with st.container(horizontal=True, vertical_alignment="center"):
        if part := pieces.folded("Your edits, and your whole text", "define mine folded", kind="compact"):
            with part:
                st.code(mine.edits() or "# nothing differs", language="diff", wrap_lines=True)
                st.code(mine.text, language="toml", height=320)
        st.button("Forget them", icon=":material/close:", type="tertiary", on_click=_forget)


def _load() -> None:
    st.session_state[DRAFT] = None


def _forget() -> None:
    st.session_state[MINE] = None
