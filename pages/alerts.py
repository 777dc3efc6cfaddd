"""Alerts, for owners: what fires since when, who was told, what is muted and why, and who is to be told of what."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from metrics import actions, locales, words
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from metrics.results import Headline
from metrics.store import Wishes
from metrics.watch import RULES, NotConfigured
from pages import alarms, arriving, confirming, pieces, telling, terms, which_project

HOW_TO_READ = """
- The rules are asked after every change of the results, and every day. What fires is told to each receiver once, again
  with news (another month, another file) or after a pause, and once more when it has recovered.
- **Muted** alerts are watched and shown, and nobody is told of them, until the day has passed. That one recovered is
  told also then, to whoever knew that it fired.
- A receiver that does not answer is tried again for two weeks, with longer and longer pauses; no other waits for it.
- Receivers are set up on the server by name. Their addresses hold secrets and are shown nowhere.
"""
WORDS = (
    "KPI", "Period", "Expected", "Proven", "Control chart", "Verdict", "Target", "Held", "Slips", "Guardrail",
    "Horizon", "Naive", "Erodes", "Retraining", "Closed", "Restated", "Reject", "Receiver", "Muted", "Threshold",
    "Rollback",
)  # fmt: skip


def listed(visit: Visit, head: Headline) -> None:
    """Every alert, the firing ones first, with the way to mute it."""
    found = actions.alerts(visit, head.project)
    if not [each for each in found if each.firing]:
        st.markdown(":material/notifications_none: Nothing fires now.")
    for seen in found:
        with st.container(border=seen.firing):
            confirming.shown(f"alert.{seen.alert.id}")
            alarms.line(seen)
            with st.container(horizontal=True, vertical_alignment="center"):
                alarms.to_chart(seen.alert.detail["place"])
                if seen.firing and visit.may("owner", head.project):
                    muting(visit, seen)


def muting(visit: Visit, seen: actions.Seen) -> None:
    """Mute an alert until a day with a reason, or lift that."""
    alert = seen.alert
    opened = st.popover("Change the mute" if seen.mute else "Mute", icon=":material/notifications_off:")
    with opened, st.form(f"mute {alert.id}", border=False):
        today = dt.datetime.now(dt.UTC).date()
        until = st.date_input(
            "Until, this day included",
            today + dt.timedelta(days=30),
            min_value=today,
            format=locales.reader().date_input,
        )
        reason = st.text_input("Because", placeholder="The vendor repairs it by then")
        if st.form_submit_button("Mute", type="primary"):
            try:
                actions.mute(visit, alert.project, alert.id, until, reason)
            except ProveoutError as error:
                telling.error(error)
            else:
                told = f"Nobody is told of this until {words.day(until)}, this day included; it stays on this page."
                confirming.keep(f"alert.{alert.id}", told)
                st.rerun()
    if seen.mute and st.button("Lift the mute", key=f"unmute {alert.id}", icon=":material/notifications_active:"):
        actions.unmute(visit, alert.project, alert.id)
        confirming.keep(f"alert.{alert.id}", "The mute is lifted.")
        st.rerun()


def saved(wishes: Wishes) -> str:
    """What is told from now on, and to whom."""
    on = len(RULES) - len(wishes.off)
    of = f"of {on} of {words.count(len(RULES), 'rule')}" if wishes.off else "of every rule"
    if not wishes.receivers:
        return f"Saved: nobody is told; this page shows what fires {of}."
    whom = f"{words.listed(wishes.receivers)} {'is' if len(wishes.receivers) == 1 else 'are'} told {of}"
    share = words.percent(wishes.rejects_share, 0 if round(wishes.rejects_share * 100, 6).is_integer() else 1)
    again = f"again after {words.count(wishes.again_days, 'day')}"
    return f"Saved: {whom}, {again}; up to {share} rejected rows are put up with."


def wanted(visit: Visit, head: Headline) -> None:
    """Who is told, and of what."""
    st.subheader("Who is told, and of what")
    confirming.shown("wishes")
    had, broken = actions.wishes(visit, head.project), False
    try:
        known = actions.receivers(visit, head.project)
    except NotConfigured as error:
        known, broken = error.usable.of(head.project), True
        st.warning(words.plain(str(error)), title=error.title, icon=":material/settings_alert:")
    else:
        if why := actions.untold_owner(visit, head.project):
            title = "The owner is to be told, and cannot be"
            st.warning(words.opening(words.plain(why)), title=title, icon=":material/person_off:")
    names = sorted({*known, *had.receivers})
    if not names and not broken:
        st.caption("No receiver is set up on this server, so alerts are shown here only.")
    with st.form("wishes"):
        chosen = []
        if names:
            chosen = st.pills("Receivers", names, selection_mode="multi", default=list(had.receivers))
        on = st.pills(
            "Rules",
            list(RULES),
            selection_mode="multi",
            default=[name for name in RULES if name not in had.off],
            format_func=lambda name: RULES[name].title,
        )
        left, right = st.columns(2)
        days = left.number_input("Told again after days", 1, 365, had.again_days)
        share = right.number_input(
            "Rejected rows put up with, %",
            0.0,
            100.0,
            had.rejects_share * 100,
            step=1.0,
            format="%.1f",
            help=locales.reader().typed(),
        )
        if st.form_submit_button("Save", type="primary"):
            off = tuple(name for name in RULES if name not in on)
            wishes = Wishes(tuple(chosen), off, int(days), round(share / 100, 6))
            try:
                actions.wish(visit, head.project, wishes)
            except ProveoutError as error:
                telling.error(error)
            else:
                confirming.keep("wishes", saved(wishes))
                st.rerun()
    st.caption("Thresholds on a KPI and the trigger to roll back are stated in the project file, on the Define page.")


visit = arriving.visit()
heads = actions.projects(visit)
if not heads:
    st.title("Alerts")
    pieces.no_projects()
head = which_project.opened(heads)
if visit.segments(head.project) is not None:
    st.markdown("Alerts are of whole projects, and you see some segments of this one only.")
    terms.how_to_read("", *pieces.EMPTY)
    st.stop()
listed(visit, head)
if visit.may("owner", head.project):
    wanted(visit, head)
with st.container(horizontal=True, vertical_alignment="center"):
    pieces.link(project=head.project)
    pieces.open_page("project", "The project", project=head.project)
terms.how_to_read(HOW_TO_READ, *WORDS)
