"""Workbooks: the sheet that is meant, cells with types, and everything that a workbook can hide."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset, Recipe
from metrics.errors import UploadRefused
from metrics.intake import Answers, preview
from metrics.intake.containers import limits, traces
from metrics.intake.containers.cells import number, text
from metrics.intake.number_counts import decisive
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column, table
from tests.intake.xlsx_files import Error, Formula, Percent, Sheet, book

TICKETS = Dataset(
    shape="events",
    id="id",
    time="opened",
    columns={"channel": "text", "cost": "decimal", "minutes": "duration", "late": "boolean", "n": "integer"},
)
HEADER = ["id", "opened", "channel", "cost", "minutes", "late", "n"]
MOMENT = dt.datetime(2025, 3, 4, 10, 30)
ROWS = [
    [1001, MOMENT, "chat", 1.234, dt.timedelta(hours=26, minutes=30), True, 3],
    [1002, dt.date(2025, 4, 3), "mail", 12.5, dt.time(1, 30), False, 4.0],
    [1003, dt.datetime(2025, 12, 1, 23, 59, 59), "chat", 1234567.891, dt.timedelta(0), True, None],
]


def test_typed_cells_are_read_without_a_question(staged: Stager) -> None:
    found = staged(book(Sheet("Tickets", [HEADER, *ROWS])), TICKETS, file_name="book.xlsx")
    assert not found.questions
    assert column(found, "id") == ["1001", "1002", "1003"]
    assert column(found, "opened") == [MOMENT, dt.datetime(2025, 4, 3), dt.datetime(2025, 12, 1, 23, 59, 59)]
    assert column(found, "cost") == [Decimal("1.234"), Decimal("12.5"), Decimal("1234567.891")]
    assert column(found, "minutes") == [Decimal(1590), Decimal(90), Decimal(0)]
    assert column(found, "late") == [True, False, True]
    assert column(found, "n") == [3, 4, None]


def test_one_fraction_that_looks_grouped_stays_a_fraction(staged: Stager) -> None:
    rows = [["id", "opened", "channel", "cost", "minutes", "late", "n"], [1, MOMENT, "chat", 1.234, None, None, 1]]
    assert column(staged(book(Sheet("T", rows)), TICKETS, file_name="b.xlsx"), "cost") == [Decimal("1.234")]


def test_a_recipe_of_texts_does_not_apply_and_stays_as_it_was(staged: Stager) -> None:
    recipe = Recipe(
        encoding="cp1252", delimiter=";", quote="'", decimal=",", thousands=".", date_order="dmy",
        formats={"opened": "%d.%m.%Y"},
    )  # fmt: skip
    dataset = TICKETS.model_copy(update={"recipe": recipe})
    for known in (True, False):
        found = staged(book(Sheet("T", [HEADER, *ROWS])), dataset, file_name="book.xlsx", known_recipe=known)
        assert column(found, "cost")[0] == Decimal("1.234")
        assert column(found, "opened")[1] == dt.datetime(2025, 4, 3)
        kept = found.recipe.model_dump(include=set(recipe.model_fields_set))
        assert kept == recipe.model_dump(include=set(recipe.model_fields_set))


def test_typed_cells_teach_nothing_about_texts(staged: Stager) -> None:
    found = staged(book(Sheet("T", [HEADER, *ROWS])), TICKETS, file_name="book.xlsx")
    assert found.recipe.decimal is None
    assert found.recipe.date_order is None
    assert found.recipe.delimiter is None


def test_texts_in_cells_are_asked_about_as_in_any_file_and_the_answer_is_remembered(staged: Stager) -> None:
    rows = [HEADER, *([i, f"04/0{i}/2025", "chat", 2.5, None, None, 1] for i in range(1, 10))]
    content = book(Sheet("T", rows))
    asked = staged(content, TICKETS, file_name="book.xlsx")
    assert [question.key for question in asked.questions] == ["date_order"]
    answered = staged(content, TICKETS, file_name="book.xlsx", date_order="mdy")
    assert column(answered, "opened")[2] == dt.datetime(2025, 4, 3)
    assert answered.recipe.date_order == "mdy"
    again = TICKETS.model_copy(update={"recipe": answered.recipe})
    assert column(staged(content, again, file_name="book.xlsx"), "opened")[2] == dt.datetime(2025, 4, 3)


def test_a_slip_among_texts_in_cells_does_not_turn_all_of_them_against_the_remembered_order(staged: Stager) -> None:
    rows = [HEADER, *([i, f"0{i}/04/2025", "chat", 2.5, None, None, 1] for i in range(1, 10))]
    slip = [40, "01/14/2025", "chat", 2.5, None, None, 1]  # month first, and so could be all the others
    dataset = TICKETS.model_copy(update={"recipe": Recipe(date_order="dmy")})
    read = staged(book(Sheet("T", rows)), dataset, file_name="book.xlsx")
    assert column(read, "opened")[1] == dt.datetime(2025, 4, 2)
    with pytest.raises(UploadRefused) as refused:
        staged(book(Sheet("T", [*rows, slip])), dataset, file_name="book.xlsx")
    assert "01/14/2025" in f"{refused.value.problems}"


def test_an_order_stated_for_texts_in_cells_wins_over_a_slip_among_them(staged: Stager) -> None:
    rows = [HEADER, *([i, "03/04/2025", "chat", 2.5, None, None, 1] for i in range(1, 40))]
    slip = [40, "01/14/2025", "chat", 2.5, None, None, 1]
    read = staged(book(Sheet("T", [*rows, slip])), TICKETS, file_name="book.xlsx", date_order="dmy")
    assert column(read, "opened")[0] == dt.datetime(2025, 4, 3)
    assert [(each.row, each.value) for each in read.reject_sample] == [(41, "01/14/2025")]


def test_error_cells_are_rejects_with_their_place_and_never_silently_empty(staged: Stager) -> None:
    rows = [HEADER, *ROWS, [1004, MOMENT, "chat", Error("#N/A"), None, None, 1]]
    rows += [[i, MOMENT, "chat", 1, None, None, 1] for i in range(2000, 2040)]
    found = staged(book(Sheet("T", rows, top=2, left=3)), TICKETS, file_name="book.xlsx")
    assert found.files is not None
    assert [(each.row, each.column, each.value) for each in found.reject_sample] == [(7, "cost", "#N/A")]
    assert any("1 error cell, the first G7: #N/A" in note for note in found.reading.notes)


def test_formulas_without_a_result_are_told(staged: Stager) -> None:
    rows = [HEADER, *ROWS, [1004, MOMENT, Formula("A1", "mail"), Formula("1+1", 2.5), None, None, Formula("2+2")]]
    rows += [[1005, MOMENT, Formula('""', ""), 1, None, None, 1]]
    found = staged(book(Sheet("T", rows)), TICKETS, file_name="book.xlsx")
    assert column(found, "channel")[3:] == ["mail", None]
    assert column(found, "cost")[3] == Decimal("2.5")
    assert column(found, "n")[3] is None
    assert [note for note in found.reading.notes if "without a stored result" in note and "G5" in note]
    assert "1 formula without" in " ".join(found.reading.notes)


def test_rows_keep_the_numbers_of_the_sheet(staged: Stager) -> None:
    rows = [["Report of March"], [], HEADER, ROWS[0], [], [], [1002, "soon", "mail", 1, None, None, 1], *ROWS[2:]]
    found = staged(book(Sheet("T", rows, top=1)), TICKETS, file_name="book.xlsx", accept=("rejects",))
    assert [(each.row, each.column) for each in found.reject_sample] == [(8, "opened")]
    assert column(found, "_row") == [5, 9]


def test_the_sheet_whose_header_fits_is_taken_and_named(staged: Stager) -> None:
    pivot = Sheet("Pivot", [["channel", "sum"], *(["chat", i] for i in range(200))])
    found = staged(book(pivot, Sheet("Tickets", [HEADER, *ROWS])), TICKETS, file_name="book.xlsx")
    assert len(table(found)) == 3
    assert any("'Tickets', whose header fits" in note for note in found.reading.notes)


def test_sheets_that_fit_equally_are_asked_about(staged: Stager) -> None:
    content = book(Sheet("Jan", [HEADER, ROWS[0]]), Sheet("Feb", [HEADER, *ROWS[1:]], hidden=True))
    asked = staged(content, TICKETS, file_name="book.xlsx")
    assert asked.files is None
    (question,) = asked.questions
    assert (question.key, question.flag) == ("sheet", "--sheet NAME")
    assert [option.value for option in question.options] == ["Jan", "Feb"]
    assert question.options[1].consequence.startswith("hidden, 3 rows, columns id, opened")
    answered = staged(content, TICKETS, file_name="book.xlsx", sheet="feb")
    assert column(answered, "id") == ["1002", "1003"]
    assert any("'Feb' is hidden" in note for note in answered.reading.notes)


def test_a_sheet_that_is_not_there_is_asked_for_again(staged: Stager) -> None:
    asked = staged(book(Sheet("May", [HEADER, *ROWS])), TICKETS, file_name="book.xlsx", sheet="April")
    assert asked.files is None
    assert "no sheet 'April'" in asked.questions[0].text


def test_missing_columns_name_the_sheet(staged: Stager) -> None:
    with pytest.raises(UploadRefused, match=r"book\.xlsx, sheet 'T'.*no column 'opened'"):
        staged(book(Sheet("T", [["id", "channel", "cost"], [1, "chat", 2]])), TICKETS, file_name="book.xlsx")


def test_without_a_dataset_the_largest_sheet_is_read_and_said(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(book(Sheet("Cover", [["About"]]), Sheet("Data", [HEADER, *ROWS]), Sheet("Empty", [])))
    reading = preview(path, home)
    assert [each.header for each in reading.columns] == HEADER
    assert reading.encoding == "xlsx workbook"
    assert any("largest sheet, 'Data', of 'Cover', 'Data'" in note for note in reading.notes)
    assert not list((home / "staging").iterdir())


def test_merged_cells_are_told(staged: Stager) -> None:
    content = book(Sheet("T", [HEADER, *ROWS], merged=["C2:C3", "A1:B1"]))
    notes = staged(content, TICKETS, file_name="book.xlsx").reading.notes
    assert [note for note in notes if note.startswith("1 merged area over several rows, as C2:C3")]


def test_per_cent_cells_are_fractions(staged: Stager) -> None:
    shares = Dataset(shape="series", time="month", columns={"share": "decimal"})
    rows = [["month", "share"], [dt.date(2025, 1, 1), Percent(0.125)], [dt.date(2025, 2, 1), Percent(1)]]
    assert column(staged(book(Sheet("T", rows)), shares, file_name="b.xlsx"), "share") == [Decimal("0.125"), Decimal(1)]


def test_dates_counted_from_1904(staged: Stager) -> None:
    shares = Dataset(shape="series", time="month", columns={"n": "integer"})
    content = book(Sheet("T", [["month", "n"], [dt.date(2025, 1, 1), 1]]), date1904=True)
    assert column(staged(content, shares, file_name="b.xlsx"), "month") == [dt.date(2029, 1, 2)]  # 1,462 days on


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04" + b"x" * 50, "damaged workbook or archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "Word document"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "XML document"),
        (book(Sheet("T", [])), "no sheet with cells"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(staged: Stager, home: Path, content: bytes, says: str) -> None:
    with pytest.raises(UploadRefused, match=says):
        staged(content, TICKETS, file_name="book.xls")
    assert not list((home / "staging").iterdir())


def test_a_damaged_part_is_refused_in_words(staged: Stager, home: Path) -> None:
    whole = BytesIO(book(Sheet("T", [HEADER, *ROWS])))
    broken = BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    with pytest.raises(UploadRefused, match="cannot be read"):
        staged(broken.getvalue(), TICKETS, file_name="book.xlsx")
    assert not list((home / "staging").iterdir())


def test_two_cells_that_span_a_billion_are_refused_before_they_are_held(staged: Stager, home: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book(Sheet("T", [[1]])))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if "sheet1" in name:
                far = b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", far)
            new.writestr(name, data)
    with pytest.raises(UploadRefused, match="1,048,576 rows and 16,384 columns"):
        staged(out.getvalue(), TICKETS, file_name="book.xlsx")
    assert not list((home / "staging").iterdir())


def test_a_workbook_that_unpacks_beyond_its_bound_is_refused(
    staged: Stager, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ALWAYS", 100_000)
    monkeypatch.setattr(limits, "RATIO", 2)
    rows = [HEADER, *([i, MOMENT, "chat", 1, None, None, 1] for i in range(5000))]
    with pytest.raises(UploadRefused, match="unpacks to more than"):
        staged(book(Sheet("T", rows)), TICKETS, file_name="book.xlsx")
    assert not list((home / "staging").iterdir())


def test_cells_without_their_place_follow_the_one_before(tmp_path: Path) -> None:
    content = book(Sheet("T", [["a", Error("#N/A")], [Error("#REF!")]]))
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, re.sub(rb' r="[A-Z0-9]+"', b"", data) if "sheet1" in name else data)
    bound = limits.Bound(path, tmp_path, "b.xlsx")
    seen = traces.find(path, traces.parts(path, "b.xlsx")["T"], bound, "b.xlsx")
    assert seen.errors == {(0, 1): "#N/A", (1, 0): "#REF!"}


@settings(max_examples=400)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_its_value_and_leaves_no_doubt(value: float) -> None:
    shown = number(value)
    assert float(shown) == value
    assert "e" not in shown
    assert "." not in shown or decisive([shown])
    assert text(value) == shown


@settings(max_examples=200)
@given(st.decimals(0, 999, places=3))
def test_three_decimals_are_never_thousands(value: Decimal) -> None:
    shown = number(float(value))
    assert Decimal(shown) == value
    assert "." not in shown or decisive([shown])


@given(
    st.timedeltas(dt.timedelta(0), dt.timedelta(days=400)).map(
        lambda span: dt.timedelta(seconds=span // dt.timedelta(seconds=1))
    )
)
def test_a_time_span_is_hours_minutes_seconds(span: dt.timedelta) -> None:
    hours, minutes, seconds = (int(part) for part in text(span).split(":"))
    assert dt.timedelta(hours=hours, minutes=minutes, seconds=seconds) == span
    assert max(minutes, seconds) < 60


def test_answers_keep_the_sheet_in_the_recipe(staged: Stager) -> None:
    content = book(Sheet("Jan", [HEADER, ROWS[0]]), Sheet("Feb", [HEADER, *ROWS[1:]]))
    found = staged(content, TICKETS, file_name="book.xlsx", sheet="Feb")
    assert found.recipe.sheet == "Feb"
    assert Answers.from_recipe(found.recipe).sheet == "Feb"
