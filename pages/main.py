"""The way in: who may look, and the list of pages."""

import streamlit as st

from metrics import actions, catchup
from metrics.access import local
from metrics.errors import ProveoutError

# No page_icon: a Material icon would be fetched from a server on the internet.
st.set_page_config(page_title="Proveout", layout="wide")

if not local.started():
    st.error(local.START_IT)
    st.stop()

page = st.navigation(
    [
        st.Page("portfolio.py", title="Portfolio", icon=":material/monitoring:", default=True),
        st.Page("project.py", title="Project", icon=":material/flag:"),
        st.Page("payback.py", title="Payback", icon=":material/savings:"),
        st.Page("forecasts.py", title="Forecasts", icon=":material/query_stats:"),
        st.Page("uploads.py", title="Uploads", icon=":material/upload_file:"),
        st.Page("define.py", title="Define", icon=":material/edit_note:"),
        st.Page("audit.py", title="Audit", icon=":material/fingerprint:"),
        st.Page("method.py", title="Method", icon=":material/menu_book:"),
    ],
    position="top",
)
if st.session_state.get("page") != page.url_path:  # drafts of forms end when another page is opened
    st.session_state["page"] = page.url_path
    st.session_state.pop("define draft", None)


@st.fragment(run_every="3s")
def wait_for_results() -> None:
    """Show new results as soon as the worker has them."""
    if not catchup.catch_up(actions.store()):
        st.rerun()


try:
    if catchup.catch_up(actions.store()):
        wait_for_results()
    page.run()
except ProveoutError as error:  # words, wherever it came from
    st.error(str(error), title=error.title, icon=":material/error:")
