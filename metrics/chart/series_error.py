"""Where the error comes from: the series with the largest share of a model's error, one lane each."""

from __future__ import annotations

import plotly.graph_objects as go

from metrics import words
from metrics.chart import lanes
from metrics.chart.frame import axis, paper
from metrics.chart.theme import Theme
from metrics.results import ForecastResult, SeriesAccuracy

MARGIN = (14, 14, 8, 14)  # px
LANE = 40  # px
WORST = 8  # series shown; the table has all


def worst(forecast: ForecastResult, model: str, count: int = WORST) -> list[SeriesAccuracy]:
    """The model's series by their share of its error, largest first; series without a share come last."""
    rows = [row for row in forecast.by_series if row.model == model]
    return sorted(rows, key=lambda row: -(row.share_of_error or 0.0))[:count]


def figure(forecast: ForecastResult, model: str, theme: Theme) -> go.Figure:
    """A bar a series, as long as its share of the error."""
    rows = worst(forecast, model)
    at = [float(len(rows) - row) for row in range(len(rows))]
    shares = [row.share_of_error for row in rows]
    bars = go.Bar(
        x=shares,
        y=at,
        orientation="h",
        width=0.22,
        name="share of error",
        marker={"color": theme.concern_tint, "line": {"color": theme.concern, "width": 1}},
        hovertext=[
            f"<b>{row.series}</b><br>{words.percent(row.share_of_error, digits=1)} of the error<br>"
            f"error {words.percent(row.wape, digits=1)} (WAPE)<br>bias {words.percent(row.bias, digits=1, signed=True)}"
            for row in rows
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    labels = [lanes.name(words.shortened(row.series, 26), y, theme) for row, y in zip(rows, at, strict=True)]
    labels += [lanes.value(words.percent(row.share_of_error), y, theme.muted) for row, y in zip(rows, at, strict=True)]
    return paper(
        [bars],
        theme,
        height=lanes.height(len(rows), MARGIN, LANE),
        margin=MARGIN,
        xaxis=axis(
            theme, range=[0, max([s for s in shares if s is not None], default=1.0) * 1.02], showticklabels=False
        ),
        yaxis=axis(theme, range=[0.6, len(rows) + 0.75], showticklabels=False),
        annotations=labels,
        hovermode="closest",
    )


def alt(forecast: ForecastResult, model: str) -> str:
    """What the chart shows, in words."""
    parts = [f"{row.series} {words.percent(row.share_of_error)}" for row in worst(forecast, model)]
    return f"Share of the error of {model} by series: {', '.join(parts)}."
