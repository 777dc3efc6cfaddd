"""When did it pay back: one lane a project, in months from launch, with earliest to latest where it is known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import plotly.graph_objects as go

from metrics import words
from metrics.chart import lanes
from metrics.chart.frame import axis, paper
from metrics.chart.theme import Theme
from metrics.results import Headline, Payback

MARGIN = (22, 16, 44, 16)  # px
LEAST = 6.0  # months that the axis shows at least
ROOMY, CLOSE = 8, 31  # lanes up to which they have all their room; px of each where they are more
ORDER = ("paid_back", "projected", "lost_again", "not_reached", None)


def ordered(projects: Sequence[Headline]) -> list[Headline]:
    """Those that paid back first, the soonest at the top; then projections, and those without a payback."""

    def key(head: Headline) -> tuple[int, float, str]:
        back = head.payback
        months = back.months if back and back.months is not None else float("inf")
        return ORDER.index(back.status if back else None), months, head.name.casefold()

    return sorted(projects, key=key)


def stamp(projects: Sequence[Headline]) -> str:
    """What a chart of several projects is kept under: their names, snapshots and limits in one."""
    told = "\n".join(f"{head.project} {head.name} {head.snapshot} {head.limited}" for head in projects)
    return f"sha256:{hashlib.sha256(told.encode()).hexdigest()}"


def figure(projects: Sequence[Headline], theme: Theme) -> go.Figure:
    """A full dot is a payback that has happened, teal where proven; a hollow one a projection; no dot says why."""
    rows = len(projects)
    furthest = [
        x for head in projects if head.payback for x in (head.payback.months, head.payback.latest) if x is not None
    ]
    shapes, labels, traces = [], [], []
    for row, head in enumerate(projects):
        y = float(rows - row)
        shapes.append(lanes.line(y, theme))
        labels.append(lanes.name(head.name, y, theme))
        payback = head.payback
        if payback is None or payback.months is None or payback.status == "lost_again":
            labels.append(lanes.value(words.payback(payback), y, theme.muted))
            continue
        traces += _marks(head.name, payback, y, theme)
        shapes.append(lanes.zero(y, theme))
        proven = payback.status == "paid_back" and payback.proven
        labels.append(lanes.value(words.payback(payback), y, theme.good_text if proven else theme.muted))
    return paper(
        traces,
        theme,
        height=lanes.height(rows, MARGIN, lanes.LANE if rows <= ROOMY else CLOSE),
        margin=MARGIN,
        xaxis=axis(
            theme,
            range=[min([0.0, *furthest]), max([LEAST, *furthest]) * 1.06],
            nticks=7,
            title={"text": "months from launch", "font": {"size": 12, "color": theme.muted}, "standoff": 8},
        ),
        yaxis=axis(theme, range=[0.4, rows + 0.65], showticklabels=False),
        shapes=shapes,
        annotations=labels,
        hovermode="closest",
    )


def alt(projects: Sequence[Headline]) -> str:
    """The lanes in words."""
    return f"Payback in months from launch: {'; '.join(f'{h.name}, {words.payback(h.payback)}' for h in projects)}."


def _marks(name: str, payback: Payback, y: float, theme: Theme) -> list[go.Scatter]:
    done = payback.status == "paid_back"
    colour = theme.good if done and payback.proven else theme.ink if done else theme.grey
    run = go.Scatter(
        x=[0.0, payback.months],
        y=[y, y],
        mode="lines",
        name=f"{name}, to payback",
        line={"color": theme.good_tint if done and payback.proven else theme.band, "width": 7},
        hoverinfo="skip",
    )
    marks = [run]
    if payback.earliest is not None and payback.latest is not None:
        line = {"color": colour, "width": 3}
        span = go.Scatter(x=[payback.earliest, payback.latest], y=[y, y], mode="lines", line=line, hoverinfo="skip")
        span.name = f"{name}, earliest to latest"
        marks.append(span)
    marks.append(
        go.Scatter(
            x=[payback.months],
            y=[y],
            mode="markers",
            name=name,
            marker={"size": 14, "color": colour if done else theme.paper, "line": {"color": colour, "width": 2.5}},
            hovertext=[
                f"<b>{name}</b><br>{words.payback(payback)}{f'<br>{words.day(payback.date)}' if payback.date else ''}"
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    return marks
