"""Periods with a note on their data: a small hollow triangle under them, and the words that it stands for.

A note is a warning of an upload with its days (a cut month, a hole, another unit). The mark is neutral and has a shape
of its own: it says "read the note first", not better or worse.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from metrics import words
from metrics.chart.periods import after, placed
from metrics.chart.theme import Theme
from metrics.results import Warn

SIGN = "△"
SIZE = 9  # px
MOST = 60  # marks in a row; of a longer stretch the first and the last period are marked
LISTED = 3  # periods named in words
WRAP = 70  # characters of a line that is pointed at


@dataclass(frozen=True)
class Noted:
    """A period and what is noted of its data."""

    period: dt.date
    notes: tuple[str, ...]


def noted(periods: Sequence[dt.date], grain: str, warnings: Sequence[Warn]) -> list[Noted]:
    """The periods that the days of uploads' warnings meet, in order."""
    of_files = [warn for warn in warnings if warn.upload]
    found = []
    for period in sorted(set(periods)):
        end = after(period, grain)
        notes = tuple(dict.fromkeys(warn.text for warn in of_files if warn.meets(period, end)))
        if notes:
            found.append(Noted(period, notes))
    return found


def traces(found: Sequence[Noted], grain: str, theme: Theme, y: float, yaxis: str = "y") -> list[go.Scatter]:
    """The triangles at height y, with their notes to point at; none where nothing is noted."""
    marked = _thinned(found, grain)
    if not marked:
        return []
    return [
        go.Scatter(
            x=[one.period for one in marked],
            y=[y] * len(marked),
            yaxis=yaxis,
            mode="markers",
            name="note on the data",
            cliponaxis=False,
            marker={"symbol": "triangle-up-open", "size": SIZE, "color": theme.muted, "line": {"width": 1.5}},
            hovertext=[_hover(one, grain) for one in marked],
            hovertemplate="%{hovertext}<extra></extra>",
            **placed(grain),
        )
    ]


def sentence(found: Sequence[Noted], grain: str) -> str:
    """The periods in words, for alternative texts and the line under a chart; "" where nothing is noted."""
    if not found:
        return ""
    named = [words.period(one.period, grain) for one in found]
    if len(named) > LISTED:
        listed = f"{words.count(len(named), grain)}, from {named[0]} to {named[-1]}"
    else:
        listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"{SIGN} There are notes on the data of {listed}."


def told(text: str, found: Sequence[Noted], grain: str) -> str:
    """An alternative text with the noted periods."""
    said = sentence(found, grain).removeprefix(SIGN).strip()
    return f"{text} {said}".strip()


def _thinned(found: Sequence[Noted], grain: str) -> list[Noted]:
    if len(found) <= MOST:
        return list(found)
    known = {one.period for one in found}
    follows = {after(one.period, grain) for one in found}
    return [one for one in found if one.period not in follows or after(one.period, grain) not in known]


def _hover(one: Noted, grain: str) -> str:
    lines = [f"<b>{words.period(one.period, grain)}</b>: {words.count(len(one.notes), 'note')} on the data"]
    lines += ["<br>".join(textwrap.wrap(words.opening(note), WRAP)) for note in one.notes]
    return "<br>".join(lines)
