"""The server: Streamlit's pages behind the check of who may connect. Also `uvicorn app:app`, from any folder."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit.config import set_option

from metrics import actions, api, inbox, logs, rounds, worker
from metrics.access import headers, local, login, proxied
from metrics.access.crossing import OwnPagesOnly
from metrics.errors import ProveoutError
from metrics.recurring import Recurring
from metrics.store.catalog import HOME_VARIABLE, default_home

HERE = Path(__file__).resolve().parent
SECRETS = "PROVEOUT_SECRETS"  # the file with the section [auth]; else Streamlit's own places


def secrets() -> dict[str, Any]:
    """The section [auth] of the secrets; empty where there is no such file."""
    try:
        return dict(st.secrets.get("auth", {}))
    except FileNotFoundError:
        return {}


if os.environ.get(HOME_VARIABLE):
    os.environ[HOME_VARIABLE] = str(default_home().resolve())  # as meant in the folder that it was given in
os.chdir(HERE)  # here Streamlit finds .streamlit/config.toml, whoever starts the server and from where

try:
    logs.configure()
    people = login.configured(os.environ)
    if people.mode == "none":
        local.require_loopback(st.get_option("server.address"))
    if people.mode == "oidc":
        if os.environ.get(SECRETS):
            set_option("secrets.files", [os.environ[SECRETS]])
        login.check(secrets())
except ProveoutError as refusal:
    sys.exit(f"proveout: {refusal.title}. {refusal}")
set_option("server.trustedUserHeaders", people.headers())  # whatever a configuration elsewhere says


@asynccontextmanager
async def running(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """The workers, the inbox and the rounds start and end with the server; the first job sweeps what uploads left."""
    works: list[Recurring] = []
    api.count()
    try:
        store = actions.store()
        worker.submit(store, actions.sweep, lane="unattended")
        seconds = inbox.configured()
        works += [] if seconds is None else [inbox.Inbox(store, seconds)]
        seconds = rounds.configured()
        works += [] if seconds is None else [rounds.Rounds(store, seconds)]
    except ProveoutError as error:
        print(f"proveout: {error}", file=sys.stderr)  # every page says so too
    try:
        api.token()
    except ProveoutError as error:
        print(f"proveout: {error}", file=sys.stderr)
    for work in works:
        work.start()
    yield {}
    for work in works:
        work.stop()
    worker.stop()
    for work in works:
        work.wait()


local.mark_started()
door = Middleware(local.LocalOnly) if people.mode == "none" else Middleware(proxied.ProxyHeaders, people)
ADDRESS = st.get_option("browser.serverAddress")  # a name where a proxy in front hands on another Host header
PUBLIC = [] if not ADDRESS or local.is_loopback(ADDRESS) else [ADDRESS]
app: Any = st.App(  # `streamlit run` looks for this very assignment
    HERE / "pages" / "main.py",
    lifespan=running,
    routes=api.routes(),
    middleware=[Middleware(api.Probes), door, Middleware(OwnPagesOnly, hosts=PUBLIC)],
)
PAGE = Path(st.__file__).with_name("static") / "index.html"
app = headers.SecurityHeaders(app, headers.policy(PAGE.read_text(encoding="utf-8")))
