"""Several tables in one file: the fitting one is taken and said; where two fit it is asked; without a doubt only."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.dataset import Dataset, Recipe
from metrics.errors import UploadRefused
from metrics.intake import detect, preview, records, rewrite, tables
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

EVENTS = Dataset(shape="events", id="id", time="day", columns={"who": "text", "n": "integer"})
HEAD = "id,day,who,n\n"
TICKETS = HEAD + "".join(f"T{i},2025-01-{i + 1:02d},x,{i}\n" for i in range(9))
TEAMS = "team,lead,size\nnorth,Ann,5\nsouth,Bob,7\n"


def found(text: str) -> list[tuple[int, int]]:
    """First row of the header and last row of each table, counted from 1."""
    blocks = tables.find(records.rows(text, detect.find(text, ",")))
    return [(block.header.skip + 1, block.until) for block in blocks]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (TICKETS, [(1, 10)]),
        (f"{TICKETS}\n{TEAMS}", [(1, 10), (12, 14)]),
        (f"{TEAMS}\n\n\n{TICKETS}", [(1, 3), (7, 16)]),
        (f"Report\n\nTickets\n{TICKETS}\nTeams\n{TEAMS}", [(4, 13), (16, 18)]),
        (f"{TICKETS}{TICKETS}", [(1, 10), (11, 20)]),
        (f"{TICKETS},,,\n{TEAMS}", [(1, 10), (12, 14)]),
        (f"{TICKETS}id,day,who,n,more\n" + "T1,2025-01-01,x,1,2\n" * 3, [(1, 10), (11, 14)]),
        (f"From,2025-01-01\nTo,2025-01-31\n\n{TICKETS}", [(4, 13)]),
    ],
)
def test_where_tables_stand(text: str, where: list[tuple[int, int]]) -> None:
    assert found(text)[-len(where) :] == where
    assert len(found(text)) == len(where) or where == [(4, 13)]  # lines of names and values may count as a small one


@pytest.mark.parametrize(
    "text",
    [
        f"{TICKETS}\nT9,2025-02-01,x,5\nT10,2025-02-01,x,5\n",  # a blank line within
        f"{TICKETS}\nT9,soon,x,many\nT10,2025-02-01,x,5\nT11,2025-02-01,x,5\n",  # and a damaged row below it
        f"{TICKETS},soon,y,many\nT10,2025-02-01,x,5\nT11,2025-02-01,x,5\nT12,2025-02-01,x,5\n",
        f"{TICKETS}T9,a,b,c,d\nT10,2025-02-01,x,5\nT11,2025-02-01,x,5\nT12,2025-02-01,x,5\n",
        "name,note\n" + "Ann,hello\nBob,good day\n" * 9 + "\nCid,yes\n",
        "name,note\nAnn,hello\n\nBob,good day\n",
    ],
)
def test_one_table_stays_one(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize("text", [f"{TICKETS}\n{TEAMS}", f"{TEAMS}\n{TICKETS}", f"{TEAMS}{TEAMS}\nTickets\n{TICKETS}"])
def test_the_fitting_table_is_taken_and_said(staged: Stager, text: str) -> None:
    read = staged(text, EVENTS)
    assert column(read, "n") == list(range(9))
    (note,) = [note for note in read.reading.notes if "The file holds" in note]
    assert "it has the dataset's columns" in note
    assert "team, lead, size" in note


def test_rows_keep_the_numbers_of_the_file(staged: Stager) -> None:
    read = staged(f"{TEAMS}\n{TICKETS * 1}" + "T9,2025-01-10,x,1\n" * 30 + "T77,soon,x,1\n", EVENTS)
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(45, "soon")]


def test_two_that_fit_are_asked_and_the_answer_is_obeyed(staged: Stager) -> None:
    text = f"{TICKETS}\n{HEAD}U1,2025-02-01,y,70\nU2,2025-02-02,y,80\n"
    asked = staged(text, EVENTS)
    (question,) = asked.questions
    assert (question.key, question.flag) == ("table", "--table N")
    assert [option.value for option in question.options] == ["1", "2"]
    assert "rows 1 to 10, 4 columns: id, day, who, n" in question.options[0].consequence
    assert asked.files is None
    assert column(staged(text, EVENTS, table=2), "n") == [70, 80]
    assert column(staged(text, EVENTS, table=1), "n") == list(range(9))
    remembered = EVENTS.model_copy(update={"recipe": Recipe(table=2)})
    assert column(staged(text, remembered), "n") == [70, 80]
    with pytest.raises(UploadRefused, match="no table 2"):
        staged(TICKETS, remembered)


def test_a_footer_of_the_table_that_is_read_is_no_part_of_it(staged: Stager) -> None:
    read = staged(f"{TICKETS}Total,,,36\n\n{TEAMS}", EVENTS)
    assert column(read, "n") == list(range(9))
    assert any("row 11 left out" in note for note in read.reading.notes)


def test_without_a_dataset_the_largest_is_shown_and_written(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text(f"{TEAMS}\n{TICKETS}\n")
    read = preview(path, home)
    assert [shown.header for shown in read.columns] == ["id", "day", "who", "n"]
    assert any("table 2 is read (the largest)" in note for note in read.notes)
    assert len(read.sample) == 9
    rewrite(path, home, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == TICKETS
