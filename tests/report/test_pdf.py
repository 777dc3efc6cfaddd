"""The PDF, opened with another library: its figures, pages, fonts, bookmarks, manifest, and no lost letter."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import plotly.graph_objects as go
import pytest
from pypdf import PdfReader

from metrics import words
from metrics.chart import before_after, ladder, payback, payback_timeline
from metrics.chart.theme import LIGHT
from metrics.report import find
from metrics.report.pdf import letters
from metrics.report.pdf.document import document
from metrics.report.pdf.letters import MISSING, Letters
from metrics.report.pdf.plotted import Plotted
from metrics.results import ProjectResult
from tests.chart import examples
from tests.report.projects import report

SPACES = re.compile(r"\s+")


def flat(text: str) -> str:
    """The text with one kind of space, as lines break elsewhere on paper."""
    return SPACES.sub(" ", text)


def opened(result: ProjectResult) -> PdfReader:
    return PdfReader(io.BytesIO(report(result, "pdf")))


def text(reader: PdfReader) -> str:
    return flat("\n".join(page.extract_text() for page in reader.pages))


@pytest.fixture(scope="module")
def assistant() -> PdfReader:
    return opened(examples.assistant())


def test_the_documents_figures_and_sentences_are_words_in_it(assistant: PdfReader) -> None:
    result, told = examples.assistant(), text(assistant)
    assert result.money is not None
    assert flat(words.money(result.money.net, "EUR")) in told
    assert flat(words.payback(result.money.payback)) in told
    assert "March 2026 is incomplete and not counted" in told
    for kpi in result.kpis:
        assert flat(kpi.sentence) in told
        assert flat(words.percent(kpi.effect.relative, 1, True)) in told
    for flow in result.money.cash_flows:
        assert words.number(flow.cumulative, 2) in told
    for proof in (result.snapshot, result.inputs.definition, "a" * 64, "tickets.csv"):
        assert str(proof) in told


def test_charts_are_vectors_with_the_words_of_the_page(assistant: PdfReader) -> None:
    told = text(assistant)
    for word in ("launch", "baseline sealed before launch, 12 Dec 2024", "expected", "target −60 %", "actual", "held"):
        assert word in told
    for word in ("cumulative net", "paid back, not proven after 3.5 months", "100k"):
        assert word in told
    assert "(1) Office move" in told  # events by their numbers, as on the chart
    assert not [image for page in assistant.pages for image in page.images]


def test_pages_are_numbered_and_name_what_they_rest_on(assistant: PdfReader) -> None:
    count = len(assistant.pages)
    for number, page in enumerate(assistant.pages, start=1):
        told = flat(page.extract_text())
        assert "data to 28 Feb 2026" in told
        assert f"{number} of" in told
        assert str(count) in told
    outline = [str(entry.title) for entry in assistant.outline if not isinstance(entry, list)]
    assert outline == ["Support assistant (simulated data)"]
    nested = [str(entry.title) for part in assistant.outline if isinstance(part, list) for entry in part]
    assert nested[:2] == ["Cumulative net, EUR", "Human-handled tickets"]


def test_the_manifest_is_a_file_inside_it(assistant: PdfReader) -> None:
    result = examples.assistant()
    [inside] = assistant.attachments.values()
    manifest = find(report(result, "pdf"), "a.pdf")[0]
    assert inside == [manifest.text().encode()]
    assert (manifest.snapshot, manifest.format) == (result.snapshot, "pdf")


def test_fonts_are_inside(assistant: PdfReader) -> None:
    for page in assistant.pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_letters_of_europe_and_signs_of_figures_are_shown_and_others_named() -> None:
    held = Letters()
    europe = "ÄÖÜäöüß ĄĆĘŁŃŚŹŻ čďěňřšťž ŐŰ ğİış ΑΩαω Жук − ≥ ≤ → ± × … „“ – 3\u202f% 1\u2009000"
    assert held.plain(europe) == europe
    assert held.said() == ""
    assert held.plain("e\u0301") == "é"
    assert held.plain("①") == "1"
    assert held.plain("中文 x عر") == f"{MISSING * 2} x {MISSING * 2}"
    assert "U+4E2D cjk unified ideograph-4e2d" in held.said()
    assert MISSING in held.said()


def test_names_in_other_scripts_are_named_in_the_file_and_whole_in_its_properties() -> None:
    reader = opened(examples.assistant().model_copy(update={"name": "客服 <b>Łódź & Ωmega</b>"}))
    told = text(reader)
    assert f"{MISSING * 2} <b>Łódź & Ωmega</b>" in told
    assert "lacks letters" in told
    assert "U+5BA2" in told
    assert str(reader.metadata and reader.metadata.title).startswith("客服 <b>Łódź")


def test_markup_in_names_is_text_and_nothing_is_fetched() -> None:
    hostile = '<img src="http://127.0.0.1:9/x.png"/> <font color="__import__(0)">&amp;</font>'
    found = examples.assistant()
    kpis = tuple(kpi.model_copy(update={"title": hostile, "sentence": hostile}) for kpi in found.kpis)
    assert hostile in text(opened(found.model_copy(update={"name": hostile, "kpis": kpis, "owner": hostile})))


def long(result: ProjectResult) -> ProjectResult:
    """Ten KPIs of 51 months, each with a name as long as a line allows and a word that does not break."""
    kpi = next(kpi for kpi in result.kpis if kpi.primary)
    kpis = [
        kpi.model_copy(
            update={"name": f"k{n}", "title": f"{n} Bearbeitungs{'dauer' * 24} je Vorgang", "primary": not n}
        )
        for n in range(10)
    ]
    return result.model_copy(update={"kpis": tuple(kpis), "name": "Name " * 40})


@pytest.mark.parametrize(
    "made",
    [examples.young, examples.empty, examples.routes, examples.demand, lambda: long(examples.assistant())],
    ids=["young", "empty", "routes", "demand", "long"],
)
def test_other_projects_have_pages_too_and_nothing_leaves_them(made: Callable[[], ProjectResult]) -> None:
    reader = opened(made())
    assert made().name[:40] in text(reader)
    edges: list[tuple[float, float]] = []

    def seen(said: str, _cm: object, at: list[float], _font: object, size: float) -> None:
        if said.strip():
            edges.append((at[4], at[4] + letters.wide(said.strip(), letters.REGULAR, size)))

    for page in reader.pages:
        page.extract_text(visitor_text=seen)
    assert min(left for left, _ in edges) >= 0
    assert max(right for _, right in edges) <= reader.pages[0].mediabox.width - 30


@pytest.mark.parametrize("grain_days", [1, 7])
def test_charts_by_day_and_week_are_drawn(grain_days: int) -> None:
    kpi = examples.assistant_kpi()
    start = dt.date(2025, 1, 6)
    points = tuple(
        point.model_copy(update={"period": start + dt.timedelta(days=n * grain_days)})
        for n, point in enumerate(kpi.points)
    )
    grain = {1: "day", 7: "week"}[grain_days]
    moved = kpi.model_copy(update={"points": points, "grain": grain})
    found = examples.assistant().model_copy(update={"kpis": (moved,), "launch": start + dt.timedelta(days=36)})
    assert grain in text(opened(found))


def drawn(figure: go.Figure) -> bytes:
    held = Letters()
    letters.known()
    manifest = find(report(examples.empty(), "html"), "a")[0]
    return document([Plotted(figure, held)], held, "t", "b", "f", [manifest])


def test_what_has_no_drawing_is_refused_rather_than_left_out() -> None:
    result = examples.assistant()
    assert result.money is not None
    figure = payback.figure(result.money, result.launch, LIGHT, currency="EUR")
    for change in ({"marker_symbol": "star"}, {"fill": "tozeroy"}):
        other = go.Figure(figure).update_traces(change, selector={"type": "scatter"})
        with pytest.raises(ValueError, match="no drawing on paper"):
            drawn(other)


def test_the_charts_that_packs_use_can_be_drawn() -> None:
    result = examples.assistant()
    heads = [examples.headline(each()) for each in (examples.assistant, examples.routes, examples.young)]
    for kpi in result.kpis:
        assert drawn(before_after.figure(kpi, result.launch, result.events, LIGHT, limits=True, currency="EUR"))
        assert drawn(ladder.figure(kpi, LIGHT))
    assert drawn(payback_timeline.figure(heads, LIGHT))
