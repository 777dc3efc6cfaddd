"""The first visit: an empty Proveout offers the samples, a template or an upload, and each leads on."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import streamlit as st

from metrics import actions, serving, words
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from pages import telling, terms

DEFINE = Path(__file__).with_name("define.py")
POLL = "0.7s"
WORDS = ("KPI", "Claim", "Launch", "Baseline", "Held", "Payback")
FIRST = "support-assistant"  # the template of the shortest way to a number


def shown(visit: Visit) -> NoReturn:
    """The three ways in, for whoever may go them; the others see whom to ask."""
    with st.container(border=True):
        st.subheader("Nothing to prove yet", anchor=False)
        st.markdown(
            "Proveout shows whether a change did what it promised, whether that held, and when it paid back. There is"
            " no project here yet."
        )
        if not visit.may("owner", None):
            _whom_to_ask(visit)
            terms.how_to_read("", *WORDS)
            st.stop()
    with st.grid(3, min_column_width=280):
        with st.container(border=True, height="stretch"):
            _samples(visit)
        with st.container(border=True, height="stretch"):
            _templates()
        with st.container(border=True, height="stretch"):
            _upload()
    terms.how_to_read("", *WORDS)
    st.stop()


def _samples(visit: Visit) -> None:
    st.markdown("**Look around first**")
    st.markdown("Two simulated projects with three years of data, marked as samples on every page.")
    if job := serving.loading(visit):
        if not job.done():
            _loading(visit)
            return
        try:
            job.result()
        except ProveoutError as error:
            telling.error(error)
    st.button(
        "Load the sample projects",
        icon=":material/science:",
        type="primary",
        on_click=_load,
        args=(visit,),
        help="Some seconds; nothing of it is real",
    )


def _load(visit: Visit) -> None:
    serving.start_samples(visit)


@st.fragment(run_every=POLL)
def _loading(visit: Visit) -> None:
    """How far the samples are; the page follows when they are here."""
    job = serving.loading(visit)
    if job is None or job.done():
        st.rerun()
    st.progress(job.progress(), text="Loading the samples: reading files, working out the figures")


def _templates() -> None:
    st.markdown("**Start from a template**")
    st.markdown("KPI, baseline, costs and what the export must hold are there; say what is yours.")
    for name, template in actions.templates().items():
        st.page_link(DEFINE, label=template.title, icon=":material/edit_note:", query_params={"template": name})


def _upload() -> None:
    st.markdown("**Bring an export**")
    st.markdown(
        "A file needs a project that says what its rows are. Start with the template nearest to it, name your columns"
        " under *Data*, and follow *Upload a file for it*: what the file leaves open is asked on its own rows."
    )
    st.page_link(
        DEFINE, label="Define a project, then upload", icon=":material/upload_file:", query_params={"template": FIRST}
    )


def _whom_to_ask(visit: Visit) -> None:
    found = actions.whom_to_ask(visit)
    names = f": {words.plain(', '.join(found))}" if found else ""
    st.markdown(f"Whoever owns projects here can load samples or define the first project{names}.")
