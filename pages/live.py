"""A form that is read while it is typed: its formula is tried at once, and what is typed outlives a reload."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from metrics import actions
from pages import fields, meanwhile, trial, typed
from pages.editor import Editor, Groups, Place, buttons
from pages.fields import Answered


@st.fragment
def form(
    editor: Editor,
    place: Place,
    groups: Groups,
    values: fields.Values,
    wide: int = 2,
    tries: bool = False,
    fixed: fields.Values | None = None,
    upload: Callable[[], None] | None = None,
    part: str = "",
) -> None:
    """A part of the definition; Apply writes what differs into the text. tries: the formula in it is tried on rows.

    fixed: what the trial needs and this form does not ask; part: tells two forms of one place apart.
    """
    if meanwhile.loaded():
        st.rerun()
    named, answered = ".".join(map(str, place)), Answered()
    form_of = f"{named}.{part}" if part else named
    key, kept = f"{editor.stamp}.{form_of}", f"{editor.defined.project.id}.{form_of}"
    one = next(field for group in groups.values() for field in group)
    if f"{key}.{one.name}" not in st.session_state:  # the first time, and after a look at another part or page
        st.session_state[f"{key}.first"] = {**values, **typed.remembered(editor.visit, kept)}
    first: dict[str, Any] = st.session_state[f"{key}.first"]
    with st.container(border=True):
        if first != dict(values):
            _restored(editor, key, kept)
        editor.drawn(groups, first, key, answered, wide)
        if tries:
            trial.shown(editor.visit, editor.defined, {**(fixed or {}), **answered.values}, upload)
        new = partial(actions.changed, editor.draft.text, place, values, answered.values)
        differs = new() != editor.draft.text
        differing = {name: value for name, value in answered.values.items() if value != values.get(name)}
        typed.remember(editor.visit, kept, differing if differs else {})
        reason = editor.why(key)
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = buttons(key, in_form=False)
            if differs:
                st.caption(":material/edit: Not applied yet. It stays here when the page is reloaded.")
    editor.act(pressed, new, reason, answered, named)


def _restored(editor: Editor, key: str, kept: str) -> None:
    """What was typed before the page was loaded is in the form again: say so, and offer the definition instead."""

    def forget() -> None:
        typed.remember(editor.visit, kept, {})
        for name in [name for name in st.session_state if str(name).startswith(f"{key}.")]:
            del st.session_state[name]

    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(":material/history: What you typed here before is back. **It is not applied yet.**")
        st.button("Discard it", icon=":material/undo:", type="tertiary", key=f"{key}.forget", on_click=forget)
