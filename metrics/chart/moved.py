"""What moved a KPI from the period before, by segment: a bar a segment, the longest first, with its share in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from metrics import words
from metrics.chart import lanes, tone, written
from metrics.chart.frame import axis, paper
from metrics.chart.theme import Theme
from metrics.measure.moved import SegmentMoved, column_of, segments_moved
from metrics.results import BookedPoint, KpiResult

MARGIN = (14, 14, 8, 14)  # px
LANE = 40  # px
MOST = 8  # segments drawn; the table has all


@dataclass(frozen=True)
class Moved:
    """A period against the one before it, by the segments of one column; known: both figures of the whole are."""

    period: dt.date
    earlier: dt.date | None
    grain: str
    unit: str
    better: str
    column: str
    value: float | None
    before: float | None
    segments: tuple[SegmentMoved, ...]
    complete: bool = True  # both periods are: a part of a month has less of everything


def moved(parts: Sequence[KpiResult], column: str, period: dt.date, whole: KpiResult | None) -> Moved:
    """The segments of a column in a period. whole: None for a reader who sees some of them only."""
    mine = [part for part in parts if column_of(part) == column]
    first = mine[0]
    earlier = max((point.period for point in first.points if point.period < period), default=None)
    value, before = (_value(whole, at) for at in (period, earlier))
    found = segments_moved(mine, period, earlier, value, before)
    whole_ones = {point.period for point in (whole or first).points if point.complete}
    complete = {period, earlier or period} <= whole_ones
    return Moved(period, earlier, first.grain, first.unit, first.better, column, value, before, found, complete)


def reviewed(
    this: BookedPoint, before: BookedPoint | None, better: str, segments: Sequence[SegmentMoved], column: str
) -> Moved:
    """The same of a month in review, by one of its columns."""
    mine = tuple(each for each in segments if each.segment.partition("=")[0] == column)
    earlier = before.period if before else None
    value = before.value if before else None
    return Moved(this.period, earlier, this.grain, this.unit, better, column, this.value, value, mine)


def figure(found: Moved, theme: Theme) -> go.Figure:
    """Change by segment around zero: teal is better, rust is worse, and the sign says it too."""
    rows = _drawn(found)
    at = [float(len(rows) - row) for row in range(len(rows))]
    tones = [tone.tone(found.better, each.change) for each in rows]
    bars = go.Bar(
        x=[each.change for each in rows],
        y=at,
        orientation="h",
        width=0.22,
        name="change",
        marker={
            "color": [theme.tone_tint(each) for each in tones],
            "line": {"color": [theme.tone(each) for each in tones], "width": 1},
        },
        hovertext=[_hover(each, found) for each in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    labels = [
        lanes.name(words.shortened(_name(each), 26), y, theme) for each, y in zip(rows, at, strict=True)
    ] + [
        lanes.value(change(each, found.unit), y, theme.tone_text(side))
        for each, y, side in zip(rows, at, tones, strict=True)
    ]  # fmt: skip
    widest = max((abs(each.change or 0.0) for each in rows), default=1.0) or 1.0
    low = -widest if any((each.change or 0.0) < 0 for each in rows) else 0.0
    high = widest if any((each.change or 0.0) > 0 for each in rows) else 0.0
    return paper(
        [bars],
        theme,
        height=lanes.height(len(rows), MARGIN, LANE),
        margin=MARGIN,
        xaxis=axis(theme, range=[low * 1.02, high * 1.02], showticklabels=False),
        yaxis=axis(theme, range=[0.6, len(rows) + 0.75], showticklabels=False),
        shapes=[lanes.zero(y, theme) for y in at],
        annotations=labels,
        hovermode="closest",
    )


def sentence(found: Moved, title: str) -> str:
    """ "October 2026 has 120 calls less than September 2026; chat moved most (−90, 75 % of it)."."""
    now = words.period(found.period, found.grain)
    if found.earlier is None:
        return f"{now} is the first {found.grain} with data: there is none before it to compare with."
    then = words.period(found.earlier, found.grain)
    said = f"{title} in {now} against {then}"
    if found.value is not None and found.before is not None:
        apart = found.value - found.before
        way = "more" if apart > 0 else "less"
        size = f"{words.size(apart, found.unit)} {way} than in {then}" if apart else f"as in {then}"
        said = f"{title} in {now}: {size}"
    if not found.complete:
        said = f"Not both {found.grain}s are complete, so the change is none of the KPI. {said}"
    first = next((each for each in found.segments if each.change), None)
    if first is None:
        return f"{said}; no segment moved."
    share = f", {words.percent(first.share)} of it" if first.share is not None else ""
    return f"{said}; {_name(first)} moved most ({change(first, found.unit)}{share})."


def alt(found: Moved, title: str) -> str:
    """The chart in words."""
    parts = ", ".join(f"{_name(each)} {change(each, found.unit)}" for each in _drawn(found))
    return f"{title} by {found.column}, change in {words.period(found.period, found.grain)}: {parts or 'none'}."


def says(unit: str) -> Mapping[str, written.Say]:
    """How the table writes its numbers."""
    return {
        **dict.fromkeys(("before", "value", "baseline"), written.level_in(unit)),
        "change": written.change_in(unit),
        "share": written.share,
        "effect": written.effect,
    }


def rows(found: Moved, parts: Sequence[KpiResult]) -> list[dict[str, Any]]:
    """One row a segment, the one that moved most first: the period before, this one, change, share; baseline, effect.

    share is a fraction, effect in percent; trend holds the values of all periods. `says` writes them.
    """
    by = {part.segment: part for part in parts}
    return [
        {
            "segment": _name(each),
            "before": each.before,
            "value": each.value,
            "change": each.change,
            "share": each.share,
            "baseline": part.baseline.mean,
            "effect": None if part.effect.relative is None else 100 * part.effect.relative,
            "trend": [point.value for point in part.points if point.value is not None],
        }
        for each in found.segments
        for part in (by[each.segment],)
    ]


def _drawn(found: Moved) -> list[SegmentMoved]:
    return [each for each in found.segments if each.change is not None][:MOST]


def _name(each: SegmentMoved) -> str:
    return each.segment.partition("=")[2]


def change(each: SegmentMoved, unit: str) -> str:
    """A segment's change with its sign."""
    return words.NOTHING if each.change is None else written.change_in(unit)(each.change)


def _hover(each: SegmentMoved, found: Moved) -> str:
    then = words.period(found.earlier, found.grain) if found.earlier else "before"
    lines = [
        f"<b>{_name(each)}</b>",
        f"{words.period(found.period, found.grain)} {words.figure(each.value, found.unit)}",
    ]
    lines += [f"{then} {words.figure(each.before, found.unit)}", f"change {change(each, found.unit)}"]
    return "<br>".join([*lines, *([f"{words.percent(each.share)} of the change"] if each.share is not None else [])])


def _value(kpi: KpiResult | None, period: dt.date | None) -> float | None:
    return next((point.value for point in kpi.points if point.period == period), None) if kpi and period else None
