"""What the effect adds up to since launch: the running sum of actual − expected, with its interval and a zero line."""

from __future__ import annotations

import plotly.graph_objects as go

from metrics import words
from metrics.chart import tone
from metrics.chart.band import band
from metrics.chart.frame import EndLabel, axis, end_labels, paper, scale, time_axis
from metrics.chart.periods import placed
from metrics.chart.theme import Theme
from metrics.results import KpiResult, Point

HEIGHT = 190  # px
MARGIN = (10, 78, 44, 50)  # px, as the chart above it, so that the months stand below one another
MARKED = 60  # points: more than these are drawn without markers


def points(kpi: KpiResult) -> list[Point]:
    """The counted periods of a count or sum; empty where nothing adds up."""
    return [point for point in kpi.points if point.summed is not None]


def figure(kpi: KpiResult, theme: Theme) -> go.Figure:
    """The sum at each counted period's end."""
    found = points(kpi)
    sums = [point.summed for point in found]
    bounds = [(point.period, point.summed_low, point.summed_high) for point in found]
    low, high = scale([0.0, *sums, *(edge for _, *edges in bounds for edge in edges)], zero=True)
    place = placed(kpi.grain, "end")
    line = go.Scatter(
        x=[point.period for point in found],
        y=sums,
        mode="lines+markers" if len(found) <= MARKED else "lines",
        line={"color": theme.tone(tone.of_kpi(kpi)), "width": 2.5},
        marker={"size": 5},
        name="effect so far",
        hovertext=[f"<b>to the end of {words.period(p.period, kpi.grain)}</b><br>{_amount(p, kpi)}" for p in found],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
        **place,
    )
    zero = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "yref": "y", "y0": 0, "y1": 0}
    ends = [EndLabel("so far", sums[-1], theme.tone_text(tone.of_kpi(kpi)), bold=True)] if sums and sums[-1] else []
    return paper(
        [*band(bounds, theme, place), line],
        theme,
        height=HEIGHT,
        margin=MARGIN,
        xaxis=time_axis(theme, months=len(found) if kpi.grain == "month" else None),
        yaxis=axis(theme, grid=True, range=[low, high], nticks=4),
        shapes=[{**zero, "line": {"color": theme.grey, "width": 1}}],
        annotations=end_labels(ends, low, high, HEIGHT - MARGIN[0] - MARGIN[2]),
    )


def sentence(kpi: KpiResult) -> str:
    """ "1,204 tickets less than expected since launch (between 980 and 1,430)."; empty where nothing adds up."""
    found = points(kpi)
    return f"{_amount(found[-1], kpi, ' since launch')}." if found else ""


def alt(kpi: KpiResult) -> str:
    """The chart in one sentence."""
    return f"{kpi.title}, sum of actual less expected by {kpi.grain}. {sentence(kpi)}"


def _amount(point: Point, kpi: KpiResult, since: str = "") -> str:
    """A sum with its direction and interval; an interval around zero is told with both directions."""
    total, unit = point.summed or 0.0, f" {kpi.unit}" if kpi.unit else ""
    text = f"{words.number(abs(total))}{unit} {'less' if total < 0 else 'more'} than expected{since}"
    low, high = point.summed_low, point.summed_high
    if low is None or high is None:
        return f"{text}; only the proving comparisons give a sum an interval"
    if low < 0 < high:
        return f"{text} (between {words.number(abs(low))} less and {words.number(high)} more)"
    least, most = sorted((abs(low), abs(high)))
    return f"{text} (between {words.number(least)} and {words.number(most)})"
