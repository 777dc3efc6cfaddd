"""An alert as pages show it: its sentence, where it stands, and the way to its chart."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from metrics import actions, locales, words
from metrics.results import Headline
from pages import pieces

FEW = 3  # alerts that another page shows


def line(seen: actions.Seen) -> None:
    """One alert, whole."""
    alert = seen.alert
    icon = ":orange[:material/notifications_active:]" if seen.firing else ":material/notifications_none:"
    icon = ":material/notifications_off:" if seen.firing and seen.mute else icon
    st.markdown(f"{icon} {words.plain(locales.told(alert.text, alert.title))}")
    if seen.firing and alert.detail.get("moved"):
        st.caption(f"Where from: {words.plain('; '.join(alert.detail['moved']))}")
    since = words.day(alert.fired_at.date())
    owner = f" · owner {words.plain(alert.detail['owner'])}" if alert.detail.get("owner") else ""
    st.caption(f"{seen.rule} · since {since} · {words.plain(seen.state)}{owner}")
    if seen.trouble:
        st.caption(f":material/sync_problem: {words.plain(seen.trouble)}")


def short(found: Sequence[actions.Seen], head: Headline) -> None:
    """What fires in a project, in a few lines, with the way to the rest; a met rollback trigger before all else."""
    shown = [seen for seen in found if seen.firing and seen.alert.text != head.rollback]
    if head.rollback:
        st.error(words.plain(locales.told(head.rollback, head.name)), title="Roll back?", icon=":material/undo:")
    if not shown:
        return
    with st.container(border=True):
        for seen in shown[:FEW]:
            quiet = ":material/notifications_off:" if seen.mute else ":orange[:material/notifications_active:]"
            muted = f" :gray-badge[muted until {words.day(seen.mute.until)}]" if seen.mute else ""
            st.markdown(f"{quiet} {words.plain(locales.told(seen.alert.text, seen.alert.title))}{muted}")
        more = f"{words.count(len(shown) - FEW, 'more alert')}" if len(shown) > FEW else "Alerts"
        pieces.open_page("alerts", more, project=head.project)


def others(found: Sequence[actions.Seen], said: str | None) -> None:
    """What fires in a project beside what was said of it already."""
    left = [seen for seen in found if seen.alert.text != said]
    for seen in left[:FEW]:
        text = words.plain(locales.told(seen.alert.text, seen.alert.title))
        st.caption(f":orange[:material/notifications_active:] {text}")
    if len(left) > FEW:
        pieces.open_page("alerts", words.count(len(left) - FEW, "more alert"), project=left[0].alert.project)


def to_chart(place: str) -> None:
    """The way to where an alert's figures are drawn."""
    found = urlsplit(place)
    pieces.open_page(found.path.strip("/"), "Its chart", **dict(parse_qsl(found.query)))
