"""Notes on charts in every format: flags with words, date and author; and what verifying says of them later."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pypdf import PdfReader

from metrics import actions
from metrics.report import Format, find
from metrics.report.pack import noted
from metrics.store import Store
from tests.commands import Commands
from tests.report.projects import TEXT
from tests.report.test_verify import verified
from tests.visits import visit

DAY = dt.date(2025, 3, 5)
DAY_ZERO = dt.date(1899, 12, 30)  # of the sheet in a chart
STRIKE = "A strike <of> two days"
EVENT = '[[event]]\ndate = 2025-06-01\ntitle = "Office move"\nkind = "note"\n'


@pytest.fixture(scope="module")
def flagged(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose project has an event, an edit of one KPI, two notes on that KPI and one on all charts."""
    home = tmp_path_factory.mktemp("flagged") / "home"
    shutil.copytree(kept, home)
    with Store.open(home) as store:
        actions.apply(visit(store, "ada"), TEXT.replace("target = -0.2", "target = -0.25") + EVENT)
        actions.annotate(visit(store, "ana"), "p", "calls", DAY, STRIKE)
        actions.annotate(visit(store, "ana"), "p", "calls", dt.date(2025, 4, 1), "Back to work")
        actions.annotate(visit(store, "bob"), "p", None, dt.date(2024, 7, 20), "Holidays")
        actions.results(visit(store), "p")
    return home


@pytest.fixture
def store(flagged: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(flagged, tmp_path / "home")
    with Store.open(tmp_path / "home") as copied:
        yield copied


@pytest.fixture(scope="module")
def files(flagged: Path) -> dict[Format, bytes]:
    with Store.open(flagged) as opened:
        kinds: tuple[Format, ...] = ("pdf", "pptx", "xlsx", "html")
        return {kind: actions.report(visit(opened), "p", kind) for kind in kinds}


def frames(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_html_flags_the_charts_and_says_what_the_flags_stand_for(files: dict[Format, bytes]) -> None:
    told = files["html"].decode()
    assert "<li>(B) A strike &lt;of&gt; two days (ana) (5 Mar 2025)</li>" in told
    assert told.count("<li>(A) Holidays (bob) (20 Jul 2024)</li>") == 2
    assert told.count("<li>(1) Office move (1 Jun 2025)</li>") == 2
    assert re.search(r"<li>§1 Definition: target: -0.2 → -0.25 \(ada\)", told)
    assert told.count(">(B)<") + told.count('"text":"(B)"') == 1, "the sign stands on one chart"


def test_pdf_has_the_signs_and_their_words(files: dict[Format, bytes]) -> None:
    told = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    told = re.sub(r"\s+", " ", told)
    for words in ("(B) A strike <of> two days (ana) (5 Mar 2025)", "(1) Office move (1 Jun 2025)"):
        assert told.count(words) == (2 if words.startswith("(1)") else 1)
    assert "□" not in told


def test_slides_mark_the_period_and_keep_the_words_beneath(files: dict[Format, bytes]) -> None:
    slides = {slide.shapes[0].text_frame.text: slide for slide in Presentation(io.BytesIO(files["pptx"])).slides}
    chart = next(shape.chart for shape in slides["Minutes"].shapes if shape.has_chart)
    series = next(each for each in chart.plots[0].series if each.name == "flags")
    marks = {
        DAY_ZERO + dt.timedelta(float(str(category))): series.points[n].data_label.text_frame.text
        for n, category in enumerate(chart.plots[0].categories)
        if series.values[n] is not None
    }
    assert marks == {dt.date(2024, 7, 1): "(A)", dt.date(2025, 6, 1): "(1)"}
    assert "(A) Holidays (bob) (20 Jul 2024)" in frames(slides["Minutes"])
    listed = next(shape.table for shape in slides["+Calls: flags on the chart"].shapes if shape.has_table)
    rows = [[cell.text for cell in row.cells] for row in listed.rows]
    assert ["(B)", "5 Mar 2025", f"{STRIKE} (ana)"] in rows
    assert [row[0] for row in rows] == ["Flag", "(A)", "(B)", "(C)", "(1)", "§1"]
    assert "and 2 more flags" in frames(slides["+Calls"])


def test_the_workbook_has_them_in_their_periods_and_on_a_sheet(files: dict[Format, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    rows = list(book["Flags"].iter_rows(min_row=5, values_only=True))
    assert ("'+Calls", "(B)", dt.datetime(2025, 3, 5), None, f"{STRIKE} (ana)") in rows
    assert len(rows) == 5 + 2
    noted = {row[1]: row[7] for row in book["Points"].iter_rows(min_row=5, values_only=True) if row[0] == "'+Calls"}
    assert noted[dt.datetime(2025, 3, 1)].endswith(f"(B) {STRIKE} (ana)")


def test_a_note_afterwards_makes_no_number_false_and_is_told(store: Store) -> None:
    file = actions.report(visit(store), "p", "html")
    assert verified(store, file).notes == ()
    late = actions.annotate(visit(store, "cy"), "p", "calls", DAY, "Late")
    found = verified(store, file)
    assert found.holds
    (line,) = found.notes or ()
    assert line.startswith("cy wrote a note on a chart of calls, on ")
    assert "“Late”" in line
    changed = actions.edit_note(visit(store, "cy"), "p", late.id, DAY, "Later")
    assert len(verified(store, file).notes or ()) == 2
    actions.remove_note(visit(store, "cy"), "p", changed.id)
    assert verified(store, file).notes == ()
    [manifest] = find(file, "a")
    old = manifest.model_copy(update={"notes": None})
    assert verified(store, file.replace(manifest.text().encode(), old.text().encode())).notes is None
    other = manifest.model_copy(update={"notes": noted(())})
    told = verified(store, file.replace(manifest.text().encode(), other.text().encode()))
    assert any("notes that the manifest names never stood" in line for line in told.wrong)


def test_notes_are_listed_added_and_taken_back_by_the_command(flagged: Path, tmp_path: Path) -> None:
    shutil.copytree(flagged, tmp_path / "home")
    run = Commands(tmp_path)
    assert run("report", "p", "--format", "html", "--out", "a.html").code == 0
    made = run(
        "notes", "p", "--add", " Audit\n week", "--on", "2025-05-02", "--kpi", "minutes", "--by", "eve", "--json"
    )
    assert (made.json["text"], made.json["day"], made.json["written_by"]) == ("Audit week", "2025-05-02", "eve")
    listed = run("notes", "p").out.splitlines()
    assert [line.split("  ")[1:3] for line in listed] == [
        ["2024-07-20", "Holidays"],
        ["2025-03-05", STRIKE],
        ["2025-04-01", "Back to work"],
        ["2025-05-02", "Audit week"],
    ]
    assert [each["text"] for each in run("notes", "p", "--kpi", "minutes", "--json").json] == ["Holidays", "Audit week"]
    told = run("verify", "a.html")
    assert told.code == 0
    assert "The notes on its charts have changed since; no number rests on them:" in told.out
    assert re.search(
        r"^  eve.* wrote a note on a chart of .*, on 2 May 2025: “Audit week”, on .* \(audit entry \d+\)$",
        told.out,
        re.MULTILINE,
    )
    assert len(run("verify", "a.html", "--json").json["notes"]) == 1
    gone = run("notes", "p", "--take-back", made.json["id"], "--json")
    assert gone.json == {"taken_back": made.json["id"]}
    assert "eve" not in run("notes", "p").out
    assert run("notes", "p", "--take-back", "nothing").code == 1
    assert run("notes", "p", "--add", "No day").code == 2
    assert run("notes", "p", "--add", "x", "--on", "2025-05-02", "--kpi", "none").code == 1
