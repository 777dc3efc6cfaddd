"""Lanes: one row a thing, its name above its line, so that names never squeeze a narrow chart."""

from __future__ import annotations

import textwrap
from typing import Any

from metrics.chart.frame import FONT, words_at
from metrics.chart.theme import Theme

LANE = 46  # px of one row
WRAP = 50  # characters of a reason in one line; a card of 300 px takes about that many


def height(rows: int, margin: tuple[int, int, int, int], lane: int = LANE) -> int:
    """The height in px of a figure with so many rows."""
    return max(rows, 1) * lane + margin[0] + margin[2]


def name(text: str, y: float, theme: Theme, *, quiet: bool = False) -> dict[str, Any]:
    """A row's name, at the left above its line."""
    return words_at(
        text,
        theme.muted if quiet else theme.text,
        xref="x domain",
        x=0,
        xanchor="left",
        y=y,
        yanchor="bottom",
        yshift=6,
    )


def value(text: str, y: float, colour: str) -> dict[str, Any]:
    """A row's figure, at the right above its line."""
    return words_at(f"<b>{text}</b>", colour, xref="x domain", x=1, xanchor="right", y=y, yanchor="bottom", yshift=6)


def reason(text: str, y: float, theme: Theme) -> dict[str, Any]:
    """Why a row has no mark, in at most three lines on the row itself."""
    lines = textwrap.wrap(text, WRAP, max_lines=3, placeholder=" …")
    return words_at(
        "<br>".join(lines),
        theme.muted,
        xref="x domain",
        x=0,
        xanchor="left",
        y=y,
        yanchor="top",
        yshift=FONT // 2,
        hovertext=text,
    )


def line(y: float, theme: Theme) -> dict[str, Any]:
    """A row's line."""
    return {
        "type": "line",
        "xref": "x domain",
        "x0": 0,
        "x1": 1,
        "y0": y,
        "y1": y,
        "line": {"color": theme.grid, "width": 1},
        "layer": "below",
    }


def zero(y: float, theme: Theme) -> dict[str, Any]:
    """A row's short tick at zero, so that no line runs through the words above it."""
    return {
        "type": "line",
        "x0": 0,
        "x1": 0,
        "y0": y - 0.14,
        "y1": y + 0.14,
        "line": {"color": theme.text, "width": 1.5},
    }
