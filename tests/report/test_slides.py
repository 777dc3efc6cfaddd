"""The slides: native charts hold the document's numbers, and every KPI has its slide."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

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
        {series.name: list(series.values) for series in shape.chart.plots[0].series}
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
    assert flows["Cumulative net"] == [flow.cumulative for flow in result.money.cash_flows]
    for chart, kpi in zip(kpis, result.kpis, strict=True):
        parts = (chart["actual before launch"], chart["actual since launch"], chart["partial, not counted"])
        together = [next((each for each in point if each is not None), None) for point in zip(*parts, strict=True)]
        assert together == [point.value for point in kpi.points]
        hollow = [value for point, value in zip(kpi.points, parts[2], strict=True) if not point.complete]
        assert [value for value in parts[2] if value is not None] == [value for value in hollow if value is not None]
        assert chart["expected"] == [point.expected for point in kpi.points]


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
