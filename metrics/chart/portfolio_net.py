"""What all projects of a currency put in and got back by calendar month, and the running sum of it.

A month in which a project has no known figure counts nothing of it and says so: hollow, never a silent zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import plotly.graph_objects as go

from metrics import words
from metrics.chart.frame import EndLabel, axis, end_labels, money_scale, paper, time_axis
from metrics.chart.periods import SPANS, after, placed
from metrics.chart.theme import Theme
from metrics.results import Headline

HEIGHT = 330  # px
MARGIN = (12, 84, 44, 52)  # px
BAR = 0.7  # of a month
FEW = 3  # names in one breath


@dataclass(frozen=True)
class Month:
    """One calendar month of all projects that count; amounts are positive. unknown, ended: projects by name.

    unknown: their benefit of the month is not known. ended: their data end before the month's begin.
    """

    period: dt.date
    cost: float
    benefit: float
    cumulative: float
    unknown: tuple[str, ...]
    ended: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every project that has begun is known here."""
        return not self.unknown and not self.ended


def counted(heads: Sequence[Headline]) -> list[Headline]:
    """The projects that the chart adds up: those whose net is known, as in the portfolio's total."""
    return [head for head in heads if head.net is not None and head.flows]


def months(heads: Sequence[Headline]) -> list[Month]:
    """Every month from the first flow of any project to the last, in order."""
    known = counted(heads)
    if not known:
        return []
    flows = {head.project: {flow.period: flow for flow in head.flows or ()} for head in known}
    period, last = min(min(each) for each in flows.values()), max(max(each) for each in flows.values())
    rows: list[tuple[dt.date, float, float, tuple[str, ...], tuple[str, ...]]] = []
    while period <= last:
        here = [(head, flows[head.project][period]) for head in known if period in flows[head.project]]
        rows.append(
            (
                period,
                sum(flow.cost for _, flow in here),
                sum(flow.benefit for _, flow in here if flow.benefit is not None),
                tuple(head.name for head, flow in here if flow.benefit is None),
                tuple(head.name for head in known if max(flows[head.project]) < period),
            )
        )
        period = after(period, "month")
    sums = accumulate(benefit - cost for _, cost, benefit, *_ in rows)
    return [
        Month(start, cost, benefit, so_far, unknown, ended)
        for (start, cost, benefit, unknown, ended), so_far in zip(rows, sums, strict=True)
    ]


def figure(heads: Sequence[Headline], theme: Theme, currency: str) -> go.Figure:
    """Bars down and up, the running sum as a line; months that lack a project's figures are hollow."""
    found = months(heads)
    low, high = money_scale(x for m in found for x in (m.cumulative, -m.cost, m.benefit))
    months_, place = [month.period for month in found], placed("month")
    width = BAR * SPANS["month"]
    hovers = [_hover(month, currency) for month in found]
    bars = [
        go.Bar(
            x=months_, y=values, width=width, name=name, marker={"color": colour}, hovertext=hovers, **_shown(), **place
        )
        for name, values, colour in (
            ("put in", [-month.cost for month in found], theme.concern_tint),
            ("came back", [month.benefit for month in found], theme.good_tint),
        )
    ]
    line = go.Scatter(
        x=months_,
        y=[month.cumulative for month in found],
        mode="lines",
        line={"color": theme.ink, "width": 2.5},
        name="cumulative net",
        hovertext=hovers,
        cliponaxis=False,
        **_shown(),
        **placed("month", "end"),
    )
    hollow = [month for month in found if not month.whole]
    gaps = go.Scatter(
        x=[month.period for month in hollow],
        y=[month.cumulative for month in hollow],
        mode="markers",
        marker={"size": 8, "color": theme.paper, "line": {"color": theme.ink, "width": 1.8}},
        name="not all known",
        hovertext=[_hover(month, currency) for month in hollow],
        cliponaxis=False,
        **_shown(),
        **placed("month", "end"),
    )
    ends = []
    if found:
        tone = theme.good_text if found[-1].cumulative >= 0 else theme.concern_text
        ends = [EndLabel(f"net so far<br>{words.short(found[-1].cumulative)}", found[-1].cumulative, tone, bold=True)]
    zero = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": 0, "y1": 0}
    return paper(
        [*bars, line, *([gaps] if hollow else [])],
        theme,
        height=HEIGHT,
        margin=MARGIN,
        xaxis=time_axis(theme),
        yaxis=axis(theme, grid=True, range=[low, high], nticks=5, tickformat="~s"),
        shapes=[{**zero, "line": {"color": theme.grey, "width": 1}}],
        annotations=end_labels(ends, low, high, HEIGHT - MARGIN[0] - MARGIN[2]),
        barmode="relative",
        hovermode="closest",
    )


def alt(heads: Sequence[Headline], currency: str) -> str:
    """The chart in words."""
    found = months(heads)
    if not found:
        return "No project has a known net yet."
    last, deepest = found[-1], min(found, key=lambda month: month.cumulative)
    return (
        f"Cumulative net of {words.count(len(counted(heads)), 'project')} by month: lowest"
        f" {words.money(deepest.cumulative, currency)} in {words.period(deepest.period, 'month')},"
        f" {words.money(last.cumulative, currency)} at the end of {words.period(last.period, 'month')}."
    )


def gaps(heads: Sequence[Headline], currency: str) -> list[str]:
    """What the sum does not hold, a sentence each: months that are unknown, data that end early, costs alone."""
    found, lines = months(heads), []
    unknown = [month for month in found if month.unknown]
    if unknown:
        names = _names([name for month in unknown for name in month.unknown])
        lines.append(f"In {words.count(len(unknown), 'month')} the benefit of {names} is unknown and counts nothing.")
    since: dict[str, dt.date] = {}
    for month in found:
        for name in month.ended:
            since.setdefault(name, month.period)
    if since:
        groups = {start: [name for name, first in since.items() if first == start] for start in since.values()}
        told = [f"{_names(names)} from {words.period(start, 'month')} on" for start, names in groups.items()]
        more = sum(len(names) for names in list(groups.values())[FEW:])
        told = [*told[:FEW], *([f"{more} more"] if more else [])]
        lines.append(f"Later data are not there yet, so the sum goes on without {words.listed(told)}.")
    alone = [head for head in heads if head.net is None and head.cost]
    if alone:
        cost = words.money(sum(head.cost or 0.0 for head in alone), currency)
        names = _names([head.name for head in alone])
        lines.append(f"{cost} of costs are left out: no benefit of {names} is known yet.")
    return lines


def _names(found: Sequence[str]) -> str:
    names = list(dict.fromkeys(found))
    if len(names) > FEW:
        return f"{', '.join(names[:FEW])} and {len(names) - FEW} more"
    return words.listed(names)


def _hover(month: Month, currency: str) -> str:
    told = [
        f"<b>{words.period(month.period, 'month')}</b>",
        f"put in {words.money(month.cost, currency)}, came back {words.money(month.benefit, currency)}",
        f"net so far {words.money(month.cumulative, currency)}",
    ]
    told += [f"unknown: {_names(month.unknown)}"] if month.unknown else []
    told += [f"no data yet: {_names(month.ended)}"] if month.ended else []
    return "<br>".join(told)


def _shown() -> dict[str, str]:
    return {"hovertemplate": "%{hovertext}<extra></extra>"}
