"""Closed months on the page: who signed, what was booked beside what is now, the causes, and who accepted them."""

from __future__ import annotations

import streamlit as st

from metrics import actions, locales, words
from metrics.access.visit import Visit
from metrics.chart import written
from metrics.errors import ProveoutError
from pages import pieces, telling

STATES = {"stands": "closed", "refitted": "refitted", "restated": "restated", "accepted": "accepted"}
BADGES = {
    "stands": ":green-badge[:material/lock: As booked]",
    "refitted": ":gray-badge[:material/model_training: Refit, within what was booked]",
    "restated": ":orange-badge[:material/published_with_changes: Restated]",
    "accepted": ":gray-badge[:material/check: Restated, accepted]",
}
WORDS = {
    "stands": "As booked",
    "refitted": "Refit, within what was booked",
    "restated": "Restated",
    "accepted": "Restated, accepted",
}
FIRST = 6  # figures that are shown unfolded
LONG = 600  # characters of a comment that are shown unfolded


def banner(end: actions.MonthEnd) -> None:
    """The months that are restated and wait for somebody, before anything else."""
    names = [words.period(each.close.month, "month") for each in end.closed if each.state == "restated"]
    if names:
        verb = "is" if len(names) == 1 else "are"
        st.markdown(
            f":orange[:material/published_with_changes: **{' and '.join(names)} {verb} restated**]: figures differ from"
            " those that were signed, and nobody has accepted that yet."
        )
    elif end.closed:
        many = words.count(len(end.closed), "month is", "months are")
        st.markdown(f":material/lock: {many} closed; no restatement waits to be accepted.")


def signed_by(found: actions.ClosedMonth) -> None:
    """The signature and the comment."""
    close = found.close
    st.markdown(f"**{words.period(close.month, 'month')}** {BADGES[found.state]}")
    st.caption(f"Closed on {words.day(close.closed_at.date())} by {words.plain(close.closed_by)}")
    st.markdown(f"“{words.plain(words.shortened(close.comment, LONG))}”")
    whole = "The whole comment"
    if len(close.comment) > LONG and (part := pieces.folded(whole, f"comment.{close.month}", ":material/notes:")):
        part.markdown(words.plain(close.comment))


def moved(found: actions.ClosedMonth) -> None:
    """Both numbers of every figure that moved, why, and who accepted it."""
    told = actions.moves_told(found)
    if told:
        _both(told[:FIRST])
    if len(told) > FIRST:
        with st.expander(f"{words.count(len(told) - FIRST, 'more figure')}", icon=":material/unfold_more:"):
            _both(told[FIRST:])
    for cause in found.causes:
        st.caption(f":material/history: Because of {words.plain(locales.told(cause.text))}")
    for one in found.acceptances:
        st.caption(
            f":material/check: Accepted on {words.day(one.accepted_at.date())} by {words.plain(one.accepted_by)}:"
            f" “{words.plain(one.reason)}”"
        )


def accept(visit: Visit, project: str, found: actions.ClosedMonth, seen: str) -> None:
    """The form under which a restatement is accepted, for owners."""
    if found.state != "restated":
        return
    if not visit.may("owner", project):
        st.caption("Owners of the project accept a restatement.")
        return
    with st.form(f"accept.{project}.{found.close.month}", border=False):
        reason = st.text_input("Reason", placeholder="Why the new figures are the right ones")
        pressed = st.form_submit_button("Accept the restatement", type="primary", icon=":material/check:")
    if pressed:
        try:
            actions.accept_restatement(visit, project, found.close.month, reason, seen=seen)
        except ProveoutError as error:
            telling.error(error)
        else:
            st.rerun()


def table(end: actions.MonthEnd) -> None:
    """Every closed month, the latest first."""
    if not end.closed:
        st.caption("No month is closed yet.")
        return
    st.dataframe(
        written.written(
            [
                {
                    "Month": each.close.month,
                    "State": WORDS[each.state],
                    "What moved": "; ".join(
                        f"{told.figure} {told.before} → {told.after}" for told in actions.moves_told(each)[:FIRST]
                    ),
                    "Closed by": each.close.closed_by,
                    "On": each.close.closed_at.date(),
                    "Comment": each.close.comment,
                    "Accepted by": each.acceptances[-1].accepted_by if each.acceptances else None,
                }
                for each in reversed(end.closed)
            ],
            {"Month": written.period("month"), "On": written.day},
        ),
        hide_index=True,
        placeholder="–",
        alt="Closed months with state, what moved, and who signed",
        column_config={
            "What moved": st.column_config.TextColumn(width="medium", help="Booked → now"),
            "Comment": st.column_config.TextColumn(width="medium"),
        },
    )


def _both(told: tuple[actions.Told, ...]) -> None:
    st.table(
        [
            {
                "Figure": words.plain(each.figure),
                "Booked": words.plain(each.before),
                "Now": f"**{words.plain(each.after)}**",
            }
            for each in told
        ],
        hide_index=True,
        border="horizontal",
        alt="Figures as booked and as they are now",
    )
