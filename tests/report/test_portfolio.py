"""The pack of a portfolio: every project that may be seen, sums by currency, and a manifest each that verifies."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from metrics import actions, words
from metrics.chart import portfolio_net, standing
from metrics.errors import StoreError
from metrics.report import FORMATS, Member, NoManifest, Pack, Portfolio, deck, find, gathered
from metrics.results import ProjectResult
from metrics.store import Head, Store
from tests.chart import examples
from tests.commands import Commands
from tests.report.projects import TEXT, before_and_after
from tests.report.spreadsheet import Spreadsheet
from tests.visits import logged_in, visit

SWISS = TEXT.replace('id = "p"', 'id = "q"').replace('name = "=HYPERLINK(1)"', 'name = "Zürich"\ncurrency = "CHF"')
AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
EXAMPLES = (examples.assistant, examples.routes, examples.young, examples.empty, examples.demand)


@pytest.fixture(scope="module")
def both(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the other tests and one in francs, with results; a home to copy."""
    home = tmp_path_factory.mktemp("both") / "home"
    shutil.copytree(kept, home)
    with Store.open(home) as store:
        actions.apply(visit(store, "ada"), SWISS)
        file = home.parent / "calls.csv"
        file.write_text("id,day,minutes\n" + before_and_after())
        actions.commit(visit(store, "ada"), actions.stage(visit(store), "q", "d", file))
    return home


@pytest.fixture
def store(both: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(both, tmp_path / "home")
    with Store.open(tmp_path / "home") as copied:
        yield copied


def portfolio(*results: ProjectResult) -> Portfolio:
    head = Head(3, "a" * 64)
    packs = [Pack(result, {"money": "0" * 64}, head, AT, "Ada") for result in results]
    members = tuple(Member(pack, examples.headline(pack.result)) for pack in packs)
    return Portfolio(members, head, AT, "Ada", ("secret is left out: you see some segments of it only.",))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    found = portfolio(*(build() for build in EXAMPLES), examples.routes().model_copy(update={"currency": "CHF"}))
    return {kind: gathered(found, kind) for kind in FORMATS}


def slides(file: bytes) -> str:
    found = []
    for slide in Presentation(io.BytesIO(file)).slides:
        for shape in slide.shapes:
            found += [shape.text_frame.text] if shape.has_text_frame else []
            found += [cell.text for row in shape.table.rows for cell in row.cells] if shape.has_table else []
    return "\n".join(found)


def pdf(file: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)


def sheets(file: bytes) -> str:
    book = Spreadsheet(file).book
    return "\n".join(str(cell.value) for page in book for line in page.iter_rows() for cell in line if cell.value)


READ = {"pdf": pdf, "pptx": slides, "xlsx": sheets, "html": bytes.decode}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_project_has_its_section_with_its_sentence_and_figures(kind: str, files: dict[str, bytes]) -> None:
    told = " ".join(READ[kind](files[kind]).split())
    for build in EXAMPLES:
        result = build()
        assert result.name in told
        for kpi in result.kpis:
            assert not kpi.primary or " ".join(kpi.sentence.split()) in told
    assert "One of five projects has paid back" in told  # of those in euro; the sums by hand from the examples
    for amount in ("175,000", "87,900") if kind != "xlsx" else ("SUMIFS",):
        assert amount in told
    assert "secret is left out" in told
    assert "There are no results yet" in told
    assert "retrained" in told or "old" in told  # a project of forecasts alone says how far off they are
    for manifest in find(files[kind], kind):
        assert manifest.snapshot in told


@pytest.mark.parametrize("kind", ["pdf", "pptx", "html"])
def test_what_went_in_and_came_back_is_drawn_for_each_currency(kind: str, files: dict[str, bytes]) -> None:
    told = " ".join(READ[kind](files[kind]).split())
    assert told.count("What went in, what came back?") == 2  # euro and francs
    lines = [examples.headline(build()) for build in EXAMPLES]
    for gap in portfolio_net.gaps([line for line in lines if line.currency == "EUR"], "EUR"):
        assert gap in told


def test_the_slides_columns_and_line_are_each_months_sums_over_all_projects(files: dict[str, bytes]) -> None:
    """Added up here by calendar month from the results themselves."""
    put_in: Counter[dt.date] = Counter()
    back: Counter[dt.date] = Counter()
    for build in EXAMPLES:
        money = build().money
        for flow in money.cash_flows if money and money.net is not None else ():
            if not flow.projected:
                put_in[flow.period] += flow.cost  # type: ignore[assignment]
                back[flow.period] += flow.benefit or 0.0  # type: ignore[assignment]
    months = sorted(put_in)
    charts = [
        shape.chart
        for slide in Presentation(io.BytesIO(files["pptx"])).slides
        if any(shape.has_text_frame and "What went in" in shape.text_frame.text for shape in slide.shapes)
        for shape in slide.shapes
        if shape.has_chart
    ]
    series = {each.name: list(each.values) for plot in charts[0].plots for each in plot.series}
    assert series["Put in"] == pytest.approx([-put_in[month] for month in months])
    assert series["Came back"] == pytest.approx([back[month] for month in months])
    net = list(accumulate(back[month] - put_in[month] for month in months))
    assert series["Cumulative net"] == pytest.approx(net)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_answer_says_how_many_hold_as_the_page_does(kind: str, files: dict[str, bytes]) -> None:
    lines = [line for line in map(examples.headline, (build() for build in EXAMPLES)) if line.currency == "EUR"]
    said = standing.sentence(lines).replace("**", "")
    assert said
    assert said in " ".join(READ[kind](files[kind]).split())


@pytest.mark.parametrize("kind", FORMATS)
def test_a_manifest_that_is_taken_out_is_missed(kind: str, files: dict[str, bytes]) -> None:
    manifests = find(files[kind], kind)
    assert [(one.part, one.of) for one in manifests] == [(n, 6) for n in range(1, 7)]
    if kind == "html":
        gone = files[kind].replace(manifests[2].text().encode(), b"")
        with pytest.raises(NoManifest, match="of 5 projects and was made of 6"):
            find(gone, kind)


def test_the_workbooks_sums_follow_its_sheets() -> None:
    assistant, routes = examples.assistant(), examples.routes()
    sheet = Spreadsheet(gathered(portfolio(assistant, routes), "xlsx"))
    assert assistant.money is not None
    assert routes.money is not None
    for name, field in (("Invested", "invested"), ("All costs", "cost"), ("Benefit", "benefit"), ("Net", "net")):
        total = getattr(assistant.money, field) + getattr(routes.money, field)
        assert sheet.beside(f"{name}, EUR") == pytest.approx(total), name
        assert sheet.beside(f"{name}, EUR", "C") == pytest.approx(total), name
    page = sheet.book["1 support-assistant"]
    row = next(row for row in range(1, 99) if page[f"A{row}"].value == "Month") + 1
    for n, flow in enumerate(assistant.money.cash_flows):
        assert sheet["1 support-assistant", f"E{row + n}"] == pytest.approx(flow.cumulative)
    sheet.put(f"1 support-assistant!B{row}", 0.0)
    assert sheet.beside("Net, EUR") == pytest.approx(
        assistant.money.net + routes.money.net + assistant.money.cash_flows[0].cost  # type: ignore[operator]
    )


def test_all_that_may_be_seen_is_in_it_and_each_projects_audit_has_it(store: Store) -> None:
    store.grant("a@example.com", "viewer", "p", actor="boss")
    store.grant("a@example.com", "viewer", "q", actor="boss", segments=("channel=chat",))
    mine = logged_in(store, "a@example.com")
    file = actions.portfolio_report(mine, "html")
    assert [one.project for one in find(file, "a")] == ["p"]
    assert "q is left out: you see some segments of it only." in file.decode()
    assert "Zürich" not in file.decode()
    assert [row.action for row in store.audit("q")][-1] != "report"
    store.revoke("a@example.com", "p", actor="boss")
    limited = logged_in(store, "a@example.com")
    with pytest.raises(StoreError, match="no project to report on"):
        actions.portfolio_report(limited, "html")
    whole = actions.portfolio_report(visit(store), "pdf")
    assert {one.project for one in find(whole, "a")} == {"p", "q"}
    for project in ("p", "q"):
        assert store.audit(project)[-1].detail["projects"] == 2
    for one in find(whole, "a"):
        found = actions.verify_report(visit(store), one.project, one, whole)
        assert found.holds
        assert found.made is not None


def test_a_project_that_cannot_be_computed_keeps_its_last_good_results(store: Store) -> None:
    good = actions.results(visit(store), "p")
    for file in (store.home / "rows" / "p").rglob("*.parquet"):
        file.chmod(0o600)
        file.write_bytes(b"PAR1 no longer rows PAR1")
    with pytest.raises(StoreError, match="damaged"):
        actions.apply(visit(store), TEXT.replace("unit_value = 6.5", "unit_value = 5"))
    told = actions.portfolio_report(visit(store), "html").decode()
    assert "These are its last good results" in told
    assert str(good.snapshot) in told
    assert words.money(good.money.net if good.money else None, "EUR") in told


def test_the_commands_make_one_and_say_of_each_project_whether_it_holds(both: Path, tmp_path: Path) -> None:
    shutil.copytree(both, tmp_path / "home")
    run = Commands(tmp_path)
    assert run("report", "p", "--portfolio", "--format", "html", "--out", "x").code == 2
    assert run("report", "--format", "html", "--out", "x").code == 2
    made = run("report", "--portfolio", "--format", "pptx", "--out", "all.pptx")
    assert made.code == 0, made.err
    (tmp_path / "q.toml").write_text(SWISS.replace("unit_value = 6.5", "unit_value = 5"))
    assert run("apply", "q.toml").code == 0
    answer = run("verify", "all.pptx", "--json")
    assert (answer.code, answer.json["holds"]) == (1, False)
    assert [(one["project"], one["holds"]) for one in answer.json["projects"]] == [("p", True), ("q", False)]
    assert [cause["kind"] for cause in answer.json["projects"][1]["causes"]] == ["definition"]
    assert answer.json["projects"][0]["made"]["by"] == answer.json["projects"][1]["made"]["by"]


def test_the_first_page_marks_samples_and_names_what_needs_a_decision(files: dict[str, bytes]) -> None:
    routes = examples.routes()
    reason = str(examples.headline(routes).decision)
    assert reason
    said = {
        "pdf": " ".join((PdfReader(io.BytesIO(files["pdf"])).pages[0].extract_text() or "").split()),
        "pptx": " ".join(
            shape.text_frame.text
            for shape in Presentation(io.BytesIO(files["pptx"])).slides[0].shapes
            if shape.has_text_frame
        ),
    }
    for text in said.values():
        assert "Simulated data: Support assistant" in text
        assert f"Route planning: {reason}"[:60] in text


def test_sentences_of_a_slide_stay_in_their_box() -> None:
    few, many = ["One short sentence."], ["A sentence that runs over more than one line of a slide. " * 5] * 5
    assert deck.fitting(few, deck.INNER, 1_371_600, (14, 12, 10)) == 14
    assert deck.fitting(many, deck.INNER, 1_371_600, (14, 12, 10)) == 10
