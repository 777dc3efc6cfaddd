"""What a wish would change, before it is granted: one sentence, the figures before and after, and the warnings."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics import actions, locales, words
from metrics.difference import Change
from metrics.model import Project
from pages.naming import readable

FIRST = 12  # figures that are shown unfolded
LONG = 300  # characters of what becomes of a closed month


def shown(
    changes: Sequence[Change],
    defined: Project,
    after: str = "After",
    before: str = "Now",
    said: Sequence[str] = (),
) -> None:
    """The sentence, the table of every figure that changes, and the warnings but for those that the page has `said`."""
    st.markdown(f"**{words.plain(actions.summed_up(changes, defined))}**")
    for text in actions.closed(changes):
        _closed(words.opening(locales.told(text)))
    told = actions.consequences(changes, defined)
    if told:
        _table(told[:FIRST], before, after)
    if len(told) > FIRST:
        with st.expander(f"{words.count(len(told) - FIRST, 'more figure')}", icon=":material/unfold_more:"):
            _table(told[FIRST:], before, after)
    come, go = actions.warned(changes)
    for text in (text for text in come if text not in said):
        st.markdown(
            f":orange[:material/add_alert: **New warning**] {words.plain(words.opening(readable(locales.told(text))))}"
        )
    if above := sum(1 for text in come if text in said):
        st.caption(
            words.count(above, "new warning stands above, with its file.", "new warnings stand above, with their file.")
        )
    for text in go:
        gone = words.plain(words.opening(readable(locales.told(text))))
        st.markdown(f":green[:material/check_circle: **No longer warned**] {gone}")


def _closed(said: str) -> None:
    """What becomes of a closed month: its first figures, and all of them for whoever opens them."""
    st.markdown(f":orange[:material/event_busy: **A closed month**] {words.plain(words.shortened(said, LONG))}")
    if len(said) > LONG:
        with st.expander("All its figures", icon=":material/unfold_more:"):
            st.markdown(words.plain(said))


def _table(told: Sequence[actions.Told], before: str, after: str) -> None:
    rows = [
        {
            "Figure": words.plain(each.figure),
            before: f":gray[{words.plain(each.before)}]",
            after: f"**{words.plain(each.after)}**",
        }
        for each in told
    ]
    st.table(rows, hide_index=True, border="horizontal", alt="Every figure that would change, before and after")
