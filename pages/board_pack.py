"""The board pack: the results of a project, or of all, as a file to hand on, made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from metrics import actions, worker
from metrics.access.visit import Visit
from metrics.report import FORMATS, Format
from metrics.results import Headline

KINDS: dict[Format, tuple[str, str, str]] = {  # words, what it is for, MIME
    "pdf": ("PDF", "Pages to print, with the charts of this page", "application/pdf"),
    "html": ("Web page", "One file that opens offline, with the charts of this page", "text/html"),
    "xlsx": (
        "Excel workbook",
        "Payback, NPV and reduction as live formulas: change an assumption and see",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "pptx": (
        "PowerPoint slides",
        "With native charts that can be edited",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}


KEPT = (
    "The results as they stand, with the hashes that prove them. `proveout verify FILE` says later whether every number"
    " still holds. The audit notes who made one."
)


def offer(visit: Visit, head: Headline) -> None:
    """The formats of a project's pack, each made in the worker when its button is pressed."""
    with st.popover("Board pack", icon=":material/ios_share:"):
        st.caption(KEPT)
        for kind in FORMATS:
            _button(kind, head.project, lambda kind=kind: worker.run(visit, actions.report, head.project, kind))  # type: ignore[misc]


def offer_portfolio(visit: Visit) -> None:
    """The formats of a pack of all projects that the visitor sees."""
    with st.popover("Board pack", icon=":material/ios_share:"):
        st.caption(f"All projects in one file, a section each. {KEPT}")
        for kind in FORMATS:
            _button(kind, "portfolio", lambda kind=kind: worker.run(visit, actions.portfolio_report, kind))  # type: ignore[misc]


def _button(kind: Format, name: str, make: Callable[[], bytes]) -> None:
    words, what, mime = KINDS[kind]
    st.download_button(
        words,
        make,
        f"{name}.{kind}",
        mime,
        icon=":material/download:",
        key=f"report.{kind}",
        on_click="ignore",
        help=what,
        width="stretch",
    )
