"""Which project a page is about: from the address or the list, and never another than the one that was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from metrics import words
from metrics.results import Headline
from pages import pieces, terms

INSTEAD = "project instead"


def opened(heads: Sequence[Headline]) -> Headline:
    """The project that the page is about: its name, and beside it the list to change it."""
    names = {head.project: head.name for head in heads}
    there(names, title="No such project")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        title = st.container(width="content")
        chosen = chosen_of(names)
    head = next(head for head in heads if head.project == chosen)
    title.title(words.plain(head.name))
    return head


def chosen_of(names: Mapping[str, str]) -> str:
    """The list of projects, name by id, and the one that is chosen. The address is asked first: see `there`."""
    return pieces.choose("Project", "project", names, as_list=True)


def there(names: Mapping[str, str], title: str = "", explained: Sequence[str] = pieces.EMPTY) -> None:
    """Stops at an address that asks for a project which is not among these: nobody takes another's figures for it."""
    asked = st.query_params.get("project")
    if not asked or asked in names:
        return
    if title:
        st.title(title)
    st.warning(pieces.not_here("project", asked), icon=":material/link_off:")
    st.markdown("It may have been removed or renamed, or you may not see it here. The address stays as it was.")
    st.selectbox(
        "Project",
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder="Choose another",
        key=INSTEAD,
        on_change=_take,
        width=pieces.LIST,
    )
    terms.how_to_read("", *explained)
    st.stop()


def _take() -> None:
    if chosen := st.session_state.get(INSTEAD):
        st.query_params["project"] = chosen
