"""The board pack as slides: native charts that can be edited, words and tables as text; a slide a thought."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Emu, Inches, Pt

from metrics import words
from metrics.chart import before_after, held_strip, payback
from metrics.chart.theme import LIGHT
from metrics.report import told
from metrics.report.pack import Pack
from metrics.results import KpiResult, Money

WIDE, HIGH, EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
INNER = Emu(WIDE - 2 * EDGE)
BLANK = 6  # the layout without placeholders in the library's own template
LINES = 12  # uploads on a slide
SAID = 6  # sentences on the first slide; each KPI has a slide with its own
Lines = Sequence[tuple[str, int, bool, str]]  # text, points, bold, colour


def slides(pack: Pack) -> bytes:
    """The file of a .pptx."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    deck.core_properties.title = told.printable(words.shortened(told.title(pack.result), 200))
    deck.core_properties.created = pack.made_at.replace(tzinfo=None)
    _opening(deck, pack)
    if pack.result.money and pack.result.money.cash_flows:
        _money(deck, pack, pack.result.money)
    for kpi in pack.kpis():
        if kpi.points:
            _kpi(deck, pack, kpi)
    _provenance(deck, pack)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _opening(deck: Any, pack: Pack) -> None:
    found = pack.result
    slide = _slide(deck, told.title(found))
    lines = [
        (told.about(found), 14, False, LIGHT.muted),
        *((line, 16, False, LIGHT.text) for line in told.sentences(pack)[:SAID]),
    ]
    _text(slide, Inches(1.3), Inches(3.2), lines)
    facts = [[fact.name, fact.value, words.shortened(fact.note, 90)] for fact in told.facts(found)]
    if facts:
        _table(slide, Inches(4.4), (3.4, 3.2, 5.5), facts)


def _money(deck: Any, pack: Pack, money: Money) -> None:
    slide = _slide(deck, f"Cumulative net, {pack.result.currency}")
    _text(slide, Inches(1.1), Inches(0.6), [(told.payback(pack.result), 16, False, LIGHT.text)])
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [flow.period for flow in money.cash_flows]
    data.add_series("Cumulative net", [flow.cumulative for flow in money.cash_flows])
    if any(flow.low is not None for flow in money.cash_flows):
        data.add_series("at least", [flow.low for flow in money.cash_flows])
        data.add_series("at most", [flow.high for flow in money.cash_flows])
    alt = payback.alt(money, pack.result.launch, pack.result.currency)
    _chart(slide, data, (LIGHT.ink, LIGHT.grey, LIGHT.grey), alt)


def _kpi(deck: Any, pack: Pack, kpi: KpiResult) -> None:
    slide = _slide(deck, kpi.title)
    fact = told.effect(kpi)
    below = f"{fact.value}  {fact.note}. {held_strip.sentence(kpi)}".strip()
    _text(
        slide,
        Inches(1.1),
        Inches(0.9),
        [(kpi.sentence, 16, False, LIGHT.text), (below, 13, False, LIGHT.muted)],
    )
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [point.period for point in kpi.points]
    data.add_series("actual", [point.value for point in kpi.points])
    data.add_series("expected", [point.expected for point in kpi.points])
    data.add_series("expected, low", [point.low for point in kpi.points])
    data.add_series("expected, high", [point.high for point in kpi.points])
    alt = before_after.alt(kpi, pack.result.launch)
    _chart(slide, data, (LIGHT.good, LIGHT.ink, LIGHT.grey, LIGHT.grey), alt)


def _provenance(deck: Any, pack: Pack) -> None:
    slide = _slide(deck, "Where the numbers come from")
    _table(slide, Inches(1.2), (2.0, 10.1), [list(row) for row in told.provenance(pack)])
    slide.notes_slide.notes_text_frame.text = pack.manifest().text()
    uploads = told.uploads(pack.result)
    for first in range(0, len(uploads), LINES):
        slide = _slide(deck, "Uploads")
        _table(slide, Inches(1.2), (1.6, 3.0, 0.9, 0.9, 5.7), [list(told.UPLOADS), *uploads[first : first + LINES]])


def _slide(deck: Any, title: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    _text(slide, Inches(0.4), Inches(0.7), [(words.shortened(title, 80), 28, True, LIGHT.text)])
    return slide


def _text(slide: Any, top: int, height: int, lines: Lines) -> None:
    frame = slide.shapes.add_textbox(EDGE, top, INNER, height).text_frame
    frame.word_wrap = True
    for place, (text, size, bold, colour) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = told.printable(text)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, _colour(colour)
        paragraph.space_after = Pt(6)


def _table(slide: Any, top: int, widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
    table = slide.shapes.add_table(len(rows), len(widths), EDGE, top, INNER, Inches(0.3 * len(rows))).table
    table.first_row = table.horz_banding = False
    for column, width in enumerate(widths):
        table.columns[column].width = Inches(width)
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            cell = table.cell(y, x)
            cell.fill.background()
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.text = told.printable(text)
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size, paragraph.font.color.rgb = Pt(12), _colour(LIGHT.text)


def _chart(slide: Any, data: Any, colours: Sequence[str], alt: str) -> None:
    """A line chart with its numbers in an embedded sheet; dashes tell what is no fact, besides the colour."""
    top = Inches(2.0)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, EDGE, top, INNER, Emu(HIGH - top - EDGE), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", told.printable(alt))
    chart = frame.chart
    chart.has_legend, chart.has_title, chart.font.size = True, False, Pt(12)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.major_gridlines.format.line.color.rgb = _colour(LIGHT.grid)
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = "#,##0.##", False
    chart.category_axis.tick_labels.number_format_is_linked = False
    chart.category_axis.tick_labels.number_format = "mmm yyyy"
    for place, (series, colour) in enumerate(zip(chart.plots[0].series, colours, strict=False)):
        series.smooth = False
        series.format.line.color.rgb = _colour(colour)
        series.format.line.width = Pt(2.5 if place == 0 else 1.25)
        if place:
            series.format.line.dash_style = 4  # MSO_LINE.DASH


def _colour(text: str) -> Any:
    return RGBColor(*bytes.fromhex(text.removeprefix("#")))  # type: ignore[no-untyped-call]
