"""The flags of a slide's chart: their words under it, and where these are many or long a slide of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pptx.util import Emu, Inches

from metrics import words
from metrics.chart import events
from metrics.chart.theme import LIGHT
from metrics.report.deck import Deck, table, text
from metrics.report.native import Box
from metrics.results import EventMark

FEW = 4  # lines under a chart
LINE = Inches(0.24)  # high
LETTER = Inches(0.085)  # wide, about, of a line's letters
SIZE = 11  # points
ROWS = 14  # lines of text in a slide's table
CELL = 110  # characters in a line of it
Marks = Sequence[EventMark]


def under(slide: Any, box: Box, marks: Marks) -> Box:
    """Write the words at the bottom of a chart's box; what is left of it for the chart."""
    if not marks:
        return box
    left, top, width, height = box
    lines = _lines(marks, width)
    taken = int(LINE * len(lines))
    said = [(line, SIZE, False, LIGHT.muted) for line in lines]
    text(slide, Emu(top + height - taken), Emu(taken), said, left=left, width=width, after=0)
    return left, top, width, height - taken - int(LINE // 2)


def rest(deck: Deck, title: str, marks: Marks, width: int) -> None:
    """A slide, or some, with all flags in full, where a line under the chart could not hold them."""
    if _lines(marks, width) == events.listed(marks):
        return
    for rows in _pages(marks):
        slide = deck.slide(f"{title}: flags on the chart")
        table(slide, Inches(1.2), (0.7, 1.6, 9.8), [["Flag", "On", "What"], *rows], head=True)


def _lines(marks: Marks, width: int) -> list[str]:
    lines = [words.shortened(line, int(width // LETTER)) for line in events.listed(marks)]
    if len(lines) > FEW:
        lines[FEW - 1 :] = [f"and {words.count(len(lines) - FEW + 1, 'more flag')}"]
    return lines


def _pages(marks: Marks) -> Iterator[list[list[str]]]:
    page: list[list[str]] = []
    high = 0
    for sign, mark in zip(events.signs(marks), marks, strict=True):
        until = f" to {words.day(mark.until)}" if mark.until else ""
        lines = 1 + len(mark.title) // CELL
        if page and high + lines > ROWS:
            yield page
            page, high = [], 0
        page.append([sign, f"{words.day(mark.date)}{until}", mark.title])
        high += lines
    yield page
