"""Who answers for a project, until when, and the form to take it over."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from metrics import actions, locales, words
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from metrics.results import Headline
from pages import confirming, telling

YEAR = dt.timedelta(days=365)


def section(visit: Visit, head: Headline) -> None:
    """The owner, and the way to become it; an orphan says so first."""
    st.subheader("Who answers for it")
    confirming.shown("ownership")
    owner = words.plain(head.owner or "nobody")
    if head.orphaned:
        st.markdown(
            f":orange[:material/person_off: **Nobody owns this project since {words.day(head.owner_until)}**]: the time"
            f" of {owner} is over. Whoever takes it over answers for its figures and signs its months."
        )
    elif head.owner:
        end = f", until {words.day(head.owner_until)}" if head.owner_until else ", without an end"
        st.markdown(f"**{owner}** owns it{end}.")
    else:
        st.markdown("The definition names no owner.")
    with st.expander("Take it over", icon=":material/person_add:", expanded=head.orphaned):
        with st.form("take over", border=False):
            until = st.date_input(
                "Until",
                dt.datetime.now(dt.UTC).date() + YEAR,
                help="The first day without you",
                format=locales.reader().date_input,
            )
            pressed = st.form_submit_button("Take it over", type="primary" if head.orphaned else "secondary")
            st.caption(f"{words.plain(visit.actor)} becomes the owner; the audit keeps who was it before.")
        if pressed:
            try:
                actions.take_over(visit, head.project, until)
            except ProveoutError as error:
                telling.error(error)
            else:
                confirming.keep("ownership", f"You own {head.name} now, until {words.day(until)}.")
                st.rerun()
