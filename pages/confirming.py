"""What was done, in one sentence, once: it is kept over the rerun that draws what now is so."""

from __future__ import annotations

import streamlit as st

from metrics import words
from pages import pieces


def keep(part: str, said: str, doubt: str = "") -> None:
    """Keep what now is so, to be shown at a part of a page. doubt: what should be looked at again."""
    st.session_state[f"{part} said"] = (said, doubt)


def shown(part: str) -> None:
    """What was done at this part a moment ago, if anything was."""
    with pieces.fleeting():
        said, doubt = st.session_state.pop(f"{part} said", ("", ""))
        if said:
            st.success(words.plain(said), icon=":material/check:")
        if doubt:
            st.warning(words.plain(doubt), icon=":material/help:")
