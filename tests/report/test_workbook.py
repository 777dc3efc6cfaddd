"""The workbook: its formulas, computed from its cells alone, give the document's figures, and the page's what-if."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import openpyxl
import pytest

from metrics.actions import Change, what_if
from metrics.report import find
from metrics.results import Assumptions, Money, ProjectResult
from tests.chart import examples
from tests.report.projects import report
from tests.report.spreadsheet import ZERO, Spreadsheet

A4 = 11.69  # inches across
PIXELS, LETTER = 96, 7.7  # an inch; a letter of a column, with what stands between columns
WORDS = {
    "paid_back": "paid back",
    "projected": "projected",
    "lost_again": "paid back and lost again",
    "not_reached": "not paid back",
}


@pytest.fixture(scope="module")
def file(result: ProjectResult) -> bytes:
    return report(result, "xlsx")


@pytest.fixture(scope="module")
def opened(file: bytes) -> Spreadsheet:
    return Spreadsheet(file)


@pytest.fixture
def sheet(opened: Spreadsheet) -> Iterator[Spreadsheet]:
    """The workbook; what a test types into it is taken back."""
    yield opened
    opened.reset()


def money(result: ProjectResult) -> tuple[Money, Assumptions]:
    assert result.money is not None
    assert result.money.assumptions is not None
    return result.money, result.money.assumptions


def close(value: object) -> object:
    return value if isinstance(value, str) else pytest.approx(value, rel=1e-9, abs=1e-6)


def test_the_formulas_give_the_documents_figures(result: ProjectResult, sheet: Spreadsheet) -> None:
    found, _ = money(result)
    assert found.payback.months is not None
    assert found.npv is not None
    assert sheet.beside("Payback") == WORDS[str(found.payback.status)]
    assert sheet.beside("Payback, months from launch") == close(found.payback.months)
    assert ZERO.date() + dt.timedelta(days=sheet.beside("Payback on")) == found.payback.date
    amounts = {"Invested": found.invested, "All costs": found.cost, "Benefit": found.benefit, "Net": found.net}
    for name, amount in {**amounts, "Net present value (NPV)": found.npv}.items():
        assert sheet.beside(f"{name}, EUR") == close(amount), name
        assert sheet.beside(f"{name}, EUR", "C") == amount, name
    assert sheet.beside("Return on investment (ROI)") == close(found.roi)
    effects = {kpi.name: kpi.effect for kpi in result.kpis if kpi.segment is None}
    assert sheet.beside("'+Calls: effect") == close(effects["calls"].relative)
    assert sheet.beside("'+Calls: effect, calls") == close(effects["calls"].absolute)
    assert sheet.beside("Minutes: effect") == close(effects["minutes"].relative)


def test_every_month_is_that_of_the_document(result: ProjectResult, sheet: Spreadsheet) -> None:
    found, stated = money(result)
    at = 5 + len(stated.priced)
    for row, flow in enumerate(found.cash_flows, start=5):
        letters = [openpyxl.utils.get_column_letter(at + place) for place in range(1, 5)]
        told = [sheet["Cash flows", f"{letter}{row}"] for letter in letters]
        assert told == close([flow.cost, flow.benefit or 0.0, (flow.benefit or 0.0) - flow.cost, flow.cumulative])


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"value_of_1_": 3.0},
        {"value_of_1_": 60.0, "share_of_1_": 1.0},  # more than the pool had cost
        {"value_of_1_": 0.0, "share_of_2_": 0.1},  # never
        {"value_of_1_": 1.2},
        {"value_of_1_": 2.0, "value_of_2_": 0.05},
        {"running_costs": 0.0},
        {"running_costs": 3.5},
        {"running_costs": 9.0},
        {"discount_rate": 0.25},
        {"discount_rate": -0.5},
        {"discount_rate": None},
    ],
)
def test_another_assumption_gives_the_pages_answer(
    result: ProjectResult, sheet: Spreadsheet, typed: dict[str, float | None]
) -> None:
    _, stated = money(result)
    if typed.get("discount_rate", 0) is None:
        stated = stated.model_copy(update={"discount_rate": None})
    fields = {"unit_value": "value_of_", "realised_share": "share_of_"}
    for name, value in typed.items():
        sheet.put(name, value)
    by_kpi = {
        field: {one.kpi: typed[name] for at, one in enumerate(stated.priced, 1) if (name := f"{mark}{at}_") in typed}
        for field, mark in fields.items()
    }
    rate, running = typed.get("discount_rate"), typed.get("running_costs", 1.0)
    answer = what_if(stated, Change(**by_kpi, running=running, discount_rate=rate))  # type: ignore[arg-type]
    assert sheet.beside("Payback") == WORDS[answer.status]
    assert sheet.beside("Payback, months from launch") == (
        "not reached" if answer.months is None else close(answer.months)
    )
    assert sheet.beside("Net, EUR") == close(answer.net)
    assert sheet.beside("Benefit, EUR") == close(answer.benefit)
    assert sheet.beside("All costs, EUR") == close(answer.cost)
    assert sheet.beside("Net present value (NPV), EUR") == ("unknown" if answer.npv is None else close(answer.npv))
    assert sheet.beside("Return on investment (ROI)") == close(answer.roi)


def test_a_period_that_is_not_counted_changes_the_reduction(result: ProjectResult, sheet: Spreadsheet) -> None:
    points = sheet.book["Points"]
    row = next(row for row in range(5, 99) if points[f"G{row}"].value == 1)
    sheet.put(f"Points!G{row}", 0)
    kpi = next(kpi for kpi in result.kpis if kpi.primary)
    left = [p for p in kpi.points if p.complete and not p.transition and p.expected is not None][1:]
    gone = sum((p.value or 0) - (p.expected or 0) for p in left) / sum(p.expected or 0 for p in left)
    assert sheet.beside("'+Calls: effect") == close(gone)


def test_the_values_that_are_stored_are_those_of_the_formulas(file: bytes, sheet: Spreadsheet) -> None:
    """For readers that show what is stored and compute nothing."""
    stored = openpyxl.load_workbook(io.BytesIO(file), data_only=True)
    for page in sheet.book:
        for line in page.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    value = stored[page.title][cell.coordinate].value
                    value = (value - ZERO) / dt.timedelta(days=1) if isinstance(value, dt.datetime) else value
                    assert (value or 0) == close(sheet[page.title, cell.coordinate] or 0), (page.title, cell.coordinate)


def test_what_people_wrote_stays_text(result: ProjectResult, file: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file))
    assert book["Summary"]["A1"].value == "'=HYPERLINK(1)"
    assert book["Points"]["A5"].value == "'+Calls"
    formulas = [cell.value for page in book for line in page.iter_rows() for cell in line if cell.data_type == "f"]
    assert not [formula for formula in formulas if "HYPERLINK" in formula or "Calls" in formula]
    assert find(file, "a.xlsx")[0].snapshot == result.snapshot


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    found = examples.assistant().model_copy(update={"name": "a\x00\ufffeb"})
    assert Spreadsheet(report(found, "xlsx"))["Summary", "A1"].startswith("a  b")


def test_a_projected_payback_says_so_beside_its_figures() -> None:
    found = examples.assistant()
    assert found.money is not None
    back = found.money.payback.model_copy(update={"status": "projected", "earliest": 3.0})
    sheet = Spreadsheet(
        report(found.model_copy(update={"money": found.money.model_copy(update={"payback": back})}), "xlsx")
    )
    said = {str(line[0].value): line[3].value for line in sheet.book["Summary"].iter_rows()}
    assert said["Payback at the earliest, months"] == said["Payback on"] == "projected, as reported"
    assert said["Payback at the latest, months"] != "projected, as reported"  # unknown: its reason stands there
    plain = {
        str(line[0].value): line[3].value for line in Spreadsheet(report(found, "xlsx")).book["Summary"].iter_rows()
    }
    assert plain["Payback on"] != "projected, as reported"


@pytest.mark.parametrize("made", [examples.assistant, examples.young, examples.empty, examples.routes, examples.demand])
def test_projects_without_money_or_data_have_a_workbook_too(made: object) -> None:
    assert callable(made)
    found = made()
    sheet = Spreadsheet(report(found, "xlsx"))
    assert sheet.book.sheetnames[0] == "Summary"
    for upload in found.inputs.uploads:
        assert any(upload.sha256 in str(cell.value) for line in sheet.book["Provenance"].iter_rows() for cell in line)


def test_a_sheet_is_read_on_paper(result: ProjectResult, file: bytes) -> None:
    """Across, as wide as one page, its head on each; the columns of the table alone leave letters that are read."""
    _, stated = money(result)
    book = openpyxl.load_workbook(io.BytesIO(file))
    for name in ("Cash flows", "Points"):
        sheet = book[name]
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.print_title_rows == "$4:$4"
    sheet = book["Cash flows"]
    first, last = sheet.print_area.replace("$", "").split("!")[1].split(":")
    assert (first, sheet[last].row) == ("A1", sheet.max_row)
    assert [cell.value for cell in sheet[4]][sheet[last].column - 1] == "Note"
    across = (sheet.column_dimensions[column].width for column in sheet.column_dimensions)
    paper = (A4 - sheet.page_margins.left - sheet.page_margins.right) * PIXELS
    assert paper / (sum(across) * LETTER) > 0.6 + 0.2 * (len(stated.priced) == 1), "of the size on screen"
