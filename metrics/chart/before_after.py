"""Before and after: what happened against what would have happened, with launch, baseline, target and held strip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from metrics import locales, words
from metrics.chart import events as event_flags
from metrics.chart import held_strip, hover, noted, tone
from metrics.chart.band import band
from metrics.chart.frame import EndLabel, axis, end_labels, field, paper, scale, time_axis, upright, words_at
from metrics.chart.percent_axis import percent_axis
from metrics.chart.periods import after, placed
from metrics.chart.theme import Theme
from metrics.results import EventMark, KpiResult, Point

HEIGHT = 440  # px
TICKS = 6
MARGIN = (40, 78, 44, 50)  # px; the words at the lines' ends stand in the right one
STRIP = 0.035  # of the plot's height
GAP = 0.055  # between the strip and the chart
MARKED = 90  # points: more than these are drawn without markers


def figure(
    kpi: KpiResult,
    launch: dt.date,
    events: Sequence[EventMark],
    theme: Theme,
    *,
    limits: bool = False,
    currency: str = "",
    opened: dt.date | None = None,
) -> go.Figure:
    """The chart; limits adds the baseline's control limits. Unknown periods are gaps, partial ones hollow marks.

    opened: the period whose rows are looked at, which gets a field of its own.
    """
    points = kpi.points
    after_launch = [point for point in points if after(point.period, kpi.grain) > launch]
    expected = [point for point in after_launch if point.expected is not None]
    aims = target(kpi, expected)
    drawn: list[float | None] = [*(point.value for point in points), *(point.expected for point in expected)]
    bounds = [(p.period, _clipped(p.low, drawn), p.high) for p in expected]
    drawn += [bound for _, *edges in bounds for bound in edges] + [value for _, value in aims]
    limit = kpi.control_limits if limits and kpi.control_limits and kpi.control_limits.on == "values" else None
    if limit:
        drawn += [limit.lower, limit.upper]
    low, high = scale(drawn)
    strip = held_strip.traces(kpi, launch, theme, "y2")
    floor = STRIP + GAP if strip else 0.0
    plot = (HEIGHT - MARGIN[0] - MARGIN[2]) * (1 - floor)
    traces = [
        *band(bounds, theme, placed(kpi.grain)),
        *_expected(expected, kpi, theme),
        *_target(aims, kpi, theme),
    ]
    traces += [*_actual(kpi, launch, theme, currency), *strip]
    traces += noted.traces(notes(kpi), kpi.grain, theme, low)
    start, end = span(kpi, launch)
    shapes, labels = _marks(kpi, launch, start, end, theme)
    flags, numbers = event_flags.flags(marked(kpi, launch, events), start, end, theme)
    if opened:
        shapes.append(field(opened, after(opened, kpi.grain), theme.band))
    if limit and limit.lower is not None and limit.upper is not None:
        shapes += [_level(limit.lower, theme), _level(limit.upper, theme)]
    ends = _ends(kpi, launch, expected, aims, theme)
    if limit and limit.upper is not None:
        ends.append(EndLabel("limits<br>(trial)" if limit.trial else "limits", limit.upper, theme.muted))
    layout: dict[str, Any] = {"yaxis2": _strip_axis(theme)} if strip else {}
    return paper(
        traces,
        theme,
        height=HEIGHT,
        margin=MARGIN,
        xaxis=time_axis(theme, range=[start, end], anchor="y2" if strip else "y"),
        yaxis=percent_axis(theme, low, high, TICKS, grid=True, domain=[floor, 1])
        if kpi.unit == words.SHARE
        else axis(theme, grid=True, range=[low, high], domain=[floor, 1], nticks=TICKS),
        shapes=shapes + flags,
        annotations=[*labels, *numbers, *end_labels(ends, low, high, plot)],
        hovermode="closest",
        barmode="overlay",
        **layout,
    )


def _clipped(low: float | None, drawn: Sequence[float | None]) -> float | None:
    """A lower bound as drawn: what was never below zero, such as a count, is not drawn as if it could be."""
    if low is None or any(value is not None and value < 0 for value in drawn):
        return low
    return max(low, 0.0)


def target(kpi: KpiResult, expected: Sequence[Point]) -> list[tuple[Point, float]]:
    """The target in the KPI's own unit: a fixed value, or expected · (1 + relative target)."""
    if kpi.held is None:
        return []
    if kpi.held.target_value is not None:
        fixed = kpi.held.target_value
        return [(point, fixed) for point in expected]
    if kpi.held.target is None:
        return []
    share = 1 + kpi.held.target
    return [(point, point.expected * share) for point in expected if point.expected is not None]


def alt(kpi: KpiResult, launch: dt.date, events: Sequence[EventMark] = ()) -> str:
    """What the chart shows, in words; events: those that are drawn on it."""
    span = words.count(len(kpi.points), kpi.grain) if kpi.points else "no periods yet"
    said = locales.told(kpi.sentence, kpi.title)
    text = f"{kpi.title} by {kpi.grain}, {span}, launch on {words.day(launch)}. {said}".strip()
    return noted.told(event_flags.told(text, events), notes(kpi), kpi.grain)


def span(kpi: KpiResult, launch: dt.date) -> tuple[dt.date, dt.date]:
    """The days that the chart's time axis runs from and to; of a KPI without points the launch."""
    points = kpi.points
    return (points[0].period, after(points[-1].period, kpi.grain)) if points else (launch, launch)


def marked(kpi: KpiResult, launch: dt.date, events: Sequence[EventMark]) -> list[EventMark]:
    """The events, notes and versions that the chart flags, in order."""
    return event_flags.shown(events, kpi.name, *span(kpi, launch))


def notes(kpi: KpiResult) -> list[noted.Noted]:
    """The periods whose data is noted; the held strip marks the same."""
    return noted.noted([point.period for point in kpi.points], kpi.grain, kpi.warnings)


def _actual(kpi: KpiResult, launch: dt.date, theme: Theme, currency: str) -> list[go.Scatter]:
    """Complete points before and after launch as two lines with gaps where data is missing; partial ones hollow."""
    tint = theme.tone(tone.of_kpi(kpi))
    before = [point for point in kpi.points if point.period < launch]
    since = [point for point in kpi.points if point.period >= launch]
    drawn = []
    step = [p for p in (*before[-1:], *since[:1]) if p.complete and p.value is not None]
    if len(step) == 2:
        drawn.append(_line(step, kpi, "from before to after", theme.ink, 2.0, "lines", None))
    mode = "lines+markers" if len(kpi.points) <= MARKED else "lines"
    for name, part, colour in (("actual before launch", before, theme.ink), ("actual since launch", since, tint)):
        if part:
            whole = [p if p.complete else p.model_copy(update={"value": None}) for p in part]
            drawn.append(_line(whole, kpi, name, colour, 2.5, mode, hover.points(part, kpi, currency)))
    partial = [point for point in kpi.points if not point.complete and point.value is not None]
    if partial:
        hollow = _line(
            partial, kpi, "partial, not counted", theme.grey, 0, "markers", hover.points(partial, kpi, currency)
        )
        hollow.marker = {"size": 8, "color": theme.paper, "line": {"color": theme.grey, "width": 1.5}}
        drawn.append(hollow)
    return drawn


def _line(
    points: Sequence[Point], kpi: KpiResult, name: str, colour: str, width: float, mode: str, text: list[str] | None
) -> go.Scatter:
    return go.Scatter(
        x=[point.period for point in points],
        y=[point.value for point in points],
        mode=mode,
        name=name,
        cliponaxis=False,
        line={"color": colour, "width": width} if width else None,
        marker={"size": 5, "color": colour},
        hovertext=text,
        hovertemplate="%{hovertext}<extra></extra>" if text else None,
        hoverinfo=None if text else "skip",
        **placed(kpi.grain),
    )


def _expected(expected: Sequence[Point], kpi: KpiResult, theme: Theme) -> list[go.Scatter]:
    return [_dashed([(p, p.expected) for p in expected], kpi, "expected", theme.grey, "dash")] if expected else []


def _target(aims: Sequence[tuple[Point, float]], kpi: KpiResult, theme: Theme) -> list[go.Scatter]:
    return [_dashed(aims, kpi, "target", theme.ochre, "dot")] if aims else []


def _dashed(
    values: Sequence[tuple[Point, float | None]], kpi: KpiResult, name: str, colour: str, dash: str
) -> go.Scatter:
    return go.Scatter(
        x=[point.period for point, _ in values],
        y=[value for _, value in values],
        mode="lines",
        line={"color": colour, "width": 2, "dash": dash},
        name=name,
        hoverinfo="skip",
        **placed(kpi.grain),
    )


def _marks(
    kpi: KpiResult, launch: dt.date, start: dt.date, end: dt.date, theme: Theme
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Launch line, baseline field and transition shade, with their words above the chart."""
    above = {"yref": "y domain", "y": 1, "yanchor": "bottom", "yshift": 2}
    shapes, labels = [], []
    base = kpi.baseline
    if base.from_ and base.until:
        shapes.append(field(base.from_, base.until, theme.field))
        labels.append(words_at(f"baseline<br>{sealed(kpi)}", theme.muted, x=base.from_, xanchor="left", **above))
    shapes += [
        field(point.period, after(point.period, kpi.grain), theme.shade) for point in kpi.points if point.transition
    ]
    if start <= launch <= end:
        shapes.append(upright(launch, theme.text))
        labels.append(words_at("<b>launch</b>", theme.text, x=launch, xanchor="left", xshift=-2, **above))
    return shapes, labels


def sealed(kpi: KpiResult) -> str:
    """Whether the baseline was sealed before launch or after it, and when."""
    return words.sealed(kpi.baseline, "")


def _ends(
    kpi: KpiResult,
    launch: dt.date,
    expected: Sequence[Point],
    aims: Sequence[tuple[Point, float]],
    theme: Theme,
) -> list[EndLabel]:
    complete = [point for point in kpi.points if point.complete and point.value is not None]
    labels = []
    if complete and (last := complete[-1]).value is not None:
        colour = theme.tone_text(tone.of_kpi(kpi)) if last.period >= launch else theme.muted
        labels.append(EndLabel("actual", last.value, colour, bold=True))
    if expected and expected[-1].expected is not None:
        labels.append(EndLabel("expected", expected[-1].expected, theme.muted))
    if aims and kpi.held:
        relative = f"<br>{words.percent(kpi.held.target, signed=True)}" if kpi.held.target is not None else ""
        labels.append(EndLabel(f"target{relative}", aims[-1][1], theme.muted))
    return labels


def _level(value: float, theme: Theme) -> dict[str, Any]:
    line = {"color": theme.blue, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "yref": "y", "y0": value, "y1": value, "line": line}


def _strip_axis(theme: Theme) -> dict[str, Any]:
    return axis(theme, domain=[0, STRIP], range=[0, 1], tickvals=[0.5], ticktext=["held"])
