"""Forecast error by target period: a line per horizon, the chosen one in front, the naive forecast in grey.

The chosen line is rust instead of teal where the naive forecast wins over all its targets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from metrics import words
from metrics.chart import noted
from metrics.chart.frame import EndLabel, axis, end_labels, paper, scale, time_axis, upright, words_at
from metrics.chart.percent_axis import percent_axis
from metrics.chart.periods import placed
from metrics.chart.theme import Theme, Tone
from metrics.results import ForecastResult, PeriodAccuracy
from metrics.rollup.periods import step

HEIGHT = 380  # px
MARGIN = (34, 84, 44, 46)  # px


def figure(forecast: ForecastResult, model: str, horizon: int, theme: Theme) -> go.Figure:
    """WAPE of one model by target period; every horizon is drawn, `horizon` in teal with its naive and its words."""
    rows = _rows(forecast, model)
    front = [row for row in rows if row.horizon == horizon]
    dated = all(isinstance(row.period, dt.date) for row in rows)
    low, high = scale([*(row.wape for row in rows), *(row.naive_wape for row in front)], zero=True)
    traces = [
        _line(
            [row for row in rows if row.horizon == other], forecast, f"{other} ahead", theme.band, 1.5, "solid", dated
        )
        for other in sorted({row.horizon for row in rows} - {horizon})
    ]
    naive = [row.model_copy(update={"wape": row.naive_wape}) for row in front]
    traces.append(_line(naive, forecast, "naive", theme.grey, 2, "dash", dated))
    tone: Tone = "concern" if naive_wins(forecast, model, horizon) else "good"
    traces.append(
        _line(front, forecast, f"{horizon} ahead", theme.tone(tone), 2.5, "solid", dated, _hover(front, forecast))
    )
    traces += noted.traces(notes(forecast, model, horizon), forecast.grain, theme, low)
    shapes, labels = _retrainings(forecast, rows, theme) if dated else ([], [])
    ends = _ends(front, forecast, horizon, theme, tone)
    plot = HEIGHT - MARGIN[0] - MARGIN[2]
    return paper(
        traces,
        theme,
        height=HEIGHT,
        margin=MARGIN,
        xaxis=time_axis(theme) if dated else axis(theme, nticks=8, title={"text": f"target {forecast.grain}"}),
        yaxis=percent_axis(theme, low, high, 6, grid=True),
        shapes=shapes,
        annotations=[*labels, *end_labels(ends, low, high, plot)],
        hovermode="closest",
    )


def alt(forecast: ForecastResult, model: str, horizon: int) -> str:
    """What the chart shows, in words."""
    front = [row for row in _rows(forecast, model) if row.horizon == horizon and row.wape is not None]
    last = f" Latest {words.percent(front[-1].wape)}." if front else ""
    ahead = words.ahead(horizon, forecast.grain)
    text = f"Error of {model} by target {forecast.grain}, {ahead}, beside the naive forecast.{last}"
    return noted.told(text, notes(forecast, model, horizon), forecast.grain)


def naive_wins(forecast: ForecastResult, model: str, horizon: int) -> bool:
    """Whether the naive forecast errs less than the model at this horizon."""
    found = (row.fva for row in forecast.by_horizon if row.model == model and row.horizon == horizon)
    return any(fva is not None and fva < 0 for fva in found)


def notes(forecast: ForecastResult, model: str, horizon: int) -> list[noted.Noted]:
    """The target periods whose data is noted; whole-number targets have no days."""
    rows = [row for row in _rows(forecast, model) if row.horizon == horizon]
    dated = [row.period for row in rows if isinstance(row.period, dt.date)]
    return noted.noted(dated, forecast.grain, forecast.warnings)


def _rows(forecast: ForecastResult, model: str) -> list[PeriodAccuracy]:
    rows = [row for row in forecast.by_period if row.model == model]
    return sorted(
        rows, key=lambda row: (row.horizon, str(row.period) if isinstance(row.period, dt.date) else row.period)
    )


def _line(
    rows: Sequence[PeriodAccuracy],
    forecast: ForecastResult,
    name: str,
    colour: str,
    width: float,
    dash: str,
    dated: bool,
    hover: list[str] | None = None,
) -> go.Scatter:
    return go.Scatter(
        x=[row.period for row in rows],
        y=[row.wape for row in rows],
        mode="lines",
        name=name,
        line={"color": colour, "width": width, "dash": dash},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>" if hover else None,
        hoverinfo=None if hover else "skip",
        **(placed(forecast.grain) if dated else {}),
    )


def _hover(rows: Sequence[PeriodAccuracy], forecast: ForecastResult) -> list[str]:
    return [
        "<br>".join(
            (
                f"<b>{words.period(row.period, forecast.grain) if isinstance(row.period, dt.date) else row.period}</b>",
                f"error {words.percent(row.wape, digits=1)} (WAPE)",
                f"naive {words.percent(row.naive_wape, digits=1)}",
                f"bias {words.percent(row.bias, digits=1, signed=True)}",
                f"{words.number(row.points)} forecasts",
            )
        )
        for row in rows
    ]


def _retrainings(
    forecast: ForecastResult, rows: Sequence[PeriodAccuracy], theme: Theme
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    dates = [row.period for row in rows if isinstance(row.period, dt.date)]
    made = [step(row.period, forecast.grain, -row.horizon) for row in rows if isinstance(row.period, dt.date)]
    inside = [day for day in forecast.retrainings if dates and min(made) <= day <= max(dates)]
    marks = [upright(day, theme.muted, width=1, dash="dot") for day in inside]
    above = {"yref": "paper", "y": 1, "yanchor": "bottom", "xanchor": "left", "xshift": -2}
    return marks, [words_at("retrained", theme.muted, x=day, **above) for day in inside]


def _ends(
    rows: Sequence[PeriodAccuracy], forecast: ForecastResult, horizon: int, theme: Theme, tone: Tone
) -> list[EndLabel]:
    known = [row for row in rows if row.wape is not None]
    naive = [row.naive_wape for row in rows if row.naive_wape is not None]
    labels = []
    if known and (last := known[-1].wape) is not None:
        labels.append(
            EndLabel(
                words.ahead(horizon, forecast.grain).replace(" ahead", "<br>ahead"),
                last,
                theme.tone_text(tone),
                bold=True,
            )
        )
    if naive:
        labels.append(EndLabel("naive", naive[-1], theme.muted))
    return labels
