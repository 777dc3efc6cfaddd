"""The way in: who may look, and the list of pages."""

from functools import partial
from pathlib import Path

import streamlit as st

from metrics import actions, catchup, words
from metrics.errors import ProveoutError
from pages import arriving, pieces

# Without an icon of its own a tab would show the page's Material icon, fetched from a server on the internet.
st.set_page_config(page_title="Proveout", page_icon=Path(__file__).with_name("mark.svg"), layout="wide")

try:
    here = arriving.require()
except ProveoutError as error:
    st.error(str(error), title=error.title, icon=":material/error:")
    st.stop()

PAGES = {
    "portfolio": st.Page("portfolio.py", title="Portfolio", icon=":material/monitoring:", default=True, url_path=""),
    "project": st.Page("project.py", title="Project", icon=":material/flag:"),
    "payback": st.Page("payback.py", title="Payback", icon=":material/savings:"),
    "forecasts": st.Page("forecasts.py", title="Forecasts", icon=":material/query_stats:"),
    "uploads": st.Page("uploads.py", title="Uploads", icon=":material/upload_file:"),
    "month": st.Page("month.py", title="Month end", icon=":material/event_available:"),
    "alerts": st.Page("alerts.py", title="Alerts", icon=":material/notifications:"),
    "define": st.Page("define.py", title="Define", icon=":material/edit_note:"),
    "people": st.Page("people.py", title="People", icon=":material/group:"),
    "method": st.Page("method.py", title="Method", icon=":material/menu_book:"),
    "audit": st.Page("audit.py", title="Audit", icon=":material/fingerprint:"),
}
MENUS = {  # what stands beside the pages of results, which everybody opens
    "Month": ("uploads", "month", "alerts"),
    "Set-up": ("define", "people"),
    "Trust": ("method", "audit"),
}
found = {menu: [PAGES[name] for name in names if here.finds(name)] for menu, names in MENUS.items()}
results = [PAGES[name] for name in PAGES if here.finds(name) and not any(name in names for names in MENUS.values())]
alone = [entry for entries in found.values() if len(entries) == 1 for entry in entries]  # a menu of one is none
shown = {"": [*results, *alone]} | {menu: entries for menu, entries in found.items() if len(entries) > 1}
if here.who.kind == "login":
    leave = st.Page(arriving.leave, title="Log out", icon=":material/logout:", url_path="logout")
    shown[words.shortened(here.actor, 30)] = [leave]
for name, closed in PAGES.items():  # a link or a bookmark to a page of higher roles says so; it stands in no menu
    if not here.finds(name):
        why = partial(arriving.not_for, here, name, closed.title)
        shown[""].append(st.Page(why, title=closed.title, url_path=name, visibility="hidden"))


def home() -> None:
    """Portfolio by its name, as other pages are typed: it stands at the address without one."""
    st.switch_page(PAGES["portfolio"], query_params=dict(st.query_params))


shown[""].append(st.Page(home, title="Portfolio", url_path="portfolio", visibility="hidden"))
page = st.navigation(shown, position="top")
if st.session_state.get("page") != page.url_path:  # drafts of forms end when another page is opened
    st.session_state["page"] = page.url_path
    st.session_state.pop("define draft", None)
    st.session_state.pop("new token", None)


@st.fragment(run_every="3s")
def wait_for_results() -> None:
    """Show new results as soon as the worker has them."""
    if not catchup.catch_up(actions.store()):
        st.rerun()


try:
    with pieces.fleeting():
        if catchup.catch_up(actions.store()):
            wait_for_results()
    with arriving.let_in(here):
        page.run()
except ProveoutError as error:  # words, wherever it came from
    st.error(str(error), title=error.title, icon=":material/error:")
