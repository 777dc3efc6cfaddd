"""Native charts of slides: their numbers lie in an embedded sheet, can be edited, and the lines carry their names."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Pt

from metrics.chart.theme import LIGHT
from metrics.report import told
from metrics.report.columns import Columns, behind
from metrics.report.deck import colour
from metrics.words import SHARE

SMALL = 11  # points of a chart's words
NEAR = 0.06  # of the values' range: names closer than this would touch
LATE = 0.75  # of the time axis
RING = 10  # points
TICKS = 8  # on the time axis
STEPS = (1, 2, 3, 6, 12, 24, 60)  # months from tick to tick
DASH, DOT = 4, 3  # MSO_LINE.DASH, MSO_LINE.ROUND_DOT
Box = tuple[int, int, int, int]  # left, top, width, height


@dataclass(frozen=True)
class Line:
    """A line of a chart. label: its name at its end; hollow: marks without a line.

    marks: words above points, by place; where `stem` is given nothing but these, each with an upright below it that is
    dashed so. ring: a place with a ring around it, its words and its colour.
    """

    name: str
    values: Sequence[float | None]
    colour: str
    width: float = 1.25
    dash: int | None = None
    label: str = ""
    marks: tuple[tuple[int, str], ...] = ()
    hollow: bool = False
    stem: str | None = None
    ring: tuple[int, str, str] | None = None


def lines(slide: Any, box: Box, periods: Sequence[dt.date], drawn: Sequence[Line], alt: str, grain: str,
          columns: Sequence[Columns] = (), unit: str = "") -> None:  # fmt: skip
    """A line chart over periods, with columns behind the lines. unit: of the values; shares are read in percent."""
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = list(periods)
    every: list[Line | Columns] = [*columns, *drawn]
    for each in every:
        data.add_series(each.name, list(each.values))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *map(Emu, box), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", told.printable(alt))
    chart = frame.chart
    known = [abs(value) for each in every for value in each.values if value is not None]
    _quiet(chart, _format(max(known, default=0.0), unit))
    axis = chart.category_axis
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "mmm yyyy", False
    axis.tick_label_position, axis.major_tick_mark = XL_TICK_LABEL_POSITION.LOW, XL_TICK_MARK.OUTSIDE
    _dated(axis._element, periods, grain)
    sides = _sides(drawn)
    behind(chart, columns)
    for line, series in zip(drawn, [*chart.plots][-1].series, strict=True):
        _line(line, series, sides.get(line.name, XL_LABEL_POSITION.RIGHT))


def paybacks(slide: Any, box: Box, names: Sequence[str], months: Sequence[float | None], said: Sequence[str],
             proven: Sequence[bool], alt: str) -> None:  # fmt: skip
    """Bars to the right: months from launch to payback, each with its words; teal where it is proven."""
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [told.printable(name) for name in reversed(names)]
    data.add_series("Months from launch to payback", list(reversed(months)))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(Emu, box), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", told.printable(alt))
    chart = frame.chart
    _quiet(chart, "0")
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.plots[0].gap_width = 120
    series = chart.plots[0].series[0]
    for n, (words, sure) in enumerate(zip(reversed(said), reversed(proven), strict=True)):
        point = series.points[n]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = colour(LIGHT.good if sure else LIGHT.grey)
        _label(point, words, LIGHT.good_text if sure else LIGHT.muted, XL_LABEL_POSITION.OUTSIDE_END)


def _quiet(chart: Any, format: str) -> None:
    chart.has_legend, chart.has_title, chart.font.size = False, False, Pt(SMALL)
    chart.font.color.rgb = colour(LIGHT.muted)
    chart.value_axis.major_gridlines.format.line.color.rgb = colour(LIGHT.grid)
    chart.value_axis.format.line.fill.background()
    chart.value_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = format, False
    chart.category_axis.format.line.color.rgb = colour(LIGHT.grey)


def _sides(drawn: Sequence[Line]) -> dict[str, Any]:
    """Where lines' names stand at their ends: right, and above or below where a name that comes first is too near."""
    known = [value for line in drawn for value in line.values if value is not None]
    near = NEAR * (max(known) - min(known)) if known else 0.0
    taken: list[float] = []
    sides = {}
    for line in drawn:
        last = next((value for value in reversed(line.values) if value is not None), None)
        if line.label and last is not None:
            close = [value for value in taken if abs(value - last) < near]
            above, below = XL_LABEL_POSITION.ABOVE, XL_LABEL_POSITION.BELOW
            sides[line.name] = XL_LABEL_POSITION.RIGHT if not close else above if last >= close[0] else below
            taken.append(last)
    return sides


def _line(line: Line, series: Any, side: Any) -> None:
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.CIRCLE if line.hollow else XL_MARKER_STYLE.NONE
    if line.stem:
        series.format.line.fill.background()
        series._element.find(qn("c:cat")).addprevious(_stems(line.colour, line.stem))
    elif line.hollow:
        series.format.line.fill.background()
        series.marker.format.fill.background()
        series.marker.format.line.color.rgb = colour(line.colour)
    else:
        series.format.line.color.rgb, series.format.line.width = colour(line.colour), Pt(line.width)
    if line.dash:
        series.format.line.dash_style = line.dash
    for place, words in line.marks:
        _label(series.points[place], words, line.colour, XL_LABEL_POSITION.ABOVE)
    if line.ring:
        place, words, shade = line.ring
        late = place > LATE * len(line.values)  # below, the words would run into the names at the lines' ends
        _label(series.points[place], words, shade, XL_LABEL_POSITION.LEFT if late else XL_LABEL_POSITION.BELOW)
        marker = series.points[place].marker
        marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, RING
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = colour(LIGHT.paper)
        marker.format.line.color.rgb, marker.format.line.width = colour(shade), Pt(2.5)
    last = max((n for n, value in enumerate(line.values) if value is not None), default=None)
    if line.label and last is not None:
        _label(series.points[last], line.label, line.colour, side)


def _stems(shade: str, dash: str) -> Any:
    """Uprights from a series' points down to zero: error bars of their whole height (ECMA-376, CT_ErrBars)."""
    line = '<a:ln w="12700"><a:solidFill><a:srgbClr val="{}"/></a:solidFill><a:prstDash val="{}"/></a:ln>'
    return parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="minus"/>'
        '<c:errValType val="percentage"/><c:noEndCap val="1"/><c:val val="100"/>'
        f"<c:spPr>{line.format(shade.removeprefix('#'), dash)}</c:spPr></c:errBars>"
    )


def _label(point: Any, words: str, shade: str, position: Any) -> None:
    frame = point.data_label.text_frame
    frame.text = told.printable(words)
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.color.rgb = Pt(SMALL), True, colour(shade)
    point.data_label.position = position


def _dated(axis: Any, periods: Sequence[dt.date], grain: str) -> None:
    """Ticks some months apart; the elements in the order of the schema (ECMA-376, CT_DateAx)."""
    if not axis.tag.endswith("dateAx") or not periods:
        return
    for name in ("baseTimeUnit", "majorUnit", "majorTimeUnit", "minorUnit", "minorTimeUnit"):
        for each in axis.findall(qn(f"c:{name}")):
            axis.remove(each)
    months = (periods[-1] - periods[0]).days / 30.4
    step = next((each for each in STEPS if months / each <= TICKS), STEPS[-1])
    told_ = {
        "baseTimeUnit": "months" if grain == "month" else "days",
        "majorUnit": str(step),
        "majorTimeUnit": "months",
    }
    before = axis.find(qn("c:lblOffset"))
    for name, value in told_.items():
        element = OxmlElement(f"c:{name}")
        element.set("val", value)
        before.addnext(element)
        before = element


def _format(largest: float, unit: str) -> str:
    """The number format of an axis whose largest value this is."""
    if unit == SHARE:
        return "0%" if largest >= 0.05 else "0.0%"
    if largest >= 10 or largest == 0:
        return "#,##0"
    return "0." + "0" * (1 - min(math.floor(math.log10(largest)), 0))
