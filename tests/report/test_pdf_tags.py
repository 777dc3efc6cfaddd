"""What a screen reader is told of a PDF: language, title, bookmarks, and a tree of all that is read, in its order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from metrics.chart import before_after, payback
from metrics.report import gathered
from tests.chart import examples
from tests.report.projects import report
from tests.report.test_portfolio import portfolio

BEGUN = re.compile(rb"/(\w+) <</MCID (\d+)>> BDC|/Artifact BMC|\bEMC\b")


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return PdfReader(io.BytesIO(report(examples.assistant(), "pdf")))


def tree(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]["/StructTreeRoot"]


def nodes(element: Any) -> Iterator[Any]:
    """An element and all below it, in their order."""
    element = element.get_object()
    yield element
    kids = element.get("/K")
    for kid in kids if isinstance(kids, list) else ():
        yield from nodes(kid)


def test_the_file_says_its_language_title_and_author(reader: PdfReader) -> None:
    root, about = reader.trailer["/Root"], reader.metadata
    assert about is not None
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert (about.title, about.author, about.producer) == ("Support assistant (simulated data)", "Ada", "Proveout")
    assert reader.outline


def test_headings_paragraphs_figures_and_tables_stand_in_the_order_of_reading(reader: PdfReader) -> None:
    roles = [str(node["/S"])[1:] for node in nodes(tree(reader)["/K"])]
    assert roles[:2] == ["Document", "H1"]
    assert roles.count("H1") == 1
    assert roles.count("H2") >= 5
    assert roles.count("Figure") == 1 + len(examples.assistant().kpis)
    first = roles.index("Table")
    assert roles[first : first + 8] == ["Table", "TR", "TH", "TH", "TH", "TH", "TH", "TR"]
    assert set(roles) == {"Document", "H1", "H2", "P", "Figure", "Table", "TR", "TH", "TD"}


def test_figures_say_what_they_show(reader: PdfReader) -> None:
    result = examples.assistant()
    assert result.money is not None
    told = [str(node["/Alt"]) for node in nodes(tree(reader)["/K"]) if node["/S"] == "/Figure"]
    assert told[0] == payback.alt(result.money, result.launch, "EUR")
    assert before_after.alt(result.kpis[0], result.launch) in told[1]


def test_every_mark_on_a_page_is_one_leaf_of_the_tree_and_nothing_is_drawn_outside(reader: PdfReader) -> None:
    numbers = tree(reader)["/ParentTree"]["/Nums"]
    by_page = {int(numbers[n]): numbers[n + 1].get_object() for n in range(0, len(numbers), 2)}
    leaves = [node for node in nodes(tree(reader)["/K"]) if isinstance(node.get("/K"), int)]
    assert sum(map(len, by_page.values())) == len(leaves)
    for page in reader.pages:
        stream = page.get_contents()
        assert stream is not None
        found, depth = [], 0
        for mark in BEGUN.finditer(stream.get_data()):
            depth += -1 if mark[0] == b"EMC" else 1
            assert depth in (0, 1), "marked content does not nest"
            if mark[2]:
                found.append((mark[1].decode(), int(mark[2])))
        assert depth == 0
        named = [element.get_object() for element in by_page[page["/StructParents"]]]
        assert found == [(str(element["/S"])[1:], n) for n, element in enumerate(named)]
        assert all(element["/Pg"].get_object() == page for element in named)
        bare = re.sub(rb"(?:/\w+ <</MCID \d+>> BDC|/Artifact BMC).*?\bEMC\b", b"", stream.get_data(), flags=re.DOTALL)
        assert not re.search(rb"\b(?:Tj|TJ|S|f\*?|B)\s", bare), "drawn, and neither read nor an artifact"


def test_a_strip_in_a_table_is_told_in_words() -> None:
    several = PdfReader(io.BytesIO(gathered(portfolio(examples.assistant(), examples.routes()), "pdf")))
    told = [str(node["/Alt"]) for node in nodes(tree(several)["/K"]) if node["/S"] == "/TD" and "/Alt" in node]
    assert told
    assert all(re.fullmatch(r"\d+ [a-z ]+(, \d+ [a-z ]+)* of the latest \d+", text) for text in told)
