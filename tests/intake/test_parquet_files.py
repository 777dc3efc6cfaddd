"""Parquet: types become text with one reading, and the same table in every container gives the same rows."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset, Recipe
from metrics.errors import UploadRefused
from metrics.intake import preview
from metrics.intake.containers import parquet
from metrics.intake.containers.opened import Wish
from metrics.intake.number_counts import decisive
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column, table
from tests.intake.xlsx_files import Sheet, book

EVENTS = Dataset(
    shape="events",
    id="id",
    time="at",
    columns={"cost": "decimal", "ratio": "double", "n": "integer", "ok": "boolean", "who": "text", "took": "duration"},
)
AT = [dt.datetime(2025, 3, 4, 10, 30), dt.datetime(2025, 4, 3), None, dt.datetime(2025, 12, 31, 23, 59, 59)]


def written(**columns: Any) -> bytes:
    """A Parquet file."""
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def events(**changed: Any) -> bytes:
    """Three rows of the dataset's columns."""
    columns: dict[str, Any] = {
        "id": [1, 2, 3],
        "at": pa.array([dt.datetime(2025, 3, 4), dt.datetime(2025, 4, 3, 1, 2, 3, 400000), dt.datetime(2025, 5, 5)]),
        "cost": pa.array([Decimal("1.234"), None, Decimal("-7.000")], pa.decimal128(12, 3)),
        "ratio": [1.234, 1e-7, 2e17],
        "n": [1, None, 3],
        "ok": [True, False, None],
        "who": ["a,b", 'say "x"\nthen', None],
        "took": pa.array([dt.timedelta(hours=26), dt.timedelta(minutes=90), None], pa.duration("us")),
    }
    return written(**{**columns, **changed})


def test_types_are_read_without_a_question(staged: Stager) -> None:
    found = staged(events(), EVENTS, file_name="x.parquet")
    assert column(found, "at")[1] == dt.datetime(2025, 4, 3, 1, 2, 3, 400000)
    assert column(found, "cost") == [Decimal("1.234"), None, Decimal(-7)]
    assert column(found, "ratio") == [1.234, 1e-7, 2e17]
    assert column(found, "n") == [1, None, 3]
    assert column(found, "ok") == [True, False, None]
    assert column(found, "who") == ["a,b", 'say "x"\nthen', None]
    assert column(found, "took") == [Decimal(1560), Decimal(90), None]
    assert found.reading.encoding == "parquet"


def test_a_recipe_of_texts_neither_applies_nor_changes(staged: Stager) -> None:
    recipe = Recipe(decimal=",", thousands=".", date_order="mdy", delimiter="|", encoding="utf-16")
    found = staged(events(), EVENTS.model_copy(update={"recipe": recipe}), file_name="x.parquet", known_recipe=True)
    assert column(found, "cost")[0] == Decimal("1.234")
    assert found.recipe.model_dump(include=set(recipe.model_fields_set)) == recipe.model_dump(
        include=set(recipe.model_fields_set)
    )


def test_times_with_a_zone_are_told_in_the_projects_zone(staged: Stager) -> None:
    moments = pa.array([dt.datetime(2025, 1, 31, 23, 30, tzinfo=dt.UTC)] * 3, pa.timestamp("ms", "America/New_York"))
    found = staged(events(at=moments), EVENTS, timezone="Europe/Berlin", file_name="x.parquet")
    assert column(found, "at")[0] == dt.datetime(2025, 2, 1, 0, 30)


def test_nested_values_are_json(staged: Stager) -> None:
    found = staged(events(who=[["a", "b"], None, []]), EVENTS, file_name="x.parquet")
    assert column(found, "who") == ['["a","b"]', None, "[]"]
    found = staged(events(who=[{"k": 1}, None, {"k": 2}]), EVENTS, file_name="x.parquet")
    assert column(found, "who") == ['{"k":1}', None, '{"k":2}']


def test_bytes_are_refused_where_they_are_wanted_and_told_elsewhere(staged: Stager) -> None:
    with pytest.raises(UploadRefused, match=r"column 'who': holds bytes"):
        staged(events(who=pa.array([b"a", b"b", b"c"], pa.binary())), EVENTS, file_name="x.parquet")
    found = staged(events(extra=pa.array([b"a", b"b", b"c"], pa.binary())), EVENTS, file_name="x.parquet")
    assert any("'extra' holds bytes" in note for note in found.reading.notes)


def test_no_number_is_a_reject_and_not_a_null(staged: Stager) -> None:
    found = staged(events(ratio=[float("nan"), 1.0, 2.0]), EVENTS, file_name="x.parquet", accept=("rejects",))
    assert [(each.row, each.column, each.value) for each in found.reject_sample] == [(2, "ratio", "nan")]


@pytest.mark.parametrize("cut", [10, 300])
def test_a_damaged_file_is_refused_in_words(staged: Stager, home: Path, cut: int) -> None:
    with pytest.raises(UploadRefused, match="Parquet file that cannot be read"):
        staged(events()[:-cut], EVENTS, file_name="x.parquet")
    assert not list((home / "staging").iterdir())


def test_a_preview_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(events())
    reading = preview(path, home)
    shown = "integer timestamp decimal decimal integer boolean"
    assert " ".join(each.type for each in reading.columns[:6]) == shown
    assert not list((home / "staging").iterdir())


@settings(max_examples=30)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=50))
def test_a_number_keeps_its_value_and_leaves_no_doubt(
    tmp_path_factory: pytest.TempPathFactory, values: list[float]
) -> None:
    staging = tmp_path_factory.mktemp("home") / "staging"
    staging.mkdir()
    path = staging / "x.parquet"
    path.write_bytes(written(v=values))
    opened = parquet.read(path, staging / "x.csv", Wish("x.parquet", staging / "x"))
    shown = [word for (word,) in csv.reader(opened.path.read_text().splitlines()[1:])]
    assert [float(word) for word in shown] == values
    assert all("." not in word or "e" in word or decisive([word]) for word in shown)


SAME = Dataset(
    shape="events", id="id", time="at",
    columns={"day": "date", "cost": "decimal", "n": "integer", "ok": "boolean", "who": "text"}
)  # fmt: skip
HEAD = ["id", "at", "day", "cost", "n", "ok", "who"]
CELLS: list[list[Any]] = [
    ["A1", dt.datetime(2025, 3, 4, 10, 30), dt.date(2025, 3, 4), 1.234, 3, True, "Zürich"],
    ["A2", dt.datetime(2025, 4, 13, 0, 0, 5), dt.date(2025, 4, 13), 12.5, 4, False, 'a,"b"\nc'],
    ["A3", dt.datetime(2025, 12, 31, 23, 59, 59), None, 1234567.891, None, None, None],
]


def containers() -> dict[str, bytes]:
    """The same table in every container."""
    lines = [",".join(HEAD)]
    for row in CELLS:
        shown = ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in row]
        lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in shown))
    text = "\n".join(lines).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("t.csv", text)
    return {
        "t.csv": text,
        "t.csv.gz": gzip.compress(text),
        "t.zip": out.getvalue(),
        "t.xlsx": book(Sheet("T", [HEAD, *CELLS])),
        "t.parquet": written(**{name: [row[i] for row in CELLS] for i, name in enumerate(HEAD)}),
    }


def test_the_same_table_gives_the_same_rows_in_every_container(staged: Stager) -> None:
    found = {name: staged(content, SAME, file_name=name) for name, content in containers().items()}
    expected = table(found["t.csv"])
    assert expected[0] == (CELLS[0][1], "A1", dt.date(2025, 3, 4), Decimal("1.234"), 3, True, "Zürich")
    assert len(expected) == 3
    for name, each in found.items():
        assert table(each) == expected, name
        assert column(each, "_row") == [2, 3, 4], name
        assert each.files is not None
        schemas = pq.read_schema(each.files.rows_path).remove_metadata()
        reference = found["t.csv"].files
        assert reference is not None
        assert schemas == pq.read_schema(reference.rows_path).remove_metadata(), name
