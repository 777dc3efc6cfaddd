"""The held strip: a square per period since launch, full where the target was met, half where it lies within noise,
hollow where it was missed, hatched where data is missing. Under every before/after chart, and on its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote

import plotly.graph_objects as go

from metrics import words
from metrics.chart import noted
from metrics.chart.frame import axis, paper, time_axis
from metrics.chart.periods import SPANS, placed
from metrics.chart.theme import Theme
from metrics.results import Held, KpiResult, Point

Square = Literal["met", "within_noise", "missed", "unknown"]
WORDS: dict[Square, str] = {
    "met": "met",
    "within_noise": "within noise",
    "missed": "missed",
    "unknown": "no data",
}
GLYPHS: dict[Square, str] = {"met": "■", "within_noise": "◧", "missed": "□", "unknown": "▨"}
WIDTH = 0.74  # of a period
SIDE = 11  # px of a square in a picture
ROW = 36  # px of a picture's height: that of a table row, so that it is not enlarged
STRIP = 196  # px of a picture's width
SHOWN = 28  # periods in a picture at most, so that each can be told from the next
HEIGHT = 84  # px of the strip on its own
LOW = -0.1  # where its axis begins, below the squares


def squares(kpi: KpiResult, launch: dt.date) -> list[tuple[Point, Square]]:
    """The periods that count, with their squares: complete ones since launch, and those without data.

    Empty where the KPI has no target to hold.
    """
    if kpi.held is None:
        return []
    after = [point for point in kpi.points if point.period >= launch and not point.transition]
    return [
        (point, point.held or "unknown")
        for point in after
        if point.held or (not point.complete and point.value is None)
    ]


def as_text(states: Sequence[Held | None]) -> str:
    """The strip in characters, for tables: "■■◧□▨"."""
    return "".join(GLYPHS[state or "unknown"] for state in states)


def as_picture(states: Sequence[Held | None], theme: Theme) -> str:
    """The strip as a small SVG in a data address, for a table's picture column: the latest periods only."""
    states = states[-SHOWN:]
    pitch = min(SIDE + 3.0, STRIP / max(len(states), 1))
    wide, top = pitch * 0.78, (ROW - SIDE) / 2
    parts = []
    for index, state in enumerate(states):
        x = f"{index * pitch + 1:.1f}"
        colour = {"missed": theme.concern, None: theme.grey}.get(state, theme.good)
        fill = colour if state == "met" else "none"
        edge = "none" if state == "met" else colour
        parts.append(f'<rect x="{x}" y="{top}" width="{wide:.1f}" height="{SIDE}" fill="{fill}" stroke="{edge}"/>')
        if state == "within_noise":
            low = top + SIDE / 2
            parts.append(f'<rect x="{x}" y="{low}" width="{wide:.1f}" height="{SIDE / 2}" fill="{colour}"/>')
        if state is None:
            lines = "".join(f"M{x} {top + SIDE * part}l{wide:.1f} {-SIDE / 2}" for part in (0.5, 0.75, 1))
            parts.append(f'<path d="{lines}" stroke="{colour}"/>')
    body = "".join(parts)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{STRIP + 2}" height="{ROW}">{body}</svg>'
    return f"data:image/svg+xml;utf8,{quote(svg)}"


def traces(kpi: KpiResult, launch: dt.date, theme: Theme, yaxis: str = "y") -> list[go.Bar]:
    """One bar trace a state, on an axis from 0 to 1; half squares are a full outline and half a filling."""
    found = squares(kpi, launch)
    outline = {"met": theme.good, "within_noise": theme.good, "missed": theme.concern, "unknown": theme.grey}
    bars = []
    for state, word in WORDS.items():
        points = [point for point, square in found if square == state]
        if not points:
            continue
        marker: dict[str, Any] = {"color": "rgba(0, 0, 0, 0)", "line": {"color": outline[state], "width": 1}}
        if state == "met":
            marker |= {"color": theme.good, "line": {"width": 0}}
        if state == "unknown":
            marker["pattern"] = {"shape": "/", "fgcolor": theme.grey, "size": 5, "solidity": 0.3}
        hover = [f"{words.period(point.period, kpi.grain)}: {word}" for point in points]
        bars.append(_bar(points, 1.0, kpi.grain, marker, yaxis, word, hover))
        if state == "within_noise":
            half = {"color": theme.good, "line": {"width": 0}}
            bars.append(_bar(points, 0.5, kpi.grain, half, yaxis, f"{word}, half", None))
    return bars


def figure(kpi: KpiResult, launch: dt.date, theme: Theme) -> go.Figure:
    """The strip as a figure of its own."""
    shown = [point.period for point, _ in squares(kpi, launch)]
    marks = noted.noted(shown, kpi.grain, kpi.warnings)
    return paper(
        [*traces(kpi, launch, theme), *noted.traces(marks, kpi.grain, theme, LOW)],
        theme,
        height=HEIGHT,
        margin=(4, 8, 42, 8),
        xaxis=time_axis(theme, months=len(shown) if kpi.grain == "month" else None),
        yaxis=axis(theme, range=[LOW, 1.1], showticklabels=False),
        barmode="overlay",
    )


def alt(kpi: KpiResult, launch: dt.date) -> str:
    """The strip in one sentence."""
    counts = [state for _, state in squares(kpi, launch)]
    parts = [f"{counts.count(state)} {word}" for state, word in WORDS.items() if state in counts]
    return f"{kpi.title} since launch, by {kpi.grain}: {', '.join(parts) or 'no complete period yet'}."


def sentence(kpi: KpiResult) -> str:
    """Held in how many periods, with the other states and since when it is broken; "" without a target."""
    held = kpi.held
    if held is None:
        return ""
    aim = f"{words.percent(held.target, signed=True)}" if held.target is not None else ""
    if held.target_value is not None:
        aim = words.level(held.target_value, kpi.unit)
    parts = [f"Target {aim} met in {held.met} of {held.of} complete {kpi.grain}s"]
    parts += [f"{held.within_noise} within noise"] if held.within_noise else []
    parts += [f"{held.missed} missed"] if held.missed else []
    broken = f" Broken since {words.period(held.broken_since, kpi.grain)}." if held.broken_since else ""
    return f"{', '.join(parts)}.{broken}"


def _bar(
    points: list[Point],
    height: float,
    grain: str,
    marker: dict[str, Any],
    yaxis: str,
    name: str,
    hover: list[str] | None,
) -> go.Bar:
    return go.Bar(
        x=[point.period for point in points],
        y=[height] * len(points),
        width=WIDTH * SPANS[grain],
        marker=marker,
        yaxis=yaxis,
        name=name,
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>" if hover else None,
        hoverinfo=None if hover else "skip",
        **placed(grain),
    )
