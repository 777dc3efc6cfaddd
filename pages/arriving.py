"""Who looks: the visit of this reader, and the page for those who have not logged in."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from metrics import actions, locales, words
from metrics.access import local, login
from metrics.access.identity import Identity
from metrics.access.visit import Visit

WELCOME = "Proveout shows whether projects keep their promises, and when they paid back. Log in to see yours."
CARD = 560  # px
BEHIND = "This Proveout is reached through a proxy that logs you in. Open it at the proxy's address."


def _language() -> str | None:
    """The reader's language, as the browser says; None in threads that nobody reads from."""
    return st.context.locale if get_script_run_ctx(suppress_warning=True) else None


locales.ask(_language)
_let_in: ContextVar[Visit | None] = ContextVar("the visit of the run under way", default=None)


@contextmanager
def let_in(here: Visit) -> Iterator[None]:
    """While a page's script runs, `visit()` is the one visit that was let in: who it is, its roles and its language
    are read once."""
    token = _let_in.set(here)
    try:
        with locales.settled(locales.reader()):
            yield
    finally:
        _let_in.reset(token)


def visit() -> Visit:
    """The store as this reader may use it; a page script that runs without app.py gets none, and stops.

    A fragment and a callback run outside of main.py: they ask anew who it is.
    """
    if here := _let_in.get():
        return here
    if not local.started():
        st.error(local.START_IT)
        st.stop()
    who, _ = _who()
    return Visit(actions.store(), who)


def shows(page: str) -> bool:
    """Whether this reader finds a page in the navigation; a link to any other would lead nowhere."""
    return visit().finds(page)


def _who() -> tuple[Identity, str]:
    settings = login.configured(os.environ)
    place = f"page {st.context.ip_address or 'localhost'}"
    user: Mapping[str, object] = {} if settings.mode == "none" else st.user.to_dict()
    return login.identity(settings, user, place, dt.datetime.now(dt.UTC), _auth(settings))


def _auth(settings: login.Login) -> Mapping[str, object]:
    return dict(st.secrets.get("auth", {})) if settings.mode == "oidc" else {}


def require() -> Visit:
    """The visit of one who is let in; the others see how to log in, or that they have no role yet, and no page."""
    if not local.started():
        st.error(local.START_IT)
        st.stop()
    who, why = _who()
    here = Visit(actions.store(), who)
    if who.kind == "nobody":
        _log_in(why)
    if who.kind in ("login", "proxy") and st.session_state.get("signed in") != who.name:
        st.session_state["signed in"] = who.name
        actions.signed_in(here)
    if here.highest is None:
        _no_role(here)
    return here


def not_for(here: Visit, page: str, title: str) -> None:
    """In place of a page that this reader's role does not open."""
    st.title(title)
    with st.container(border=True, width=CARD):
        st.subheader("This page is not open to you", anchor=False)
        st.markdown(words.plain(here.lacks(page)))
        st.caption("Ask an owner of the project for that role.")
        st.page_link("portfolio.py", label="Portfolio", icon=":material/monitoring:")


def _log_in(why: str) -> NoReturn:
    settings = login.configured(os.environ)
    st.title("Proveout")
    if why:
        st.warning(why, icon=":material/lock_clock:")
    with st.container(border=True, width=CARD):
        st.markdown(BEHIND if settings.mode == "proxy" else WELCOME)
        for name in login.providers(_auth(settings)):
            label = "Log in" if name == "default" else f"Log in with {name.capitalize()}"
            given = () if name == "default" else (name,)
            st.button(
                label, key=f"log in {name}", type="primary", icon=":material/login:", on_click=st.login, args=given
            )
    st.stop()


def _no_role(here: Visit) -> NoReturn:
    st.title("Proveout")
    with st.container(border=True, width=CARD):
        st.subheader("You are logged in, and have no role yet", anchor=False)
        st.markdown(f"Ask an owner of a project to give one to {words.plain(here.actor)}.")
        st.caption("The first admin is named on the server: `proveout grant ADDRESS admin`")
        if here.who.kind == "login" and st.button("Log out", icon=":material/logout:", type="tertiary"):
            leave()
    st.stop()


def leave() -> None:
    """The way out, for those who logged in here; a proxy has its own."""
    actions.signed_out(visit())
    st.logout()
