"""Packed files: one table in a zip or gzip file, whatever lies beside it, and what must not be unpacked."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from metrics.dataset import Dataset
from metrics.disk import DiskFull
from metrics.errors import UploadRefused
from metrics.intake import preview
from metrics.intake.containers import limits
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column
from tests.intake.xlsx_files import Sheet, book

SALES = Dataset(shape="series", time="day", columns={"units": "integer", "shop": "text"})
CSV = b"day,units,shop\n2025-01-13,5,Z\xc3\xbcrich\n2025-01-14,7,Bern\n"
OTHER = b"name,phone\nAnn,1\nBen,2\n" * 50


def packed(files: dict[str, bytes], encrypted: str | None = None) -> bytes:
    """A zip file; `encrypted` sets the flag of a password on one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    content = bytearray(out.getvalue())
    if encrypted is not None:
        for mark, flags, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
            at = content.find(mark)
            while at >= 0:
                if content[at + name_at :].startswith(encrypted.encode()):
                    content[at + flags] |= 1
                at = content.find(mark, at + 4)
    return bytes(content)


def parquet(**columns: list[object]) -> bytes:
    """A Parquet file of Python values."""
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


ROWS = [["day", "units", "shop"], ["2025-01-13", 5, "Zürich"], ["2025-01-14", 7, "Bern"]]
INNER = {
    "sales.csv": CSV,
    "sales.csv.gz": gzip.compress(CSV),
    "sales.xlsx": book(Sheet("Sales", ROWS)),
    "sales.parquet": parquet(day=["2025-01-13", "2025-01-14"], units=[5, 7], shop=["Zürich", "Bern"]),
}  # fmt: skip


@pytest.mark.parametrize("name", INNER)
def test_the_one_table_is_read_whatever_it_is(staged: Stager, home: Path, name: str) -> None:
    beside = {"README.txt": b"read me", "__MACOSX/._x.csv": b"x", ".DS_Store": b"y", "about.pdf": b"%PDF", "in/": b""}
    found = staged(packed({**beside, f"in/{name}": INNER[name]}), SALES, file_name="sales.zip")
    assert column(found, "units") == [5, 7]
    assert column(found, "shop") == ["Zürich", "Bern"]
    assert found.files is not None
    kept = {found.files.original_path, found.files.rows_path}
    assert set((home / "staging").iterdir()) == kept


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "a/../../evil.csv"])
def test_names_inside_are_never_paths(staged: Stager, home: Path, tmp_path: Path, name: str) -> None:
    before = {path for path in tmp_path.rglob("*") if "evil" in path.name}
    found = staged(packed({name: CSV}), SALES, file_name="sales.zip")
    assert column(found, "units") == [5, 7]
    assert {path for path in tmp_path.rglob("*") if "evil" in path.name} == before
    assert not Path("/etc/evil.csv").exists()


def test_the_file_whose_header_fits_is_taken_and_said(staged: Stager) -> None:
    found = staged(packed({"people.csv": OTHER, "sales.csv": CSV}), SALES, file_name="x.zip")
    assert column(found, "units") == [5, 7]
    assert any("'sales.csv', whose header fits, of 'people.csv', 'sales.csv'" in note for note in found.reading.notes)


def test_files_that_fit_equally_are_asked_about(staged: Stager) -> None:
    content = packed({"jan/sales.csv": CSV, "sales-feb.csv": CSV.replace(b"-01-", b"-02-")})
    asked = staged(content, SALES, file_name="x.zip")
    assert asked.files is None
    (question,) = asked.questions
    assert question.key == "sheet"
    assert [option.value for option in question.options] == ["jan/sales.csv", "sales-feb.csv"]
    assert question.options[0].consequence.startswith("columns day, units, shop")
    for answer, month in (("sales-feb.csv", 2), ("sales.csv", 1), ("jan/sales.csv", 1)):
        days = column(staged(content, SALES, file_name="x.zip", sheet=answer), "day")
        assert {day.month for day in days} == {month}


def test_workbooks_and_parquet_among_several_files_show_their_headers(staged: Stager) -> None:
    content = packed({"people.parquet": parquet(name=["Ann"], phone=[1]), "sales.xlsx": INNER["sales.xlsx"]})
    assert column(staged(content, SALES, file_name="x.zip"), "units") == [5, 7]


def test_a_sheet_of_one_of_several_workbooks_can_be_stated(staged: Stager) -> None:
    rows = [["day", "units", "shop"], ["2025-01-13", 5, "Bern"]]
    two = book(Sheet("A", rows), Sheet("B", [rows[0], ["2025-01-13", 9, "Bern"]]))
    content = packed({"one.xlsx": two, "two.xlsx": two})
    assert staged(content, SALES, file_name="x.zip").questions[0].key == "sheet"
    asked = staged(content, SALES, file_name="x.zip", sheet="one.xlsx")
    assert [option.value for option in asked.questions[0].options] == ["A", "B"]
    assert column(staged(content, SALES, file_name="x.zip", sheet="one.xlsx!B"), "units") == [9]


def test_without_a_dataset_the_largest_is_read_and_said(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(packed({"people.csv": OTHER, "sales.csv": CSV}))
    reading = preview(path, home)
    assert [each.header for each in reading.columns] == ["name", "phone"]
    assert any("largest file, 'people.csv'" in note for note in reading.notes)
    assert not list((home / "staging").iterdir())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (packed({}), "holds no file"),
        (packed({"README.md": b"x", "a.pdf": b"%PDF"}), r"holds no table, only README\.md, a\.pdf"),
        (packed({"inner.zip": packed({"a.csv": CSV})}), "holds another archive"),
        (packed({"inner.dat": packed({"a.csv": CSV})}), "holds another archive"),
        (packed({"sales.csv": CSV}, encrypted="sales.csv"), "protected with a password"),
        (packed({"sales.csv": CSV * 500})[:-40], "damaged workbook or archive"),
        (packed({"sales.csv": CSV * 500}).replace(b"\x00sales.csv", b"\x00sales.csv"[:-1] + b"x", 1), "unpacked"),
        (gzip.compress(CSV, mtime=0)[:-6], "cannot be unpacked"),
        (
            gzip.compress(gzip.compress(gzip.compress(gzip.compress(CSV, mtime=0), mtime=0), mtime=0), mtime=0),
            "packed too many times",
        ),
        (gzip.compress(b"%PDF-1.7 x", mtime=0), "is a PDF"),
        (b"BZh91AY&SY\x80\x81", "packed with bzip2"),
        (b"7z\xbc\xaf\x27\x1c\x00", "7-Zip"),
        (b"a" * 257 + b"ustar\x0000", "tar archive"),
    ],
)
def test_what_cannot_be_unpacked_is_refused_in_words(staged: Stager, home: Path, content: bytes, says: str) -> None:
    with pytest.raises(UploadRefused, match=says):
        staged(content, SALES, file_name="x.zip")
    assert not list((home / "staging").iterdir())


@pytest.mark.parametrize("pack", ["zip", "gz"])
def test_a_bomb_is_stopped_and_swept(staged: Stager, home: Path, monkeypatch: pytest.MonkeyPatch, pack: str) -> None:
    monkeypatch.setattr(limits, "ALWAYS", 3_000_000)
    bomb = b"day,units,shop\n" + b"2025-01-13,5,Bern\n" * 1_000_000
    content = packed({"a.csv": bomb}) if pack == "zip" else gzip.compress(bomb)
    monkeypatch.setattr(limits, "RATIO", 50)
    with pytest.raises(UploadRefused, match="unpacks to more than") as refused:
        staged(content, SALES, file_name="x.zip")
    assert "times its size" in str(refused.value)
    assert not list((home / "staging").iterdir())


def test_what_does_not_fit_on_the_disk_is_stopped(staged: Stager, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LEFT_FREE", 1 << 60)
    with pytest.raises(DiskFull, match="no room left for what"):
        staged(gzip.compress(CSV), SALES, file_name="x.csv.gz")
    assert not list((home / "staging").iterdir())


def test_a_path_with_signs_of_a_pattern_is_one_file(home: Path, tmp_path: Path) -> None:
    for name, content in (("sales[1].csv", CSV), ("sales[1].parquet", INNER["sales.parquet"])):
        path = tmp_path / name
        path.write_bytes(content)
        assert [each.header for each in preview(path, home, SALES).columns] == ["day", "units", "shop"]
    assert not list((home / "staging").iterdir())
