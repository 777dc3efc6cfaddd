"""The HTML file: every figure of the document is in it, it asks nobody for anything, and nothing of a title runs."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from plotly.offline import get_plotlyjs

from metrics import words
from metrics.report import Pack, find, made
from metrics.results import ProjectResult, Warn
from metrics.store import Head
from tests.chart import examples


def pack(result: ProjectResult) -> Pack:
    return Pack(result, {"money": "0" * 64}, Head(3, "a" * 64), dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "Ada")


@pytest.fixture(scope="module")
def html() -> str:
    return made(pack(examples.assistant()), "html").decode()


def test_the_figures_are_those_of_the_document(html: str) -> None:
    result = examples.assistant()
    assert result.money is not None
    assert words.money(result.money.net, "EUR") in html
    assert words.payback(result.money.payback) in html
    for kpi in result.kpis:
        assert words.percent(kpi.effect.relative, 1, True) in html
    for proof in (result.snapshot, result.inputs.definition, "a" * 64, *(u.sha256 for u in result.inputs.uploads)):
        assert proof in html
    assert find(html.encode(), "a.html")[0] == pack(result).manifest()


def test_days_in_sentences_are_told_as_readers_write_them() -> None:
    found = examples.assistant()
    kpi = found.kpis[0]
    points = (*kpi.points[:-1], kpi.points[-1].model_copy(update={"partial_reason": "data ends on 2026-03-10"}))
    edge = Warn(kind="edge", text="February 2026 looks cut (data ends on 2026-02-09)")
    kpis = (kpi.model_copy(update={"points": points}), *found.kpis[1:])
    told = made(pack(found.model_copy(update={"kpis": kpis, "warnings": (edge,)})), "html").decode()
    assert "(data ends on 9 Feb 2026)" in told
    assert "data ends on 10 Mar 2026" in told


def test_it_has_no_outside_address_and_the_library_once(html: str) -> None:
    assert html.count(get_plotlyjs()) == 1
    own = html.replace(get_plotlyjs(), "")
    assert not re.findall(r"https?://|//cdn|src=|href=|@import|url\((?!data:font)", own)
    assert "default-src 'none'" in own.replace("&#x27;", "'")


def test_what_people_wrote_is_text(html: str) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    found = examples.assistant()
    kpis = tuple(kpi.model_copy(update={"title": hostile, "sentence": hostile}) for kpi in found.kpis)
    bad = made(pack(found.model_copy(update={"name": hostile, "kpis": kpis, "owner": hostile})), "html").decode()
    assert "<script>alert" not in bad
    assert "<img" not in bad.replace(get_plotlyjs(), "")


@pytest.mark.parametrize("result", [examples.young(), examples.empty(), examples.routes(), examples.demand()])
def test_projects_without_money_or_data_have_a_report_too(result: ProjectResult) -> None:
    assert find(made(pack(result), "html"), "a.html")[0].project == result.project
