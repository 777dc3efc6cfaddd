"""People, for owners: who may do what in a project, and the tokens of programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import streamlit as st

from metrics import actions, locales, words
from metrics.chart import written
from metrics.errors import ProveoutError
from metrics.store import ROLES, SCOPES
from pages import arriving, confirming, ownership, pieces, terms, which_project

YEAR = dt.timedelta(days=365)
MEANS = """
- **Viewers** read results. One who is limited to segments sees those and nothing else of the project.
- **Analysts** also upload files, answer what they leave open, and undo.
- **Owners** also define, seal, erase, and say who may do what.
- **Admins** do all of it, in every project, and make owners of all.
"""
HOW_TO_READ = """
- A role is given to one address, to all of a domain (@example.com), or to whom the login says something of, such as
  groups=controlling.
- Whoever takes a project over answers for its figures and signs its months; the audit keeps who was it before.
"""


def done(action: Callable[..., Any], *given: Any) -> Any:
    """What an action gives; None, with its words on the page, where it is refused."""
    try:
        return action(*given)
    except ProveoutError as error:
        st.error(str(error), title=error.title, icon=":material/error:")
        return None


visit = arriving.visit()
heads = [head for head in actions.projects(visit) if visit.may("owner", head.project)]
if not heads:
    st.title("People")
    pieces.no_projects()
head = which_project.opened(heads)
ownership.section(visit, head)
st.subheader("Who may do what")
confirming.shown("roles")
st.caption("Roles in this project, and those that count in every project.")

found = actions.grants(visit, head.project)
if found:
    st.dataframe(
        written.written(
            [
                {
                    "Who": one.as_typed,
                    "Role": one.role.capitalize(),
                    "Where": "this project" if one.project else "every project",
                    "Sees": ", ".join(one.segments) or "everything",
                    "Since": one.granted_at.date(),
                    "By": one.granted_by,
                }
                for one in found
            ],
            {"Since": written.day},
        ),
        hide_index=True,
        placeholder="–",
        alt="Roles in this project",
    )
else:
    st.caption("Nobody yet: without a login, whoever uses this machine may do everything.")
left, right = st.columns(2)
givable = ROLES[: ROLES.index(visit.standing(head.project).role or "viewer") + 1]  # nobody gives more than they hold
with left, st.form(f"grant.{st.session_state.get('granted', 0)}"):  # another form once a role is given
    st.markdown("**Give a role**")
    subject = st.text_input("Who", placeholder="a@example.com, @example.com or groups=controlling")
    role = st.segmented_control("Role", givable, default="viewer", required=True, format_func=str.capitalize, wrap=True)
    segments = st.text_input(
        "Limited to segments", placeholder="region=north, region=south", help="Viewers and analysts"
    )
    if st.form_submit_button("Give", type="primary"):
        limits = [part.strip() for part in segments.split(",") if part.strip()]
        if made := done(actions.grant, visit, head.project, subject, role or "viewer", limits):
            now_so = actions.may_now(made, actions.grants(visit, head.project), head.name)
            confirming.keep("roles", now_so, actions.doubted(visit, made.subject))
            st.session_state["granted"] = st.session_state.get("granted", 0) + 1
            st.rerun()
if mine := {one.subject: one.as_typed for one in found if one.project}:
    with right, st.form("revoke"):
        st.markdown("**Take a role back**")
        chosen = st.selectbox("Who", list(mine), index=None, placeholder="Choose", format_func=mine.__getitem__)
        if (
            st.form_submit_button("Take back")
            and chosen
            and (gone := done(actions.revoke, visit, head.project, chosen))
        ):
            confirming.keep("roles", actions.may_still(gone, actions.grants(visit, head.project), head.name))
            st.rerun()
with st.expander("What each role may do", icon=":material/help:"):
    st.markdown(MEANS)

st.subheader("Tokens for programs")
confirming.shown("tokens")
st.caption("A token opens the API for one project, for what it was made for, until it expires.")
tokens = actions.tokens(visit, head.project)
now = dt.datetime.now(dt.UTC)
today = now.date()
if tokens:
    st.dataframe(
        written.written(
            [
                {
                    "Name": one.name,
                    "May": words.listed([actions.MAY[scope] for scope in one.scopes]),
                    "State": "valid" if one.valid(now) else "revoked" if one.revoked_at else "expired",
                    "Until": one.expires_at.date(),
                    "Last used": f"{one.last_used_at:%Y-%m-%d %H:%M} UTC" if one.last_used_at else "never",
                    "Made by": one.made_by,
                    "Id": one.id,
                }
                for one in tokens
            ],
            {"Until": written.day},
        ),
        hide_index=True,
        placeholder="–",
        alt="Tokens of this project",
    )
left, right = st.columns(2)
with left, st.form(f"token.{st.session_state.get('tokens made', 0)}"):
    st.markdown("**Make a token**")
    name = st.text_input("Name", placeholder="Nightly export", help="As the audit names it", max_chars=80)
    scopes = st.pills("May", SCOPES, selection_mode="multi", default=["upload"], format_func=str.capitalize)
    until = st.date_input(
        "Until", today + YEAR, min_value=today, max_value=today + 2 * YEAR, format=locales.reader().date_input
    )
    if st.form_submit_button("Make", type="primary"):
        end = dt.datetime.combine(until, dt.time.max, dt.UTC)
        may = [scope for scope in SCOPES if scope in scopes]
        if made := done(actions.make_token, visit, head.project, name, may, end):
            st.session_state["new token"] = made[1]
            may_do = words.listed([actions.MAY[scope] for scope in may])
            confirming.keep("tokens", f"“{made[0].name}” may now {may_do} in {head.name}, until {words.day(until)}.")
            st.session_state["tokens made"] = st.session_state.get("tokens made", 0) + 1
            st.rerun()
if valid := {one.id: f"{one.name} ({one.id[:6]})" for one in tokens if one.valid(now)}:
    with right, st.form("end token"):
        st.markdown("**End a token**")
        ended = st.selectbox("Which", list(valid), index=None, placeholder="Choose", format_func=valid.__getitem__)
        if st.form_submit_button("End now") and ended and (gone := done(actions.revoke_token, visit, ended)):
            confirming.keep("tokens", f"“{gone.name}” opens nothing any more.")
            st.rerun()
if text := st.session_state.get("new token"):  # until this page is left: it draws itself anew at any moment
    st.success("Copy the token now: nobody can show it again.", icon=":material/key:")
    st.code(text, language=None, wrap_lines=True)
    st.button("I have copied it", icon=":material/check:", on_click=lambda: st.session_state.pop("new token"))
terms.how_to_read(HOW_TO_READ, "Segment", "Definition", "Sealed", "Role", "Token", "API")
