"""The interval around a line: always drawn where it is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from metrics.chart.theme import Theme

Bound = tuple[dt.date, float | None, float | None]  # period, low, high


def band(bounds: Sequence[Bound], theme: Theme, placed: Mapping[str, Any]) -> list[go.Scatter]:
    """The upper and the lower edge, the field between them filled; nothing where no period has both."""
    known = [bound for bound in bounds if bound[1] is not None and bound[2] is not None]
    upper, lower = [high for _, _, high in known], [low for _, low, _ in known]
    edges = (("interval, upper", upper, None), ("interval, lower", lower, "tonexty"))
    return [
        go.Scatter(
            x=[period for period, _, _ in known],
            y=values,
            mode="lines",
            line={"width": 0},
            fill=fill,
            fillcolor=theme.band,
            name=name,
            hoverinfo="skip",
            **placed,
        )
        for name, values, fill in edges
        if known
    ]
