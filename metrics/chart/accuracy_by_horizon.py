"""Forecast error by horizon: a line per model, the naive forecast in grey. Lower is better.

A rust mark is an error above that of the naive forecast.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from metrics import words
from metrics.chart.frame import EndLabel, axis, end_labels, paper, scale
from metrics.chart.percent_axis import percent_axis
from metrics.chart.theme import Theme
from metrics.results import Accuracy, ForecastResult

HEIGHT = 340  # px
MARGIN = (14, 92, 46, 46)  # px


def figure(forecast: ForecastResult, model: str, theme: Theme) -> go.Figure:
    """WAPE by horizon; `model` in teal and in front, the others behind it, with the naive error on the same rows."""
    models = list(dict.fromkeys(row.model for row in forecast.by_horizon))
    colours = dict(zip([m for m in models if m != model], _colours(theme, len(models)), strict=False))
    colours[model] = theme.good
    order = [other for other in models if other != model] + [model]
    low, high = scale([x for row in forecast.by_horizon for x in (row.wape, row.naive_wape)], zero=True)
    chosen = _rows(forecast, model)
    traces = [_line([(r.horizon, r.naive_wape) for r in chosen], "naive", theme.grey, "dash", None)]
    ends = [EndLabel("naive", y, theme.muted) for y in [r.naive_wape for r in chosen][-1:] if y is not None]
    for name in order:
        rows = _rows(forecast, name)
        line = _line([(r.horizon, r.wape) for r in rows], name, colours[name], "solid", _hover(rows))
        marks = [theme.concern if row.fva is not None and row.fva < 0 else colours[name] for row in rows]
        traces.append(line.update(marker={"color": marks}))
        last = [row.wape for row in rows if row.wape is not None][-1:]
        text = theme.good_text if name == model else theme.muted
        ends += [EndLabel(words.shortened(name, 13), y, text, bold=name == model) for y in last]
    plot = HEIGHT - MARGIN[0] - MARGIN[2]
    horizons = sorted({row.horizon for row in forecast.by_horizon})
    return paper(
        traces,
        theme,
        height=HEIGHT,
        margin=MARGIN,
        xaxis=axis(
            theme,
            tickvals=horizons if len(horizons) <= 13 else None,
            nticks=8,
            title={"text": f"{forecast.grain}s ahead", "font": {"size": 12, "color": theme.muted}, "standoff": 8},
        ),
        yaxis=percent_axis(theme, low, high, 6, grid=True),
        annotations=end_labels(ends, low, high, plot),
        hovermode="closest",
    )


def alt(forecast: ForecastResult, model: str) -> str:
    """What the chart shows, in words."""
    parts = [f"{words.ahead(row.horizon, forecast.grain)} {words.percent(row.wape)}" for row in _rows(forecast, model)]
    return f"Error of {model} by horizon: {', '.join(parts)}."


def _rows(forecast: ForecastResult, model: str) -> list[Accuracy]:
    return sorted((row for row in forecast.by_horizon if row.model == model), key=lambda row: row.horizon)


def _colours(theme: Theme, count: int) -> list[str]:
    return ([theme.ink, theme.blue, theme.ochre] * count)[:count]


def _line(
    points: Sequence[tuple[int, float | None]], name: str, colour: str, dash: str, hover: list[str] | None
) -> go.Scatter:
    return go.Scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines+markers",
        name=name,
        line={"color": colour, "width": 2.5 if hover else 2, "dash": dash},
        marker={"size": 7 if hover else 4, "color": colour},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>" if hover else None,
        hoverinfo=None if hover else "skip",
    )


def _hover(rows: Sequence[Accuracy]) -> list[str]:
    return [
        f"<b>{row.model}, horizon {row.horizon}</b><br>error {words.percent(row.wape, digits=1)} (WAPE)<br>"
        f"naive {words.percent(row.naive_wape, digits=1)}<br>bias {words.percent(row.bias, digits=1, signed=True)}<br>"
        f"{words.number(row.points)} forecasts"
        for row in rows
    ]
