"""Columns behind the lines of a native chart: two plots over one pair of axes, one sheet of numbers, both editable.

python-pptx makes charts of one type; a plot area may hold several (ECMA-376, part 1, 21.2.2.145 plotArea), as
PowerPoint's own "Combo" charts do. So the chart is made as lines, sheet and all, and some series move to a bar chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from metrics.report.deck import colour

GAP = "40"  # of a column's width, between months
LINES_ONLY = ("c:marker", "c:smooth")  # of a series; a column has none


@dataclass(frozen=True)
class Columns:
    """A series of columns. fill: None leaves them hollow; worse: the colours of what lies below zero, where given."""

    name: str
    values: Sequence[float | None]
    fill: str | None
    edge: str
    worse: tuple[str, str] | None = None


def behind(chart: Any, drawn: Sequence[Columns]) -> None:
    """Make columns of the chart's first series, which are these, in their order."""
    if not drawn:
        return
    lines = chart._chartSpace.chart.plotArea.find(qn("c:lineChart"))
    bars = _made("c:barChart", barDir="col", grouping="clustered", varyColors="0")
    for series in lines.findall(qn("c:ser"))[: len(drawn)]:
        for name in LINES_ONLY:
            for each in series.findall(qn(name)):
                series.remove(each)
        series.find(qn("c:tx")).addnext(_valued("c:invertIfNegative", "0"))
        bars.append(series)
    bars.extend([_valued("c:gapWidth", GAP), _valued("c:overlap", "100")])
    bars.extend(deepcopy(axis) for axis in lines.findall(qn("c:axId")))
    lines.addprevious(bars)
    for columns, series in zip(drawn, chart.plots[0].series, strict=True):
        _paint(series, columns.fill, columns.edge)
        for place, value in enumerate(columns.values):
            if columns.worse and value is not None and value < 0:
                fill, edge = columns.worse
                _paint(series.points[place], fill if columns.fill else None, edge)


def _paint(part: Any, fill: str | None, edge: str) -> None:
    if fill is None:
        part.format.fill.background()
    else:
        part.format.fill.solid()
        part.format.fill.fore_color.rgb = colour(fill)
    part.format.line.color.rgb, part.format.line.width = colour(edge), Pt(0.75)


def _made(tag: str, **values: str) -> Any:
    element = OxmlElement(tag)
    element.extend([_valued(f"c:{name}", value) for name, value in values.items()])
    return element


def _valued(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set("val", value)
    return element
