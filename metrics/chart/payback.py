"""Payback: cumulative net with its break-even ring over the monthly costs and benefits. Projected months are hollow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go

from metrics import words
from metrics.chart import hover, noted
from metrics.chart.band import band
from metrics.chart.frame import EndLabel, axis, end_labels, money_scale, paper, time_axis, upright, words_at
from metrics.chart.periods import SPANS, after, placed
from metrics.chart.theme import Theme
from metrics.results import CashFlow, Money

HEIGHT = 420  # px
MARGIN = (34, 80, 44, 58)  # px
BAR = 0.7  # of a month
EDGE = 0.25  # of the time axis: a ring closer to its end has its words on the left


def figure(money: Money, launch: dt.date, theme: Theme, currency: str) -> go.Figure:
    """Cumulative net at month ends; costs below zero, benefits above, months whose benefit is unknown marked."""
    flows = list(money.cash_flows)
    drawn: list[float | None] = [value for f in flows for value in (f.cumulative, f.low, f.high, -f.cost, f.benefit)]
    drawn += [total for _, total in planned(flows)]
    low, high = money_scale(drawn)
    start = flows[0].period if flows else launch
    end = after(flows[-1].period, "month") if flows else launch
    traces: list[go.Scatter | go.Bar] = [
        *_bars(flows, theme, currency),
        *band([(f.period, f.low, f.high) for f in flows], theme, placed("month", "end")),
    ]
    traces += [*_planned(flows, theme), *_unknown(flows, theme), *_cumulative(flows, theme, currency)]
    shapes: list[dict[str, Any]] = [_zero(theme)]
    labels: list[dict[str, Any]] = []
    if start <= launch <= end:
        shapes.append(upright(launch, theme.text))
        labels.append(
            words_at("<b>launch</b>", theme.text, x=launch, xanchor="center", yref="paper", y=1, yanchor="bottom")
        )
    traces += _ring(money, theme) + noted.traces(notes(money), "month", theme, low)
    labels += _ring_words(money, theme)
    plot = HEIGHT - MARGIN[0] - MARGIN[2]
    return paper(
        traces,
        theme,
        height=HEIGHT,
        margin=MARGIN,
        xaxis=time_axis(theme, range=[start, end]),
        yaxis=axis(theme, grid=True, range=[low, high], nticks=6, tickformat="~s"),
        shapes=shapes,
        annotations=[*labels, *end_labels(_ends(flows, theme), low, high, plot)],
        barmode="relative",
        hovermode="closest",
    )


def alt(money: Money, launch: dt.date, currency: str) -> str:
    """What the chart shows, in words."""
    last = money.cash_flows[-1] if money.cash_flows else None
    stand = (
        f" Cumulative net at the end of {words.period(last.period, 'month')}: {words.money(last.cumulative, currency)}."
        if last
        else ""
    )
    return noted.told(f"Cumulative net by month, launch on {words.day(launch)}.{stand}", notes(money), "month")


def notes(money: Money) -> list[noted.Noted]:
    """The months whose data is noted; projected ones have none."""
    return noted.noted([flow.period for flow in money.cash_flows if not flow.projected], "month", money.warnings)


def planned(flows: Sequence[CashFlow]) -> list[tuple[dt.date, float]]:
    """The planned net cumulated at month ends, from the first month with a plan to the last."""
    promised = [flow for flow in flows if flow.planned is not None]
    if not promised:
        return []
    inside = [flow for flow in flows if promised[0].period <= flow.period <= promised[-1].period]
    return list(zip([f.period for f in inside], accumulate(f.planned or 0.0 for f in inside), strict=True))


def _bars(flows: Sequence[CashFlow], theme: Theme, currency: str) -> list[go.Bar]:
    bars = []
    for projected in (False, True):
        part = [flow for flow in flows if flow.projected == projected]
        series = (
            ("cost", theme.concern_tint, theme.concern, [-flow.cost for flow in part]),
            ("benefit", theme.good_tint, theme.good, [flow.benefit for flow in part]),
        )
        for name, tint, edge, values in series:
            if any(values):
                plain = "rgba(0, 0, 0, 0)"
                fill: str | list[str] = plain if projected else tint
                line: str | list[str] = edge
                if name == "benefit" and any(value is not None and value < 0 for value in values):
                    lost = [value is not None and value < 0 for value in values]  # below zero it is a loss
                    fill = [plain if projected else theme.concern_tint if bad else tint for bad in lost]
                    line = [theme.concern if bad else edge for bad in lost]
                bars.append(
                    go.Bar(
                        x=[flow.period for flow in part],
                        y=values,
                        width=BAR * SPANS["month"],
                        name=f"{name}, projected" if projected else name,
                        marker={"color": fill, "line": {"color": line, "width": 1}},
                        hovertext=[hover.flow(flow, currency) for flow in part],
                        hovertemplate="%{hovertext}<extra></extra>",
                        **placed("month"),
                    )
                )
    return bars


def _cumulative(flows: Sequence[CashFlow], theme: Theme, currency: str) -> list[go.Scatter]:
    known = [flow for flow in flows if not flow.projected]
    ahead = [flow for flow in flows if flow.projected]
    parts = [("cumulative net", known, "solid", [theme.ink] * len(known))]
    if ahead:
        joined = [*known[-1:], *ahead]
        fills = [theme.paper if flow.projected else theme.ink for flow in joined]
        parts.append(("cumulative net, projected", joined, "dot", fills))
    return [
        go.Scatter(
            x=[flow.period for flow in part],
            y=[flow.cumulative for flow in part],
            mode="lines+markers",
            name=name,
            cliponaxis=False,
            line={"color": theme.ink, "width": 2.5, "dash": dash},
            marker={"size": 6, "color": fills, "line": {"color": theme.ink, "width": 1.5}},
            hovertext=[hover.flow(flow, currency) for flow in part],
            hovertemplate="%{hovertext}<extra></extra>",
            **placed("month", "end"),
        )
        for name, part, dash, fills in parts
        if part
    ]


def _planned(flows: Sequence[CashFlow], theme: Theme) -> list[go.Scatter]:
    promised = planned(flows)
    if not promised:
        return []
    return [
        go.Scatter(
            x=[period for period, _ in promised],
            y=[total for _, total in promised],
            mode="lines",
            name="planned",
            line={"color": theme.grey, "width": 2, "dash": "dash"},
            hoverinfo="skip",
            **placed("month", "end"),
        )
    ]


def _unknown(flows: Sequence[CashFlow], theme: Theme) -> list[go.Scatter]:
    missing = [flow for flow in flows if flow.benefit is None]
    if not missing:
        return []
    return [
        go.Scatter(
            x=[flow.period for flow in missing],
            y=[0.0] * len(missing),
            mode="markers",
            name="benefit unknown",
            marker={"symbol": "x-thin", "size": 8, "line": {"color": theme.text, "width": 1.5}},
            hovertext=[f"{words.period(flow.period, 'month')}: benefit unknown, counted as none" for flow in missing],
            hovertemplate="%{hovertext}<extra></extra>",
            **placed("month"),
        )
    ]


def _ring(money: Money, theme: Theme) -> list[go.Scatter]:
    if money.payback.date is None or money.payback.months is None:
        return []
    ring = {"size": 15, "color": theme.paper, "line": {"color": _ring_colour(money, theme), "width": 3}}
    return [
        go.Scatter(
            x=[money.payback.date],
            y=[0.0],
            mode="markers",
            name="break-even",
            marker=ring,
            hovertext=[f"{ring_word(money)} on {words.day(money.payback.date)}"],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    ]


def _ring_words(money: Money, theme: Theme) -> list[dict[str, Any]]:
    if money.payback.date is None or money.payback.months is None:
        return []
    text = f"<b>{ring_word(money)}<br>after {words.months(money.payback.months)}</b>"
    colour = theme.good_text if money.payback.proven else theme.muted
    end = after(money.cash_flows[-1].period, "month") if money.cash_flows else money.payback.date
    start = money.cash_flows[0].period if money.cash_flows else money.payback.date
    if (end - money.payback.date).days < EDGE * (end - start).days:  # the words would leave the paper on the right
        side = {"xanchor": "right", "xshift": -8, "yanchor": "bottom", "yshift": 12, "bgcolor": theme.paper}
    else:
        side = {"xanchor": "left", "xshift": 8, "yanchor": "top", "yshift": -12}
    return [words_at(text, colour, x=money.payback.date, y=0, yref="y", **side)]


def ring_word(money: Money) -> str:
    """What the ring at the crossing stands for."""
    if money.payback.status == "paid_back":
        return "paid back" if money.payback.proven else "paid back, not proven"
    return {"projected": "projected", "lost_again": "first crossed"}.get(money.payback.status or "", "break-even")


def _ring_colour(money: Money, theme: Theme) -> str:
    if money.payback.status != "paid_back":
        return theme.grey
    return theme.good if money.payback.proven else theme.ink


def _ends(flows: Sequence[CashFlow], theme: Theme) -> list[EndLabel]:
    labels = [EndLabel("cumulative<br>net", flows[-1].cumulative, theme.muted, bold=True)] if flows else []
    promised = planned(flows)
    return [*labels, EndLabel("planned", promised[-1][1], theme.muted)] if promised else labels


def _zero(theme: Theme) -> dict[str, Any]:
    line = {"color": theme.muted, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": 0, "y1": 0, "line": line}
