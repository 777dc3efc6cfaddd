"""The erosion clock: whether a model's edge over the naive forecast shrinks, a lane a horizon, dot and whisker."""

from __future__ import annotations

import plotly.graph_objects as go

from metrics import words
from metrics.chart import lanes
from metrics.chart.frame import axis, paper, scale
from metrics.chart.percent_axis import percent_axis
from metrics.chart.theme import Theme, Tone
from metrics.measure.forecast_erosion import HOLDING_SLOPE, MIN_MONTHS
from metrics.results import Erosion, ForecastResult

MARGIN = (30, 20, 4, 14)  # px
LANE = 62  # px
SHOWN = 6  # horizons: the chosen one and those next to it
TONES: dict[str, Tone] = {"holding": "good", "improving": "good", "eroding": "concern"}
VERDICTS = {
    "holding": "holding",
    "eroding": "eroding",
    "improving": "improving",
    "not_distinguishable": "no trend beyond chance",
}


def rows(forecast: ForecastResult, model: str, horizon: int) -> list[Erosion]:
    """The model's slopes at the chosen horizon and those nearest to it, by horizon; empty where there are none."""
    own = [row for row in forecast.erosion if row.model == model and row.verdict is not None]
    near = sorted(own, key=lambda row: (abs(row.horizon - horizon), row.horizon))[:SHOWN]
    return sorted(near, key=lambda row: row.horizon)


def figure(forecast: ForecastResult, model: str, horizon: int, theme: Theme) -> go.Figure:
    """Slopes a month with their 95 % intervals: rust where the edge erodes, teal where it holds or grows, else ink.

    The tinted band is what counts as holding when an interval lies wholly inside it; right of zero is erosion.
    """
    found = rows(forecast, model, horizon)
    low, high = scale([x for r in found for x in (r.low, r.high)] + [-HOLDING_SLOPE, HOLDING_SLOPE], zero=True)
    traces, shapes, labels = [], [_holding(theme)], []
    for place, row in enumerate(found):
        y = float(len(found) - place)
        tone = TONES.get(row.verdict or "", "ink")
        name = words.ahead(row.horizon, forecast.grain)
        labels.append(lanes.name(name, y, theme, quiet=row.horizon != horizon))
        if row.slope is None:
            labels.append(lanes.reason(reason(row), y, theme))
            continue
        labels.append(lanes.value(VERDICTS[row.verdict or ""], y, theme.tone_text(tone)))
        shapes += [lanes.line(y, theme), lanes.zero(y, theme)]
        traces += _marks(row, name, y, theme.tone(tone), row.horizon == horizon)
    return paper(
        traces,
        theme,
        height=lanes.height(len(found), MARGIN, LANE),
        margin=MARGIN,
        xaxis=percent_axis(theme, low, high, 5, signed=True, side="top", showticklabels=bool(traces)),
        yaxis=axis(theme, range=[0.35, len(found) + 0.6], showticklabels=False),
        shapes=shapes if traces else [],
        annotations=labels,
        hovermode="closest",
    )


def alt(forecast: ForecastResult, model: str, horizon: int) -> str:
    """The clock in words."""
    parts = [
        f"{words.ahead(row.horizon, forecast.grain)} "
        + (f"{VERDICTS[row.verdict or '']}, {told(row)}" if row.slope is not None else reason(row))
        for row in rows(forecast, model, horizon)
    ]
    return f"Change of the error of {model} against the naive forecast a month: {'; '.join(parts)}."


def told(row: Erosion) -> str:
    """A slope with its interval: "+1.2 % a month (−0.3 % to +2.7 %)"."""
    slope, low, high = (words.percent(value, digits=1, signed=True) for value in (row.slope, row.low, row.high))
    between = "" if row.low is None or row.high is None else f" ({low} to {high})"
    return f"{slope} a month{between}"


def reason(row: Erosion) -> str:
    """Why a horizon has no slope."""
    since = f" since {words.day(row.since)}" if row.since else ""
    return f"{words.count(row.months, 'month')}{since}, {MIN_MONTHS} are needed"


def _marks(row: Erosion, name: str, y: float, colour: str, chosen: bool) -> list[go.Scatter]:
    raw = words.percent(row.raw_slope, digits=1, signed=True)
    whisker = go.Scatter(
        x=[row.low, row.high],
        y=[y, y],
        mode="lines",
        name=f"{name} interval",
        line={"color": colour, "width": 3},
        hoverinfo="skip",
    )
    dot = go.Scatter(
        x=[row.slope],
        y=[y],
        mode="markers",
        name=name,
        marker={"size": 13 if chosen else 10, "color": colour},
        hovertext=[f"<b>{name}</b><br>{told(row)} against naive<br>its own error {raw} a month<br>{row.months} months"],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    return [whisker, dot]


def _holding(theme: Theme) -> dict[str, object]:
    ends = {"x0": -HOLDING_SLOPE, "x1": HOLDING_SLOPE, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", **ends, "line": {"width": 0}, "fillcolor": theme.field, "layer": "below"}
