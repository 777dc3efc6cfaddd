"""The slides: native charts hold the document's numbers, and every KPI has its slide."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn

from metrics import words
from metrics.chart import held_strip
from metrics.chart.theme import LIGHT
from metrics.report import find
from metrics.results import ProjectResult
from tests.chart import examples
from tests.report.projects import report


def deck(result: ProjectResult) -> Any:
    return Presentation(io.BytesIO(report(result, "pptx")))


def charts(slides: Any) -> list[dict[str, list[float | None]]]:
    return [
        {series.name: list(series.values) for plot in shape.chart.plots for series in plot.series}
        for slide in slides.slides
        for shape in slide.shapes
        if shape.has_chart
    ]


def text(slides: Any) -> str:
    cells = [
        cell.text
        for slide in slides.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    frames = [shape.text_frame.text for slide in slides.slides for shape in slide.shapes if shape.has_text_frame]
    return "\n".join([*cells, *frames])


def test_charts_are_native_and_hold_the_documents_numbers() -> None:
    result = examples.assistant()
    assert result.money is not None
    flows, *kpis = charts(deck(result))
    months = result.money.cash_flows
    assert flows["Cumulative net"] == [flow.cumulative for flow in months]
    assert flows["Cost"] == [None if flow.projected else -flow.cost for flow in months]
    assert flows["Benefit"] == [None if flow.projected else flow.benefit for flow in months]
    for chart, kpi in zip(kpis, result.kpis, strict=True):
        parts = (chart["actual before launch"], chart["actual since launch"], chart["partial, not counted"])
        together = [next((each for each in point if each is not None), None) for point in zip(*parts, strict=True)]
        assert together == [point.value for point in kpi.points]
        hollow = [value for point, value in zip(kpi.points, parts[2], strict=True) if not point.complete]
        assert [value for value in parts[2] if value is not None] == [value for value in hollow if value is not None]
        assert chart["expected"] == [point.expected for point in kpi.points]


def test_costs_and_benefits_are_columns_behind_the_line_of_one_chart_with_one_sheet() -> None:
    result = examples.assistant()
    assert result.money is not None
    shape = next(each for slide in deck(result).slides for each in slide.shapes if each.has_chart)
    columns, lines = shape.chart.plots
    assert [type(plot).__name__ for plot in (columns, lines)] == ["BarPlot", "LinePlot"]
    assert {"Cost", "Benefit"} <= {series.name for series in columns.series}
    assert "Cumulative net" in {series.name for series in lines.series}
    axes = [[axis.get("val") for axis in plot._element.findall(qn("c:axId"))] for plot in (columns, lines)]
    assert axes[0] == axes[1], "one pair of axes"
    sheet = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)).active
    names = [cell.value for cell in sheet[1]][1:]
    assert names == [series.name for plot in (columns, lines) for series in plot.series]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[1 + names.index("Cost")] for row in rows] == [-flow.cost for flow in result.money.cash_flows]
    for plot in (columns, lines):  # each series names the column of the sheet that holds it
        for series in plot.series:
            place = chr(ord("B") + names.index(series.name))
            assert f"!${place}$" in series._element.find(f".//{qn('c:val')}//{qn('c:f')}").text
    xml = shape.chart._chartSpace.xml
    assert xml.index("invertIfNegative") > xml.index("barChart")
    assert "c:marker" not in columns._element.xml.replace("c:marker val", "")


def test_a_worsened_kpi_is_rust_and_an_improved_one_teal() -> None:
    shades = {}
    for slide in deck(examples.assistant()).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                for series in shape.chart.plots[0].series:
                    if series.name == "actual since launch":
                        shades[slide.shapes[0].text_frame.text] = f"#{series.format.line.color.rgb}"
    assert shades == {"Human-handled tickets": LIGHT.good, "Handling time": LIGHT.concern}


def test_the_held_strip_has_a_square_a_period() -> None:
    result = examples.assistant()
    slide = next(s for s in deck(result).slides if s.shapes[0].text_frame.text == "Human-handled tickets")
    strip = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE]
    states = [state for _, state in held_strip.squares(result.kpis[0], result.launch)]
    assert len(strip) == len(states) + states.count("within_noise")


def test_nothing_stands_outside_its_slide() -> None:
    long = examples.assistant().model_copy(update={"name": "A name that is long " * 20})
    slides = deck(long)
    for slide in slides.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= slides.slide_width
            assert shape.top + shape.height <= slides.slide_height


def test_words_figures_and_hashes_stand_on_slides() -> None:
    result = examples.assistant()
    assert result.money is not None
    told = text(deck(result))
    for part in (result.name, result.snapshot, result.inputs.definition, "a" * 64, "tickets.csv", "0" * 64):
        assert str(part) in told
    assert words.money(result.money.net, "EUR") in told
    for kpi in result.kpis:
        assert kpi.sentence in told
    assert find(report(result, "pptx"), "a.pptx")[0].snapshot == result.snapshot


@pytest.mark.parametrize("made", [examples.young, examples.empty, examples.routes, examples.demand])
def test_projects_without_money_or_data_have_slides_too(made: object) -> None:
    assert callable(made)
    assert made().name in text(deck(made()))


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    assert "a b" in text(deck(examples.assistant().model_copy(update={"name": "a\x00b"})))
