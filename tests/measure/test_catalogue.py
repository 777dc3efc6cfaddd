"""Every measure is documented in its own .sql file, and a header that is not complete says what it lacks."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from metrics.measure import catalogue

HEADER = "-- title: T\n-- unit: fraction\n-- formula: a / b\n-- source: here\n"


def test_every_sql_file_of_the_measures_is_documented() -> None:
    there = {
        file.name.removesuffix(".sql")
        for room in catalogue.ROOMS
        for file in (files(room) / "sql").iterdir()
        if file.name.endswith(".sql")
    }
    documents = catalogue.measures()
    assert {"held", "limits_xmr", "change_effect"} <= there
    assert {one.name for one in documents} == there
    assert len(documents) == len(there)  # no name in two rooms: load() would give the first
    for one in documents:
        assert all((one.title, one.unit, one.formula, one.source)), one.name
        assert catalogue.load(one.name) == one.sql


def test_a_header_is_read_with_repeated_lines_and_notes() -> None:
    one = catalogue.document(
        "share", HEADER + "-- formula: + c\n-- note: one\n-- note: two\nSELECT 1\n-- unit: later\n"
    )
    assert (one.name, one.title, one.unit, one.formula, one.source) == ("share", "T", "fraction", "a / b + c", "here")
    assert one.notes == ("one", "two")
    assert one.sql.endswith("-- unit: later\n")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 1", "lacks title, unit, formula, source"),
        (HEADER.replace("-- unit: fraction\n", ""), "lacks unit"),
        (HEADER.replace("fraction", " "), "lacks unit"),
        (HEADER + "-- colour: red\nSELECT 1", "'-- colour: red' is none of"),
    ],
)
def test_an_incomplete_header_is_refused(sql: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        catalogue.document("bad", sql)


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(FileNotFoundError, match=r"no_such_measure\.sql"):
        catalogue.load("no_such_measure")


def test_every_sql_file_is_used_by_its_room() -> None:
    """Named by its room's code as load("x"), sql("x") or in a list of names: a text of its own, or the end of one."""
    for room in catalogue.ROOMS:
        folder = Path(str(files(room)))
        code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
        code += (folder.parent / "document.py").read_text(encoding="utf-8")
        for path in sorted((folder / "sql").glob("*.sql")):
            assert f'"{path.stem}"' in code or f"'{path.stem}'" in code, f"{path.name} is used nowhere"
