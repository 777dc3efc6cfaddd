"""What stands behind a number that is opened, whichever it is: its rows page by page, to take along, and its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from metrics import actions, words
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from pages import pieces, telling

SIZE = 50  # rows of a page
MOST_BYTES = 100_000_000  # a download passes through the server's memory; the Uploads page names larger ones
FILES = 4  # files that can be taken at once; the table has all
NAMES = {"_row": "Row in the file", "_file": "File"}


def made(title: str, lines: Sequence[str], sql: str, caption: str) -> None:
    """How a number is made, in words; and the query, with what it is to be run over."""
    st.markdown(f"**{title}**")
    for line in lines:
        st.markdown(words.plain(line))
    with st.expander("The query", icon=":material/code:"):
        st.caption(caption)
        st.code(sql, language="sql", wrap_lines=True)


def rows(
    visit: Visit,
    project: str,
    noun: str,
    count: int,
    read: Callable[[int, int], actions.Rows],
    csv: Callable[[], str],
    file_name: str,
    narrower: str,
) -> None:
    """A page of rows, all of them as CSV. noun: what a row is; narrower: what to open where a CSV cannot hold them."""
    if not visit.may("analyst", project):
        st.caption(f"{words.count(count, noun)}. Analysts of the project open the rows themselves.")
        return
    pages = max(1, -(-count // SIZE))
    page = 1
    if pages > 1:
        every = {
            f"{n}": f"Rows {words.whole((n - 1) * SIZE + 1)} to {words.whole(n * SIZE)}" for n in range(1, pages + 1)
        }
        page = int(pieces.choose("Page", "rows", every, as_list=True, hidden=True))
    try:
        shown = read(page, SIZE)
    except ProveoutError as error:
        telling.error(error)
        return
    st.dataframe(
        [{NAMES.get(c, c): cell for c, cell in zip(shown.columns, row, strict=True)} for row in shown.rows],
        hide_index=True,
        placeholder="–",
        height=300,
        alt=f"{len(shown.rows)} of {shown.total} rows behind this number, from number {(page - 1) * SIZE + 1} on",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            f"All {words.whole(shown.total)} rows as CSV" if shown.total > 1 else "The row as CSV",
            csv,
            file_name=file_name,
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=shown.total > actions.MOST_CSV,
        )
        if shown.total > actions.MOST_CSV:
            most = words.whole(actions.MOST_CSV)
            st.caption(f"Up to {most} rows at once: open {narrower}, or take the original files.")
        if visit.segments(project) is not None:
            st.caption("Which files they came with is for those who see the whole project.")


def files(visit: Visit, project: str, found: Sequence[tuple[str, actions.File]]) -> None:
    """The uploads that the rows came with, and their originals; the first of each pair says for what, or nothing."""
    if not found:
        return
    st.markdown("**The files behind the rows**")
    st.table(
        [
            {
                "File": words.plain(each.name),
                **({"For": part.capitalize()} if part else {}),
                "Rows of this number": f"{words.whole(each.rows)}",
                "Uploaded": words.day(each.uploaded_at.date()),
                "By": words.plain(each.uploaded_by),
                "Now": "live" if each.state == "live" else f"**{each.state}**",
                "Upload": f"`{each.upload[:8]}`",
            }
            for part, each in found
        ],
        hide_index=True,
        border="horizontal",
        alt="Uploads that the rows came with",
    )
    if visit.may("analyst", project):
        unlike = {each.upload: each for _, each in found if each.bytes is not None and each.bytes <= MOST_BYTES}
        with st.container(horizontal=True):
            for each in list(unlike.values())[:FILES]:
                st.download_button(
                    f"Original {words.plain(words.shortened(each.name, 40))}",
                    partial(actions.original, visit, each.upload),
                    file_name=each.name,
                    key=f"original {each.upload}",
                    icon=":material/description:",
                    type="tertiary",
                    on_click="ignore",
                )
