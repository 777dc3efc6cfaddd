"""How payback moves with each assumption alone: a bar from one end of the assumption to the other, widest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from metrics import words
from metrics.chart.frame import axis, paper
from metrics.chart.theme import Theme
from metrics.results import Money, Sensitivity

ROW = 64  # px of one assumption
MARGIN = (30, 24, 44, 8)  # px
BEYOND = 1.15  # of the latest payback drawn: where a bar ends that is not paid back at all
NAMES = {"unit_value": "Money per unit", "realised_share": "Share that becomes real", "effect": "Effect"}


def figure(money: Money, titles: Mapping[str, str], theme: Theme) -> go.Figure:
    """One row an assumption; the line is the payback as stated. An end that is never reached has an open mark."""
    found = ordered(money.sensitivity)
    stated = money.payback.months
    reached = [m for one in found for m in (one.months_low, one.months_high, stated) if m is not None]
    beyond = max(reached, default=1.0) * BEYOND if max(reached, default=1.0) > 0 else 1.0
    traces = []
    for place, one in enumerate(found):
        ends = [(one.months_low, one.low), (one.months_high, one.high)]
        at = [beyond if months is None else months for months, _ in ends]
        traces.append(
            go.Scatter(
                x=at,
                y=[place, place],
                mode="lines+markers+text",
                line={"color": theme.ink, "width": 6},
                marker={
                    "size": 11,
                    "color": [theme.paper if months is None else theme.ink for months, _ in ends],
                    "line": {"color": theme.ink, "width": 1.5},
                },
                text=[written(one, value) for _, value in ends],
                textposition=["bottom right", "bottom left"] if at[0] > at[1] else ["bottom left", "bottom right"],
                textfont={"color": theme.muted, "size": 12},
                cliponaxis=False,
                hovertext=[f"{written(one, value)}: {_back(months)}" for months, value in ends],
                hovertemplate="%{hovertext}<extra></extra>",
                name=name(one, titles),
            )
        )
    labels = [
        {
            "text": words.plain(name(one, titles)),
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": place,
            "yshift": 17,
            "showarrow": False,
            "font": {"color": theme.text, "size": 13},
        }
        for place, one in enumerate(found)
    ]
    shapes = []
    if stated is not None:
        line = {"color": theme.grey, "width": 1.5, "dash": "dash"}
        shapes.append({"type": "line", "x0": stated, "x1": stated, "y0": 0, "y1": 1, "yref": "paper", "line": line})
    least = min(reached, default=0.0)
    span = (beyond - least) or 1.0
    return paper(
        traces,
        theme,
        height=MARGIN[0] + MARGIN[2] + ROW * max(len(found), 1),
        margin=MARGIN,
        xaxis=axis(
            theme,
            grid=True,
            range=[min(least, 0.0) if least < span else least - 0.15 * span, beyond + 0.1 * span],
            title={"text": "months from launch", "font": {"size": 12, "color": theme.muted}, "standoff": 8},
        ),
        yaxis=axis(theme, range=[len(found) - 0.4, -0.7], showticklabels=False),
        annotations=labels,
        shapes=shapes,
        hovermode="closest",
    )


def alt(money: Money, titles: Mapping[str, str]) -> str:
    """What the chart shows, in words."""
    parts = [
        f"{name(one, titles)} {written(one, one.low)}: {_back(one.months_low)}, {written(one, one.high)}:"
        f" {_back(one.months_high)}"
        for one in ordered(money.sensitivity)
    ]
    return f"Payback under other assumptions. {'; '.join(parts)}."


def ordered(found: Sequence[Sensitivity]) -> list[Sensitivity]:
    """Those that move payback most come first; what may not be reached at all before them."""

    def width(one: Sensitivity) -> tuple[bool, float]:
        if one.months_low is None or one.months_high is None:
            return False, -1.0 if one.months_low is one.months_high else -2.0
        return True, -abs(one.months_high - one.months_low)

    return sorted(found, key=width)


def name(one: Sensitivity, titles: Mapping[str, str]) -> str:
    """An assumption in words: "Money per unit, Human-handled tickets"."""
    kind, _, kpi = one.assumption.partition(".")
    return f"{NAMES[kind]}, {titles.get(kpi, kpi)}" if kpi else "Running costs"


def written(one: Sensitivity, value: float) -> str:
    """An end of an assumption as people write it."""
    kind = one.assumption.partition(".")[0]
    if kind == "running_cost":
        return words.percent(value - 1, signed=True)
    if kind == "unit_value":
        return words.number(value, 2)
    return words.percent(value, signed=kind == "effect")


def _back(months: float | None) -> str:
    return "not paid back" if months is None else f"paid back after {words.months(months)}"
