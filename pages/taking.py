"""The small menu under every chart: the chart as PNG, SVG or CSV. Files are made when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from metrics import locales
from metrics.chart import taken
from metrics.chart.theme import Theme
from metrics.report.png import png
from metrics.report.svg import svg

QUIET = frozenset(("", "True", "False", "None"))  # parts of a figure's key that name nothing
LONGEST = 150  # characters of a file's name
Rows = Callable[[], Sequence[Mapping[str, Any]]]


@st.fragment
def menu(name: str, key: Sequence[str], figure: go.Figure, alt: str, theme: Theme, rows: Rows | None) -> None:
    """The menu of a figure. name: its own; key: what it is of, which names the files; rows: its figures as a table."""
    label, help = "Save", "This chart as PNG, SVG or CSV"
    opened = st.popover(
        label, icon=":material/download:", type="tertiary", help=help, key=f"save {name}", on_change="rerun"
    )
    if not opened.open:  # most are never opened, and a page has several
        return
    kind, *parts = key
    of = [part for part in (*parts[:1], kind, *parts[1:]) if not part.startswith("sha256:") and part not in QUIET]
    locale = locales.reader()

    def picture() -> bytes:
        with locales.settled(locale):
            return png(figure, theme)

    def drawing() -> str:
        with locales.settled(locale):
            return svg(figure, theme, alt)

    made: tuple[tuple[str, str, Callable[[], str | bytes], str], ...] = (
        ("PNG", "image/png", picture, "A picture, for slides and mails"),
        ("SVG", "image/svg+xml", drawing, "A drawing that stays sharp at any size"),
        ("CSV", "text/csv", lambda: taken.csv(rows() if rows else taken.figure(figure)), "The figures of the chart"),
    )
    with opened:
        for ending, mime, make, help in made:
            st.download_button(
                ending,
                make,
                file_name=file_name(*of, ending=ending.lower()),
                mime=mime,
                key=f"{ending} {name}",
                help=help,
                on_click="ignore",
                width="stretch",
            )


def file_name(*parts: str, ending: str) -> str:
    """A name for a file that is taken along: what it is of, in signs that every system takes."""
    said = "_".join(re.sub(r"[^\w.=-]+", "-", part).strip("-.") for part in parts if part)
    return f"{said.replace('=', '-')[:LONGEST]}.{ending}"
