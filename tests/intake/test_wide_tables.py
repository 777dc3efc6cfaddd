"""One column for every period: asked once, turned into rows, every row with the number that it has in the file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset, Recipe
from metrics.errors import UploadRefused
from metrics.intake import Answers, preview, rejects_csv
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column, table
from tests.intake.test_round_trips import run
from tests.intake.xlsx_files import Sheet, book

SALES = Dataset(shape="series", time="month", columns={"shop": "text", "units": "integer"})
CSV = "shop,region,2024-01,2024-02,2024-03\nBern,W,5,,7\nGenf,S,1,2,-\n"
ROWS = [("Bern", 1, 5, 2), ("Bern", 3, 7, 2), ("Genf", 1, 1, 3), ("Genf", 2, 2, 3)]


def told(found: object) -> list[tuple[object, ...]]:
    """Shop, month of 2024, units and row of the file."""
    return list(
        zip(
            column(found, "shop"),  # type: ignore[arg-type]
            [day.month for day in column(found, "month")],  # type: ignore[arg-type]
            column(found, "units"),  # type: ignore[arg-type]
            column(found, "_row"),  # type: ignore[arg-type]
            strict=True,
        )
    )


def test_it_is_asked_once_with_the_first_rows_and_then_remembered(staged: Stager, home: Path) -> None:
    asked = staged(CSV, SALES)
    assert asked.files is None
    (question,) = asked.questions
    assert (question.key, question.flag, question.options[0].value) == ("accept", "--accept wide", "wide")
    assert question.options[0].consequence == (
        "the first rows are: shop 'Bern', region 'W', month '2024-01', units '5'; "
        "shop 'Bern', region 'W', month '2024-03', units '7'"
    )
    assert not list((home / "staging").iterdir())
    found = staged(CSV, SALES, accept=("wide",))
    assert told(found) == ROWS
    assert found.recipe.accept == ("wide",)
    again = staged(CSV, SALES.model_copy(update={"recipe": found.recipe}))
    assert told(again) == ROWS


def test_empty_cells_are_no_rows_and_counted(staged: Stager) -> None:
    notes = staged(CSV, SALES, accept=("wide",)).reading.notes
    assert "3 columns, '2024-01' to '2024-03', turned into rows; 2 empty cells are no rows." in notes


@pytest.mark.parametrize(
    "headers",
    [
        ["2024-01", "2024-02", "2024-03"],
        ["Jan 2024", "Feb 2024", "Mar 2024"],
        ["Jan-24", "Feb-24", "Mar-24"],
        ["Januar 2024", "Februar 2024", "März 2024"],
        ["01/2024", "02/2024", "03/2024"],
        ["202401", "202402", "202403"],
        ["2024-01-01", "2024-02-01", "2024-03-01"],
        ["20240101", "20240201", "20240301"],
        ["31.01.2024", "29.02.2024", "31.03.2024"],
    ],
)
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_headers_of_every_style(staged: Stager, headers: list[str], sign: str) -> None:
    lines = [["shop", *headers], ["Bern", "5", "", "7"], ["Genf", "1", "2", "3"], ["Basel", "4", "4", "4"]]
    found = staged("\n".join(sign.join(line) for line in lines), SALES, accept=("wide",))
    assert [(shop, month) for shop, month, _, _ in told(found)][:2] == [("Bern", 1), ("Bern", 3)]
    assert sum(column(found, "units")) == 30


def test_weeks_quarters_and_days_in_either_order(staged: Stager) -> None:
    weeks = staged("shop,2024-W01,2024-W02\nBern,5,6\nGenf,7,8\n", SALES, accept=("wide",))
    assert column(weeks, "month") == [dt.date(2024, 1, 1), dt.date(2024, 1, 8)] * 2
    quarters = staged("shop,2024-Q1,2024-Q2\nBern,5,6\nGenf,7,8\n", SALES, accept=("wide",))
    assert column(quarters, "month") == [dt.date(2024, 1, 1), dt.date(2024, 4, 1)] * 2
    days = "shop,01/02/2024,02/02/2024\nBern,5,6\nGenf,7,8\n"
    assert [question.key for question in staged(days, SALES, accept=("wide",)).questions] == ["date_order"]
    found = staged(days, SALES, accept=("wide",), date_order="dmy")
    assert column(found, "month") == [dt.date(2024, 2, 1), dt.date(2024, 2, 2)] * 2


def test_a_reject_names_the_row_and_the_wide_column_and_none_is_lost_in_the_repair(staged: Stager, home: Path) -> None:
    content = "Report\n\nshop;2024-01;2024-02;2024-03\nBern;5;x;y\n\nGenf;1;2;3\nTotal;6;2;3\n"
    found = staged(content, SALES, accept=("wide", "rejects"))
    assert [(each.row, each.column, each.value) for each in found.reject_sample] == [
        (4, "2024-02", "x"),
        (4, "2024-03", "y"),
    ]
    assert told(found) == [("Bern", 1, 5, 4), ("Genf", 1, 1, 6), ("Genf", 2, 2, 6), ("Genf", 3, 3, 6)]
    assert found.files is not None
    assert found.files.rejects_path is not None
    repair = list(csv.reader("".join(rejects_csv(found.files.rejects_path, home)).splitlines()))
    assert [line[:4] for line in repair] == [
        ["shop", "month", "units", "_row"],
        ["Bern", "2024-02", "x", "4"],
        ["Bern", "2024-03", "y", "4"],
    ]
    mended = "\n".join(",".join(line).replace(",x,", ",8,").replace(",y,", ",9,") for line in repair)
    assert column(staged(mended, SALES), "units") == [8, 9]


def test_the_same_wide_table_from_a_workbook_and_from_parquet(staged: Stager) -> None:
    days = [dt.date(2024, month, 1) for month in (1, 2, 3)]
    sheet = book(Sheet("T", [["shop", *days], ["Bern", 5, None, 7], ["Genf", 1, 2, None]]))
    out = io.BytesIO()
    columns = {"shop": ["Bern", "Genf"], "2024-01": [5, 1], "2024-02": [None, 2], "2024-03": [7, None]}
    pq.write_table(pa.table(columns), out)
    for content, name in ((sheet, "t.xlsx"), (out.getvalue(), "t.parquet")):
        assert staged(content, SALES, file_name=name).questions[0].key == "accept"
        assert told(staged(content, SALES, file_name=name, accept=("wide",))) == ROWS


def test_money_in_another_form_goes_the_usual_way(staged: Stager) -> None:
    money = Dataset(shape="costs", time="month", amount="amount", columns={"what": "text"})
    content = 'what;2024-01;2024-02\nbuild;"1.234,50";"2,00"\nrun;"12.000,00";"7,25"\n'
    found = staged(content, money, accept=("wide",))
    assert column(found, "amount") == [Decimal("1234.5"), Decimal(2), Decimal(12000), Decimal("7.25")]


def test_forecasts_have_their_target_in_the_header(staged: Stager) -> None:
    demand = Dataset(shape="forecasts", target="week", made_on="made_on", forecast="forecast", series=("sku",))
    content = "sku,made_on,2024-01-08,2024-01-15\nA,2024-01-01,1.5,2.5\n"
    found = staged(content, demand, accept=("wide",))
    assert column(found, "week") == [dt.date(2024, 1, 8), dt.date(2024, 1, 15)]
    assert column(found, "forecast") == [1.5, 2.5]


@pytest.mark.parametrize(
    ("dataset", "says"),
    [
        (
            Dataset(shape="series", time="month", columns={"shop": "text", "units": "integer", "hours": "decimal"}),
            "2 columns lack a value",
        ),
        (Dataset(shape="events", id="shop", time="month", columns={"units": "integer"}), "would share one 'shop'"),
    ],
)
def test_what_cannot_become_rows_is_told(staged: Stager, dataset: Dataset, says: str) -> None:
    with pytest.raises(UploadRefused, match=says):
        staged(CSV, dataset, accept=("wide",))


def test_a_table_that_has_its_columns_stays_as_it_is(staged: Stager) -> None:
    content = "shop,month,units,2023-01,2023-02\nBern,2024-01-01,5,1,2\n"
    found = staged(content, SALES)
    assert not found.questions
    assert column(found, "units") == [5]


def test_one_period_alone_is_no_wide_table(staged: Stager) -> None:
    with pytest.raises(UploadRefused, match="has no column 'month'"):
        staged("shop,2024-01\nBern,5\n", SALES, accept=("wide",))


def test_a_preview_shows_rows_and_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(CSV)
    reading = preview(path, home, SALES)
    assert [each.header for each in reading.columns] == ["shop", "region", "month", "units"]
    assert reading.sample[1] == ("Bern", "W", "2024-03", "7")
    assert [question.flag for question in reading.questions] == ["--accept wide"]
    assert not list((home / "staging").iterdir())


def test_remembered_columns_name_the_headers_of_a_long_file_only(staged: Stager) -> None:
    known = SALES.model_copy(update={"recipe": Recipe(columns={"units": "Stück"}, accept=("wide",))})
    assert told(staged(CSV, known)) == ROWS


cells = st.one_of(st.none(), st.integers(-(10**9), 10**9))


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(
    wide=st.lists(st.lists(cells, min_size=4, max_size=4), min_size=1, max_size=8).filter(
        lambda rows: any(cell is not None for row in rows for cell in row)
    ),
    sign=st.sampled_from([",", ";", "\t"]),
)
def test_rows_are_all_filled_cells_and_nothing_else(wide: list[list[int | None]], sign: str) -> None:
    months = ["2024-01", "2024-02", "2024-03", "2024-04"]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign)
    writer.writerow(["shop", *months])
    for number, row in enumerate(wide):
        writer.writerow([f"s{number}", *("" if cell is None else cell for cell in row)])
    staged_, home = run(out.getvalue().encode(), SALES, Answers(accept=("wide",), delimiter=sign))
    expected = [
        (dt.date(2024, month, 1), f"s{number}", cell)
        for number, row in enumerate(wide)
        for month, cell in enumerate(row, start=1)
        if cell is not None
    ]
    assert table(staged_) == expected
    assert [int(row[1][1:]) + 2 for row in expected] == column(staged_, "_row")
    shutil.rmtree(home)


STEPS = Dataset(shape="series", time="step", columns={"step": "integer", "series": "text", "value": "double"})


@pytest.mark.parametrize("word", ["V", "step ", ""])
def test_numbered_columns_become_whole_number_steps(staged: Stager, word: str) -> None:
    content = f"series,note,{word}2,{word}3,{word}10\nW1,x,1.5,2.5,\nW2,y,7,x,9\n"
    (question,) = staged(content, STEPS).questions
    assert "series 'W1', note 'x', step '2', value '1.5'" in question.options[0].consequence
    found = staged(content, STEPS, accept=("wide", "rejects"))
    told = zip(column(found, "series"), column(found, "step"), column(found, "value"), strict=True)
    assert list(told) == [("W1", 2, 1.5), ("W1", 3, 2.5), ("W2", 2, 7.0), ("W2", 10, 9.0)]
    assert [(each.row, each.value) for each in found.reject_sample] == [(3, "x")]


@pytest.mark.parametrize("header", ["series,V3,V2", "series,V1,W2", "series,V2,V02", "series,first,second"])
def test_columns_out_of_order_or_of_several_kinds_are_no_steps(staged: Stager, header: str) -> None:
    with pytest.raises(UploadRefused, match="step"):
        staged(f"{header}\nW1,1,2\n", STEPS)
