"""Events as small numbered flags on a chart, and as the words that the numbers stand for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from metrics import words
from metrics.chart.frame import field, upright, words_at
from metrics.chart.theme import Theme
from metrics.results import EventMark

NEAR = 0.05  # of the time axis: flags closer than this stand one below the other
FLAG = 0.07  # of the chart's height: one flag


def shown(events: Sequence[EventMark], kpi: str, start: dt.date, end: dt.date) -> list[EventMark]:
    """The events of a chart, in order: those that concern the KPI and lie within its time."""
    return sorted(
        (e for e in events if (not e.affects or kpi in e.affects) and e.date < end and (e.until or e.date) >= start),
        key=lambda event: event.date,
    )


def number(index: int) -> str:
    """A circled digit, from 1; a plain number in brackets past 20."""
    return chr(0x2460 + index) if index < 20 else f"({index + 1})"


def flags(
    events: Sequence[EventMark], start: dt.date, end: dt.date, theme: Theme
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shapes and annotations: a dotted line and a number each, spans tinted."""
    shapes, labels = [], []
    level, last = 0, None
    for index, event in enumerate(events):
        near = last is not None and (event.date - last).days < NEAR * (end - start).days
        level = (level + 1) % 3 if near else 0
        last = event.date
        top = 1 - FLAG * level
        shapes.append(upright(event.date, theme.grey, width=1, dash="dot") | {"y1": top})
        if event.until:
            shapes.append(field(event.date, event.until, theme.band))
        labels.append(
            words_at(
                number(index),
                theme.muted,
                x=event.date,
                yref="y domain",
                y=top,
                yanchor="top",
                xanchor="left",
                xshift=1,
                hovertext=f"{event.title}, {words.day(event.date)}",
            )
        )
    return shapes, labels


def listed(events: Sequence[EventMark]) -> list[str]:
    """The numbers' words: "① Retrained on spring tickets (1 Jun 2025)"."""
    return [f"{number(index)} {event.title} ({_when(event)})" for index, event in enumerate(events)]


def _when(event: EventMark) -> str:
    return f"{words.day(event.date)} to {words.day(event.until)}" if event.until else words.day(event.date)
