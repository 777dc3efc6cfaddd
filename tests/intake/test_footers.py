"""Rows below a table are left out and said, never counted; no row of the table is ever left out with them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset
from metrics.intake import footers
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column, table

EVENTS = Dataset(shape="events", id="id", time="day", columns={"who": "text", "n": "integer"})
SERIES = Dataset(shape="series", time="day", columns={"team": "text", "n": "decimal"})
HEAD = "id,day,who,n\n"
GOOD = "".join(f"T{i},2025-01-{i + 1:02d},x,{i}\n" for i in range(9))


@pytest.mark.parametrize(
    ("below", "left_out"),
    [
        ("Total,,,36\n", ["Total 36"]),
        ("Grand total:,,,36\n", ["Grand total: 36"]),
        ("Summe,,,36\n", ["Summe 36"]),
        (",,,36\n", ["36"]),
        (",,Gesamt,36\n", ["Gesamt 36"]),
        ("Total,,,36\nAverage,,,4\n", ["Total 36", "Average 4"]),
        ("Generated on 2025-02-01 by the export\n", ["Generated on 2025-02-01 by the export"]),
        ("Generated on,2025-02-01,,\n", ["Generated on 2025-02-01"]),
        ("\nRows: 9\n", ["Rows: 9"]),
        ("\n\n(9 rows affected)\n\n", ["(9 rows affected)"]),
        ("*** end of report ***\n", ["*** end of report ***"]),
        ("\nConfidential\nPage 1 of 1\n", ["Confidential", "Page 1 of 1"]),
    ],
)
def test_a_footer_is_left_out_and_said(staged: Stager, below: str, left_out: list[str]) -> None:
    read = staged(HEAD + GOOD + below, EVENTS)
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (9, 0)
    (note,) = [note for note in read.reading.notes if "Below the table" in note]
    assert all(repr(text) in note for text in left_out)
    assert column(read, "n") == list(range(9))


def test_the_note_names_the_rows(staged: Stager) -> None:
    (one,) = [note for note in staged(HEAD + GOOD + "Total,,,36\n", EVENTS).reading.notes if "Below" in note]
    assert "row 11 left out" in one
    (two,) = [note for note in staged(HEAD + GOOD + "\nTotal,,,36\nRows: 9\n", EVENTS).reading.notes if "Below" in note]
    assert "rows 12 to 13 left out" in two


def test_a_total_below_a_single_row(staged: Stager) -> None:
    read = staged("day,team,n\n2025-01-01,north,5.5\nTotal,,5.5\n", SERIES)
    assert column(read, "n") == [Decimal("5.5")]


def test_a_complete_row_that_adds_up_is_a_total(staged: Stager) -> None:
    rows = "".join(f"A{i};2025-01-0{i};north;1.00{i},50\n" for i in range(1, 6))
    text = f"id;day;who;n\n{rows}Summe;2025-01-31;alle;5.017,50\n"
    amounts = Dataset(shape="events", id="id", time="day", columns={"who": "text", "n": "decimal"})
    read = staged(text, amounts)
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (5, 0)


def test_a_complete_row_called_total_that_does_not_add_up_is_rejected_with_that_reason(staged: Stager) -> None:
    read = staged(HEAD + GOOD * 4 + "Total,2025-01-31,y,7\n", EVENTS)
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (36, 1)
    (reject,) = read.reject_sample
    assert (reject.row, reject.cells) == (38, ("Total", "2025-01-31", "y", "7"))
    assert "looks like a total" in reject.reason


@pytest.mark.parametrize(
    "last",
    [
        "T9,2025-01-10,Total,3\n",  # the label stands in another column than the first
        "T9,2025-01-10,,3\n",
        "T9,2025-01-10,x,\n",
        "total recall,2025-01-10,x,3\n",
        "T9,2025-01-10,Generated on Monday,3\n",
        "T9,2025-01-10,x,36\n",  # the sum of the column, by chance
    ],
)
def test_a_row_of_the_table_stays(staged: Stager, last: str) -> None:
    read = staged(HEAD + GOOD + last, EVENTS)
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (10, 0)


def test_a_team_called_total_stays(staged: Stager) -> None:
    text = "team,day,n\n" + "".join(f"Total,2025-01-0{i},{i}\nnorth,2025-01-0{i},1\n" for i in range(1, 5))
    read = staged(text + "Total,2025-01-05,9\n", SERIES)
    assert len(table(read)) == 9


@pytest.mark.parametrize("last", ["T9\n", "T9,2025-01-1\n", "T9,2025-01-10,x\n", "T9,soon,x,1\n", ",2025-01-10,x,1\n"])
def test_a_row_that_was_cut_off_or_is_wrong_becomes_a_reject(staged: Stager, last: str) -> None:
    read = staged(HEAD + GOOD * 5 + last, EVENTS)
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (45, 1)
    assert read.reject_sample[0].row == 47


def test_lines_within_the_last_cell_are_no_footer(staged: Stager) -> None:
    text = HEAD + GOOD + 'T9,2025-01-10,"seen by\nTotal\nall",7\n'
    assert column(staged(text, EVENTS), "who")[-1] == "seen by\nTotal\nall"


def test_a_large_file_loses_its_footer_without_being_rewritten(staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"T{i},2025-01-{i % 28 + 1:02d},someone,{i % 7}\n" for i in range(15_000))
    monkeypatch.setattr("metrics.intake.table.PARALLEL_FROM", 1 << 17)
    read = staged(HEAD + rows + "\nTotal,,,44998\nGenerated on 2025-02-01\n", EVENTS)
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (15_000, 0)
    assert any("the last 2 lines left out" in note for note in read.reading.notes)
    doubt = staged(HEAD + rows + "Total,2025-01-31,all,44998\n", EVENTS)
    assert doubt.files is not None
    assert (doubt.files.rows, doubt.files.rejected) == (15_000, 1)
    assert doubt.reject_sample[0].row == 15_002


@settings(max_examples=150, deadline=None)
@given(
    data=st.lists(
        st.tuples(st.integers(0, 999), st.dates().map(str), st.sampled_from(["Ann", "Bob", ""]), st.integers(0, 99)),
        min_size=1,
        max_size=40,
    )
)
def test_no_regular_row_is_ever_taken_for_a_footer(data: list[tuple[int, str, str, int]]) -> None:
    rows = [[f"T{key}", day, who, str(n)] for key, day, who, n in data]
    assert footers.find(rows, 4) == footers.Trailing(0)
