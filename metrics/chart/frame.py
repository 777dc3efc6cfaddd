"""What all figures share: paper, axes, scales, and words at the ends of lines instead of a legend."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go
import plotly.io as pio

from metrics import locales
from metrics.chart.theme import Theme

FONT = 12  # px; the family is the page's
LABEL_HEIGHT = 15  # px that one line of FONT takes: labels closer than this are moved apart
ZERO_BELOW = 0.6  # a scale starts at zero where the smallest value lies below this share of the largest
EVERY_MONTH = 6  # months that each have a label
HEADROOM = 0.06  # of the scale, so that no mark touches the frame

FEW_UNITS = 10.0  # of a currency that an axis spans at least: ticks of thousandths read as millions
NOTHING = 1e-12  # values that all lie below it are drawn as zeros, on a scale to 1: what a fit leaves of them is noise
CONFIG: Final[dict[str, Any]] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset"}
"""How a page shows every figure: no toolbar over the words, no zoom that steals a phone's scrolling."""


def config() -> dict[str, Any]:
    """The same in the reader's language: months under a time axis have its names."""
    return CONFIG | locales.plotly(locales.reader())


@dataclass(frozen=True)
class EndLabel:
    """A line's name at its right end; y in data units. Lines of text are separated by <br>."""

    text: str
    y: float
    colour: str
    bold: bool = False

    def height(self) -> int:
        """Pixels that its lines of text take."""
        return LABEL_HEIGHT * (1 + self.text.count("<br>"))


def paper(
    traces: Iterable[go.Scatter | go.Bar],
    theme: Theme,
    *,
    height: int,
    margin: tuple[int, int, int, int],
    xaxis: dict[str, Any],
    yaxis: dict[str, Any],
    **layout: Any,
) -> go.Figure:
    """A figure on transparent paper; margin is top, right, bottom, left in px."""
    (top, right, bottom, left), locale = margin, locales.reader()
    return go.Figure(
        data=list(traces),
        layout={
            "height": height,
            "margin": {"t": top, "r": right, "b": bottom, "l": left, "pad": 4},
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "font": {"size": FONT, "color": theme.muted},
            "template": {"layout": {}},  # else each figure gets a copy of the page's style: `kept` shares one
            "separators": locale.decimal + locale.thousands,
            "showlegend": False,
            "hoverlabel": {
                "bgcolor": theme.paper,
                "bordercolor": theme.grey,
                "font": {"color": theme.text, "size": FONT + 1},
                "align": "left",
            },
            "dragmode": False,
            "xaxis": xaxis,
            "yaxis": yaxis,
            **layout,
        },
        _validate=False,  # two thirds of the time of drawing; tests/chart/conftest.py validates every figure
    )


def kept(figure: go.Figure) -> go.Figure:
    """A figure that is not changed any more: what is sent of it is that of the figure itself, without copying it deep.

    Plotly's to_dict copies every value and looks for NumPy's, which no figure of ours has, on every run of a page.
    """
    layout = {**figure._layout, "template": _template(pio.templates.default)}

    def told() -> dict[str, Any]:  # what is popped from it or set in it, as Plotly does with a trace's uid, stays there
        return {"data": [dict(trace) for trace in figure._data], "layout": dict(layout)}

    object.__setattr__(figure, "to_dict", told)
    return figure


@functools.cache
def _template(name: str) -> dict[str, Any]:
    """What the page's own style is sent as; every figure has the same."""
    sent: dict[str, Any] = pio.templates[name].to_plotly_json()
    return sent


def axis(theme: Theme, *, grid: bool = False, **more: Any) -> dict[str, Any]:
    """A quiet axis: no line, no zero line, ticks in muted words; grid lines only where asked."""
    return {
        "showgrid": grid,
        "gridcolor": theme.grid,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "tickfont": {"color": theme.muted, "size": FONT},
        "title": None,
        "separatethousands": True,
        **more,
    }


def time_axis(theme: Theme, *, months: int | None = None, **more: Any) -> dict[str, Any]:
    """A date axis with short labels in two lines, so that they stay apart on a phone, each amid its day or month.

    months: how many months it shows, where that is what is shown: few get a label each, not one a fortnight.
    """
    if months is not None and months <= EVERY_MONTH:
        more["dtick"] = "M1"
    return axis(
        theme,
        type="date",
        nticks=6,
        ticklabelmode="period",  # points and squares stand amid their period, too
        tickangle=0,
        ticks="outside",
        ticklen=4,
        tickcolor=theme.grid,
        tickformatstops=[
            {"dtickrange": [None, 14 * 86_400_000], "value": "%-d %b<br>%Y"},
            {"dtickrange": ["M1", "M6"], "value": "%b<br>%Y"},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
        **more,
    )


def scale(values: Iterable[float | None], *, zero: bool = False) -> tuple[float, float]:
    """The range of an axis that shows these values: from zero where that does not squash them, or always."""
    known = [value for value in values if value is not None]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    if max(-low, high) < NOTHING:
        return min(low, 0.0), 1.0
    if zero or (0 <= low < ZERO_BELOW * high):
        low = min(low, 0.0)
    if zero or (0 >= high > ZERO_BELOW * low):
        high = max(high, 0.0)
    room = (high - low or abs(high)) * HEADROOM
    return (low if low == 0 else low - room), (high if high == 0 < -low else high + room)


def money_scale(values: Iterable[float | None]) -> tuple[float, float]:
    """The range of an axis of amounts, zero within it and never so narrow that its ticks are parts of a cent."""
    low, high = scale(values, zero=True)
    return low, max(high, low + FEW_UNITS)


def end_labels(labels: Sequence[EndLabel], low: float, high: float, plot_height: float) -> list[dict[str, Any]]:
    """Annotations in the right margin, moved apart where they would touch, in the order of their lines."""
    unit = (high - low) / plot_height  # data units in a pixel
    placed: list[tuple[float, EndLabel]] = []
    floor = low
    for label in sorted(labels, key=lambda label: label.y):
        half = label.height() / 2 * unit
        y = max(label.y, floor + half)
        placed.append((y, label))
        floor = y + half
    ceiling = high + LABEL_HEIGHT * unit  # pushed above the frame: push the pile back down
    for index in range(len(placed) - 1, -1, -1):
        y, label = placed[index]
        half = label.height() / 2 * unit
        y = min(y, ceiling - half)
        placed[index] = (y, label)
        ceiling = y - half
    return [
        {
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 6,
            "yref": "y",
            "y": y,
            "yanchor": "middle",
            "text": f"<b>{label.text}</b>" if label.bold else label.text,
            "showarrow": False,
            "align": "left",
            "font": {"color": label.colour, "size": FONT},
        }
        for y, label in placed
    ]


def words_at(text: str, colour: str, **place: Any) -> dict[str, Any]:
    """An annotation without an arrow."""
    return {"text": text, "showarrow": False, "font": {"color": colour, "size": FONT}, "align": "left", **place}


def upright(x: Any, colour: str, *, width: float = 1.5, dash: str = "solid", low: float = 0.0) -> dict[str, Any]:
    """A vertical line over the main part of a figure; x in data units, low as a share of the height."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "yref": "y domain",
        "y0": low,
        "y1": 1,
        "line": {"color": colour, "width": width, "dash": dash},
    }


def field(start: Any, end: Any, colour: str) -> dict[str, Any]:
    """A tinted stretch of the x axis behind everything else."""
    return {
        "type": "rect",
        "x0": start,
        "x1": end,
        "yref": "y domain",
        "y0": 0,
        "y1": 1,
        "fillcolor": colour,
        "line": {"width": 0},
        "layer": "below",
    }
