"""Headers of one or several rows, short or missing ones; a row of data is never taken for a part of the header."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.dataset import Dataset, Recipe
from metrics.intake import detect, header, records, rewrite
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

EVENTS = Dataset(shape="events", id="id", time="day", columns={"who": "text", "n": "integer"})
DAYS = "2025-01-01,1,2,3,4\n2025-01-02,5,6,7,8\n2025-01-03,5,6,7,8\n"


def read(text: str, wanted: tuple[str, ...] = (), rows: int | None = None, skip: int | None = None) -> header.Header:
    return header.find(records.rows(text, detect.find(text)), wanted, skip, rows)


@pytest.mark.parametrize(
    ("head", "rows", "names"),
    [
        (",Calls,,Chats,\nday,in,out,in,out\n", 2, "day|Calls in|Calls out|Chats in|Chats out"),
        ("day,Calls,,Chats,\n,in,out,in,out\n", 2, "day|Calls in|Calls out|Chats in|Chats out"),
        ("day,a,b,c,d\n,[min],[h],[EUR],%\n", 2, "day|a [min]|b [h]|c [EUR]|d %"),
        ("day,a,b,c,d\nday,a,b,c,d\n", 2, "day|a|b|c|d"),
        ("day,a,b,c,d\nday,a,b,c,d\nday,a,b,c,d\n", 3, "day|a|b|c|d"),
        (
            "day,a,b,c,d\nDay of work,First,Second,Third,Fourth\n",
            2,
            "day Day of work|a First|b Second|c Third|d Fourth",
        ),
        ("day,a,b,c,d\n", 1, "day|a|b|c|d"),
        ("day,2022,2023,2024,2025\n", 1, "day|2022|2023|2024|2025"),
        ("day,a,,a,\n", 1, "day|a|column3|a (2)|column5"),
        ("Report of January,,,,\n,,,,\nday,a,b,c,d\n", 1, "day|a|b|c|d"),
        ("", 0, "column1|column2|column3|column4|column5"),
    ],
)
def test_what_the_header_is(head: str, rows: int, names: str) -> None:
    found = read(head + DAYS)
    assert (found.rows, "|".join(found.names)) == (rows, names)


@pytest.mark.parametrize(
    ("first", "names"),
    [
        ("T0,unknown,unknown,5\n", "id|day|who|n"),  # has a number
        ("T0,later,x,many\n", "id|day|who|n"),  # is called as the other rows are
        ("Bob,unknown,?,unknown\n", "id|day|who|n"),  # says the same thing twice
        (",,x,\n", "id|day|who|n"),
        ("T0,,,\n", "id|day|who|n"),
    ],
)
def test_a_damaged_first_row_is_data(staged: Stager, first: str, names: str) -> None:
    good = "".join(f"T{i},2025-01-01,x,1\n" for i in range(1, 40))
    text = f"id,day,who,n\n{first}{good}"
    assert (read(text).rows, "|".join(read(text).names)) == (1, names)
    done = staged(text, EVENTS)
    assert done.files is not None
    assert (done.files.rows, done.files.rejected) == (39, 1)
    assert done.reject_sample[0].row == 2


def test_what_the_dataset_wants_decides_which_row_names_the_columns(staged: Stager) -> None:
    good = "".join(f"T{i},2025-01-01,x,{i}\n" for i in range(5))
    units = f"id,day,who,n\n,,,[min]\n{good}"
    assert column(staged(units, EVENTS), "n") == list(range(5))
    described = f"Ticket,Date,Agent,Number\nid,day,who,n\n{good}"
    assert column(staged(described, EVENTS), "n") == list(range(5))


def test_a_header_that_lost_a_delimiter_is_still_the_header() -> None:
    text = "".join(f"T{i},2025-01-01,x,{i},y\n" for i in range(5))
    found = read(f"idday,who,n,note\n{text}")
    assert (found.skip, found.rows, found.names) == (0, 1, ("idday", "who", "n", "note"))


def test_the_answer_settles_it(staged: Stager) -> None:
    text = "id,day,who,n\nT1,2025-01-01,x,1\nT2,2025-01-02,x,2\n"
    told = {"id": "column1", "day": "column2", "who": "column3", "n": "column4"}
    assert column(staged(text.split("\n", 1)[1], EVENTS, columns=told, header_rows=0), "n") == [1, 2]
    two = "group one,,group two,\nid,day,who,n\nT1,2025-01-01,x,1\n"
    assert read(two, rows=2).names == ("group one id", "group one day", "group two who", "group two n")
    assert read(two, rows=1, skip=1).names == ("id", "day", "who", "n")
    assert read(f"A title\n{two}", rows=2).skip == 1


def test_what_is_written_invents_no_header(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_text(DAYS)
    rewrite(path, home, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == DAYS
    path.write_bytes(b"")
    rewrite(path, home, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == b""


def test_an_accepted_header_is_remembered_and_another_one_is_asked_again(staged: Stager) -> None:
    first = 'id,day,who,n,"a;b"\nT1,2025-01-01,x,1,2\n'
    other = first.replace("a;b", "c;d")
    taken = staged(first, EVENTS, accept=("header",))
    assert (taken.recipe.accept, taken.recipe.headers) == (("header",), ("a;b",))
    later = EVENTS.model_copy(update={"recipe": taken.recipe})
    assert column(staged(first, later), "n") == [1]
    assert [question.flag for question in staged(other, later).questions] == ["--accept header"]
    again = staged(other, later, accept=("header",))
    assert column(again, "n") == [1]
    assert again.recipe.headers == ("c;d",)
    never = EVENTS.model_copy(update={"recipe": Recipe(decimal=".")})
    assert [question.flag for question in staged(first, never).questions] == ["--accept header"]
