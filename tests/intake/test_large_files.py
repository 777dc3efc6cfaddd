"""Files that several processors read: every row keeps its number, whatever stands between the lines."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from metrics.dataset import Dataset, Recipe
from metrics.intake import Staged, preview, table
from metrics.intake.dialect import Dialect
from metrics.intake.parts import split
from metrics.intake.records import Record, in_turn, records
from metrics.intake.source import take
from metrics.intake.understand import understand
from tests.intake.conftest import Stager

ROWS = 60_000  # a few megabytes
TICKETS = Dataset(shape="events", id="id", time="day", columns={"who": "text"})


@pytest.fixture(autouse=True)
def large_from_one_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of some megabytes take the way of large ones."""
    monkeypatch.setattr(table, "PARALLEL_FROM", 1 << 20)


def lines(end: str = "\n", who: str = "somebody somewhere, whose name fills a line".replace(",", "")) -> list[str]:
    return ["id,day,who" + end, *(f"{i + 2},2025-01-{1 + i % 28:02},{who}{end}" for i in range(ROWS))]


def numbers_fit_ids(staged: Staged) -> bool:
    """In these files the id says which row it stands in."""
    assert staged.files is not None, staged.questions
    read = pq.read_table(staged.files.rows_path)
    return read["id"].to_pylist() == [str(row) for row in read["_row"].to_pylist()]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("known", [False, True])
def test_rows_are_numbered_across_parts(staged: Stager, home: Path, end: str, known: bool) -> None:
    dataset = TICKETS.model_copy(update={"recipe": Recipe()}) if known else TICKETS
    read = staged("".join(lines(end)), dataset)
    assert numbers_fit_ids(read)
    assert read.files is not None
    assert (read.files.rows, read.files.duplicates) == (ROWS, 0)
    assert {path.suffix for path in (home / "staging").iterdir()} == {".original", ".parquet"}


def test_rejects_of_every_part_keep_their_row(staged: Stager) -> None:
    text = lines()
    for row in (3, 30_000, 59_999):
        text[row - 1] = f"{row},never,x\n"
    read = staged("".join(text), TICKETS)
    assert numbers_fit_ids(read)
    assert [reject.row for reject in read.reject_sample] == [3, 30_000, 59_999]


def test_a_late_quoted_line_break_does_not_move_rows(staged: Stager) -> None:
    text = lines()
    text[50_000] = '50001,2025-01-01,"two\nlines"\n'
    assert numbers_fit_ids(staged("".join(text), TICKETS))


def test_quoted_line_breaks_everywhere_do_not_move_rows(staged: Stager) -> None:
    assert numbers_fit_ids(staged("".join(lines(who='"a\nb, ""c""\nd"')), TICKETS))


def test_a_late_blank_line_counts_as_a_row(staged: Stager) -> None:
    text = lines()
    text[50_000] = "\n"
    assert numbers_fit_ids(staged("".join(text), TICKETS))


def test_one_late_line_end_of_another_kind_does_not_move_rows(staged: Stager) -> None:
    text = lines()
    text[50_000] = "50001,2025-01-01,x\r\n"
    assert numbers_fit_ids(staged("".join(text), TICKETS))


@pytest.mark.parametrize("closing", ["", "\n", "\n\n\n"])
def test_how_the_file_ends_does_not_matter(staged: Stager, closing: str) -> None:
    text = "".join(lines()).rstrip("\n") + closing
    read = staged(text, TICKETS)
    assert numbers_fit_ids(read)
    assert read.files is not None
    assert read.files.rows == ROWS


@pytest.mark.parametrize("ends", ["", ",", ",,"])
@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        ("50001,2025-01-01somebody", "fewer than"),
        ("50001", "fewer than"),
        ("50001,2025-01-01,x,y", "more cells than the header's 3"),
    ],
)
def test_a_late_row_with_too_few_or_too_many_cells_is_rejected(
    staged: Stager, ends: str, damaged: str, reason: str
) -> None:
    text = [line.replace("\n", f"{ends}\n") for line in lines()]
    text[50_000] = f"{damaged}{ends}\n"
    read = staged("".join(text), TICKETS)
    assert numbers_fit_ids(read)
    assert [reject.row for reject in read.reject_sample] == [50_001]
    assert reason in read.reject_sample[0].reason


@pytest.mark.parametrize("ends", ["", ",", ",,"])
def test_a_large_file_without_damage_is_never_read_row_by_row(
    staged: Stager, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    monkeypatch.delattr(table, "_numbered")
    read = staged("".join(line.replace("\n", f"{ends}\n") for line in lines()), TICKETS)
    assert numbers_fit_ids(read)


def test_a_delimiter_lost_where_all_lines_end_with_one_is_rejected(staged: Stager) -> None:
    text = [line.replace("\n", ",\n") for line in lines()[:100]]
    text[50] = "512025-01-01,x,\n"
    read = staged("".join(text), TICKETS)
    (reject,) = read.reject_sample
    assert reject.reason.startswith("the row has 3 cells, fewer than the 4 of the other rows")


def test_repeated_ids_in_different_parts_are_counted(staged: Stager) -> None:
    text = lines()
    text[-1] = text[1]
    read = staged("".join(text), TICKETS)
    assert read.files is not None
    assert read.files.duplicates == 1


def test_parts_together_are_the_file(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_text("".join(lines()), encoding="utf-8")
    staging = home / "staging"
    from metrics.intake import Answers

    taken = take(path, staging, file_name="big.csv")
    parts = split(understand(taken, Answers(), TICKETS, staging).table, taken, staging, most=3)
    assert len(parts) == 3
    for part in parts:
        part.prepare()
    texts = [part.table.path.read_text(encoding="utf-8") for part in parts[1:]]
    first = parts[0]
    assert first.lines is not None
    head = path.read_text(encoding="utf-8").splitlines(keepends=True)[: first.lines + 1]
    assert "".join(head + texts) == path.read_text(encoding="utf-8")
    assert [part.first_row for part in parts] == [2, first.lines + 2, ROWS + 2 - (parts[2].lines or 0)]
    for part in parts:
        part.discard()
    assert [path.suffix for path in staging.iterdir()] == [".original"]


def test_preview_of_a_large_file_with_quoted_line_breaks(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_text("".join(lines(who='"a\nb"')), encoding="utf-8")
    read = preview(path, home, TICKETS)
    assert read.columns[1].formats == {"%Y-%m-%d": ROWS}
    assert list((home / "staging").iterdir()) == []


def test_lines_that_are_written_on_uncut_are_those_that_are_cut() -> None:
    """All kinds of lines beside plain ones: in_turn gives the records of `records`, with the same numbers."""
    text = 'a;b;c\n1;2;3\r\n;;\n\n1;"two\nlines";3\n1;2\n1;2;3;4\n1;sa"id;3\n1;x y;3\n"open;2;3\n1;2;3\n1;\x00;3\n4;5;6'
    dialect = Dialect(";")
    whole = list(records(io.StringIO(text, newline=""), dialect, 3))
    turned = [
        Record(one[0], one[1].split(";")) if isinstance(one, tuple) else one
        for one in in_turn(io.StringIO(text, newline=""), dialect, 3)
    ]
    assert turned == whole
    assert sum(isinstance(one, tuple) for one in in_turn(io.StringIO(text, newline=""), dialect, 3)) == 4


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_progress_never_falls_though_the_file_is_read_anew(staged: Stager, sign: str) -> None:
    text = [line.replace(",", sign) for line in lines()]
    text[50_000] = f"50001{sign}2025-01-01somebody\n"
    told: list[float] = []
    read = staged("".join(text), TICKETS, progress=told.append)
    assert [reject.row for reject in read.reject_sample] == [50_001]
    assert told == sorted(told)
    assert told[-1] == 1.0
