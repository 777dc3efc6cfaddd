"""Coverage of the intervals: how often the actual fell inside, by horizon, beside what the interval promised."""

from __future__ import annotations

import plotly.graph_objects as go

from metrics import words
from metrics.chart.frame import EndLabel, axis, end_labels, paper
from metrics.chart.percent_axis import percent_axis
from metrics.chart.theme import Theme
from metrics.results import Accuracy, ForecastResult

HEIGHT = 300  # px
MARGIN = (14, 84, 46, 46)  # px
RANGE = (0.0, 1.04)


def levels(forecast: ForecastResult, model: str) -> list[str]:
    """The intervals that the model gives, narrowest first: ["50", "95"]; empty where it gives none."""
    found = {
        key for row in forecast.by_horizon if row.model == model for key, got in row.coverage.items() if got is not None
    }
    return sorted(found, key=float)


def figure(forecast: ForecastResult, model: str, theme: Theme) -> go.Figure:
    """A line a level over horizons; the dashed line of the same colour is the level itself."""
    rows = _rows(forecast, model)
    traces, shapes, ends = [], [], []
    for index, level in enumerate(levels(forecast, model)):
        colour = (theme.good, theme.blue, theme.ochre)[index % 3]
        nominal = float(level) / 100
        values = [row.coverage.get(level) for row in rows]
        traces.append(
            go.Scatter(
                x=[row.horizon for row in rows],
                y=values,
                mode="lines+markers",
                name=f"{level} % interval",
                line={"color": colour, "width": 2.5},
                marker={"size": 7, "color": colour},
                hovertext=[
                    f"<b>{level} % interval, horizon {row.horizon}</b><br>"
                    f"held the actual in {words.percent(v, digits=1)}"
                    for row, v in zip(rows, values, strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
        line = {"color": colour, "width": 1.5, "dash": "dash"}
        shapes.append(
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": nominal, "y1": nominal, "line": line}
        )
        ends.append(EndLabel(f"{level} %<br>promised", nominal, theme.muted))
    plot = HEIGHT - MARGIN[0] - MARGIN[2]
    return paper(
        traces,
        theme,
        height=HEIGHT,
        margin=MARGIN,
        xaxis=axis(
            theme,
            tickvals=[row.horizon for row in rows] if len(rows) <= 13 else None,
            title={"text": f"{forecast.grain}s ahead", "font": {"size": 12, "color": theme.muted}, "standoff": 8},
        ),
        yaxis=percent_axis(theme, *RANGE, 6, grid=True),
        shapes=shapes,
        annotations=end_labels(ends, *RANGE, plot),
        hovermode="closest",
    )


def alt(forecast: ForecastResult, model: str) -> str:
    """What the chart shows, in words."""
    parts = [
        f"{level} % interval {', '.join(words.percent(row.coverage.get(level)) for row in _rows(forecast, model))}"
        for level in levels(forecast, model)
    ]
    return f"Share of actuals inside the intervals of {model} by horizon: {'; '.join(parts)}."


def _rows(forecast: ForecastResult, model: str) -> list[Accuracy]:
    return sorted((row for row in forecast.by_horizon if row.model == model), key=lambda row: row.horizon)
