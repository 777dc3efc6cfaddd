"""How sure are we: a lane a rung of the proof ladder, weakest first, dot and whisker; an invalid rung says why."""

from __future__ import annotations

import plotly.graph_objects as go

from metrics import locales, words
from metrics.chart import lanes, tone
from metrics.chart.frame import axis, paper, scale
from metrics.chart.percent_axis import percent_axis
from metrics.chart.theme import Theme
from metrics.results import KpiResult, RungResult

MARGIN = (30, 20, 4, 14)  # px
LANE = 80  # px
NAMES = {
    "naive": "Mean before launch",
    "same_period": "Same period before launch",
    "xmr": "Control chart",
    "its": "Time series",
    "control": "Against an untouched control",
}


def figure(kpi: KpiResult, theme: Theme) -> go.Figure:
    """The rungs' relative effects with intervals; the rung that the claim rests on is in colour, the others in ink."""
    rungs = list(kpi.ladder)
    measured = [rung for rung in rungs if rung.valid and rung.relative is not None]
    low, high = scale([x for r in measured for x in (r.relative, r.low, r.high)] + [0.0], zero=True)
    shapes, labels, traces = [], [], []
    for row, rung in enumerate(rungs):
        y = float(len(rungs) - row)
        labels.append(lanes.name(NAMES[rung.method], y, theme, quiet=not rung.valid))
        if rung in measured:
            basis = rung.method == kpi.effect.basis
            traces += _marks(rung, y, kpi, theme, basis)
            side = tone.tone(kpi.better, rung.relative) if basis else "ink"
            labels.append(lanes.value(words.percent(rung.relative, signed=True), y, theme.tone_text(side)))
            shapes += [lanes.line(y, theme), lanes.zero(y, theme)]
        else:
            labels.append(lanes.reason(_told(rung, kpi), y, theme))
    return paper(
        traces,
        theme,
        height=lanes.height(len(rungs), MARGIN, LANE),
        margin=MARGIN,
        xaxis=percent_axis(theme, low, high, 5, signed=True, side="top", showticklabels=bool(measured)),
        yaxis=axis(theme, range=[0.35, len(rungs) + 0.6], showticklabels=False),
        shapes=shapes,
        annotations=labels,
        hovermode="closest",
    )


def alt(kpi: KpiResult) -> str:
    """The ladder in words."""
    parts = [
        f"{NAMES[rung.method]} {words.percent(rung.relative, signed=True)}"
        if rung.valid and rung.relative is not None
        else f"{NAMES[rung.method]}: {_told(rung, kpi)}"
        for rung in kpi.ladder
    ]
    return f"Effect on {kpi.title} under each rung: {'; '.join(parts)}."


def _marks(rung: RungResult, y: float, kpi: KpiResult, theme: Theme, basis: bool) -> list[go.Scatter]:
    colour = theme.tone(tone.tone(kpi.better, rung.relative)) if basis else theme.grey
    interval = rung.low is not None and rung.high is not None
    between = (
        f"<br>{words.percent(rung.low, signed=True)} to {words.percent(rung.high, signed=True)}" if interval else ""
    )
    dot = go.Scatter(
        x=[rung.relative],
        y=[y],
        mode="markers",
        name=rung.method,
        marker={"size": 13 if basis else 10, "color": colour},
        hovertext=[f"{NAMES[rung.method]}: {words.percent(rung.relative, signed=True)}{between}"],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    if not interval:
        return [dot]
    whisker = go.Scatter(
        x=[rung.low, rung.high],
        y=[y, y],
        mode="lines",
        name=f"{rung.method} interval",
        line={"color": colour, "width": 3},
        hoverinfo="skip",
    )
    return [whisker, dot]


def _told(rung: RungResult, kpi: KpiResult) -> str:
    """What a rung without an effect says: the chart's signals, or why there is nothing."""
    return _signals(kpi) if rung.valid and rung.method == "xmr" else locales.told(rung.reason or "not valid here")


def _signals(kpi: KpiResult) -> str:
    limits = kpi.control_limits
    if limits is None:
        return "no limits"
    better = sum(signal.better for signal in limits.signals)
    worse = len(limits.signals) - better
    found = [f"{count} {word}" for count, word in ((better, "for the better"), (worse, "for the worse")) if count]
    return f"signals: {', '.join(found)}" if found else "no signal against the limits"
