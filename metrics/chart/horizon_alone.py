"""One horizon's error by target period, small, to stand beside the others': all share one scale of error and of time.

A line per horizon in one chart hides who is above whom; side by side on the same axes they compare at a glance.
"""

from __future__ import annotations

import plotly.graph_objects as go

from metrics import words
from metrics.chart.accuracy_by_period import naive_wins
from metrics.chart.frame import paper, scale, time_axis
from metrics.chart.percent_axis import percent_axis
from metrics.chart.periods import placed
from metrics.chart.theme import Theme
from metrics.results import ForecastResult, PeriodAccuracy

HEIGHT = 170  # px
MARGIN = (6, 8, 40, 40)  # px
MOST = 12  # horizons that are shown side by side; the table has all


def horizons(forecast: ForecastResult, model: str) -> list[int]:
    """The model's horizons, nearest first; none where there is only one to look at, or periods are no days."""
    rows = [row for row in forecast.by_period if row.model == model]
    found = sorted({row.horizon for row in rows})
    return found[:MOST] if len(found) > 1 and not any(isinstance(row.period, int) for row in rows) else []


def figure(forecast: ForecastResult, model: str, horizon: int, theme: Theme) -> go.Figure:
    """The horizon's line, teal or rust, over its naive forecast in grey; axes are those of all horizons."""
    every = [row for row in forecast.by_period if row.model == model and row.horizon in horizons(forecast, model)]
    rows = _rows(forecast, model, horizon)
    low, high = scale([value for row in every for value in (row.wape, row.naive_wape)], zero=True)
    dates = sorted(f"{row.period}" for row in every)
    colour = theme.tone("concern" if naive_wins(forecast, model, horizon) else "good")
    at = placed(forecast.grain)
    days = [row.period for row in rows]
    told = [
        f"<b>{words.period(row.period, forecast.grain)}</b><br>error {words.percent(row.wape, digits=1)} (WAPE)<br>"
        f"naive {words.percent(row.naive_wape, digits=1)}"
        for row in rows
    ]
    grey, front = {"color": theme.grey, "width": 1}, {"color": colour, "width": 2}
    naive = go.Scatter(
        x=days, y=[row.naive_wape for row in rows], mode="lines", name="naive", line=grey, hoverinfo="skip", **at
    )
    line = go.Scatter(
        x=days,
        y=[row.wape for row in rows],
        mode="lines",
        name="error",
        line=front,
        hovertext=told,
        hovertemplate="%{hovertext}<extra></extra>",
        **at,
    )
    return paper(
        [naive, line],
        theme,
        height=HEIGHT,
        margin=MARGIN,
        xaxis=time_axis(theme, range=[dates[0], dates[-1]]),
        yaxis=percent_axis(theme, low, high, 4, grid=True),
        hovermode="closest",
    )


def title(forecast: ForecastResult, model: str, horizon: int) -> str:
    """What stands above a panel: "3 weeks ahead: 9.6 %, naive 25.5 %"."""
    row = next(row for row in forecast.by_horizon if row.model == model and row.horizon == horizon)
    naive = "" if row.naive_wape is None else f", naive {words.percent(row.naive_wape, digits=1)}"
    return f"{words.ahead(horizon, forecast.grain).capitalize()}: {words.percent(row.wape, digits=1)}{naive}"


def alt(forecast: ForecastResult, model: str, horizon: int) -> str:
    """What a panel shows, in words."""
    known = [row.wape for row in _rows(forecast, model, horizon) if row.wape is not None]
    between = f" Between {words.percent(min(known))} and {words.percent(max(known))}." if known else ""
    return f"Error of {model} by target {forecast.grain}. {title(forecast, model, horizon)}.{between}"


def _rows(forecast: ForecastResult, model: str, horizon: int) -> list[PeriodAccuracy]:
    rows = [row for row in forecast.by_period if (row.model, row.horizon) == (model, horizon)]
    return sorted(rows, key=lambda row: f"{row.period}")
