"""The slides: native charts hold the document's numbers, and every KPI has its slide."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pptx import Presentation

from metrics import words
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
        assert chart["actual"] == [point.value for point in kpi.points]
        assert chart["expected"] == [point.expected for point in kpi.points]


def test_words_figures_and_hashes_stand_on_slides() -> None:
    result = examples.assistant()
    assert result.money is not None
    told = text(deck(result))
    for part in (result.name, result.snapshot, result.inputs.definition, "a" * 64, "tickets.csv", "0" * 64):
        assert str(part) in told
    assert words.money(result.money.net, "EUR") in told
    for kpi in result.kpis:
        assert kpi.sentence in told
    assert find(report(result, "pptx"), "a.pptx").snapshot == result.snapshot


@pytest.mark.parametrize("made", [examples.young, examples.empty, examples.routes, examples.demand])
def test_projects_without_money_or_data_have_slides_too(made: object) -> None:
    assert callable(made)
    assert made().name in text(deck(made()))


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    assert "a b" in text(deck(examples.assistant().model_copy(update={"name": "a\x00b"})))
