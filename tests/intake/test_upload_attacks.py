"""Files made to harm: each is refused with its words or loaded harmlessly, and leaves nothing behind."""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from metrics.dataset import Dataset
from metrics.errors import UploadRefused
from metrics.intake import stage
from metrics.intake.answers import Answers
from metrics.intake.containers import limits
from metrics.store.lake import kept_name
from tests.intake.conftest import Stager
from tests.intake.test_archives import packed
from tests.intake.xlsx_files import MAIN, Sheet, book

DATASET = Dataset(shape="events", id="id", time="at", columns={"who": "text", "n": "integer"})
HEAD = b"id,at,who,n\n"
ROWS = b"".join(b"T%d,2025-01-%02d,x,1\n" % (n, 1 + n % 28) for n in range(50))
CSV = HEAD + ROWS
TABLE = [["id", "at", "who", "n"], *([f"T{n}", "2025-01-02", "x", n] for n in range(50))]
BOMB = b"a" * 4_000_000
Content = Callable[[], bytes]


def row(who: bytes) -> bytes:
    return CSV + b"T50,2025-01-01," + who + b",1\n"


def replaced(part: str, text: bytes, content: bytes | None = None) -> bytes:
    """A workbook (or another zip) with one part written anew, or added."""
    out = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(content or book(Sheet("T", TABLE))))
    with old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), part]):
            new.writestr(name, text if name == part else old.read(name))
    return out.getvalue()


def sheet(inside: str) -> bytes:
    return replaced("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode())


def overlapping(copies: int = 300) -> bytes:
    """Many names for the same packed bytes."""
    once = io.BytesIO()
    with zipfile.ZipFile(once, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", BOMB)
    whole = once.getvalue()
    at = whole.index(b"PK\x01\x02")
    entry, end = whole[at : whole.index(b"PK\x05\x06")], whole[whole.index(b"PK\x05\x06") :]
    count = struct.pack("<HHI", copies, copies, len(entry) * copies)
    return whole[:at] + entry * copies + end[:8] + count + end[16:]


def crowded(lie: int) -> bytes:
    """A list of a hundred thousand names, whatever its count says."""
    entry = b"PK\x01\x02" + struct.pack("<6H3I5H2I", 20, 20, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0) + b"n" * 60
    listed = entry * 100_000
    return b"PK\x03\x04" + listed + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, lie, lie, len(listed), 4, 0)


def lying(content: bytes, says: int) -> bytes:
    """A zip whose member is larger than its header says."""
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(mark) + at
        content = content[:place] + struct.pack("<I", says) + content[place + 4 :]
    return content


def parquet(**columns: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def harmed(content: bytes) -> bytes:
    """Parquet whose last kilobyte, where its description stands, is noise of the same length."""
    noise = random.Random(5).randbytes(len(content))
    return content[:-500] + noise[:492] + content[-8:]


def tall(rows: int) -> bytes:
    """Parquet that holds one value many million times in a few kilobytes."""
    return parquet(id=pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["a" * 100]))


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    + "]>"
)
CELLS = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'

REFUSED: list[tuple[str, Content, str]] = [
    ("gzip bomb", lambda: gzip.compress(BOMB), "unpacks to more than 1,000,000 bytes"),
    ("gzip bomb in two members", lambda: gzip.compress(BOMB[:900_000]) * 2, "unpacks to more than"),
    ("gzip in gzip bomb", lambda: gzip.compress(gzip.compress(BOMB)), "unpacks to more than"),
    ("gzip without an end", lambda: gzip.compress(CSV)[:-4], "cannot be unpacked"),
    ("gzip with noise inside", lambda: b"\x1f\x8b\x08\0\0\0\0\0\0\3" + os.urandom(500), "cannot be unpacked"),
    ("gzip of nothing", lambda: gzip.compress(b""), "blank"),
    ("zip bomb", lambda: packed({"a.csv": BOMB}), "unpacks to more than 1,000,000 bytes"),
    ("zip bomb of several files", lambda: packed({f"{n}.csv": BOMB for n in range(3)}), "unpacks to more than"),
    ("zip bomb as a workbook", lambda: replaced("xl/junk.xml", BOMB), "unpacks to more than"),
    ("zip bomb in the list of sheets", lambda: replaced("xl/workbook.xml", BOMB), "unpacks to more than"),
    ("zip bomb named mimetype", lambda: packed({"mimetype": BOMB, "a.csv": BOMB}), "unpacks to more than"),
    ("zip of overlapping files", overlapping, "300 files, not one table"),
    ("zip with very many files", lambda: packed({f"{n}.csv": b"a,b\n1,2\n" for n in range(300)}), "300 files"),
    ("zip with a list beyond reason", lambda: crowded(1), "lists 10,600,000 bytes of file names"),
    ("zip with a list beyond reason, counted", lambda: crowded(65_535), "lists 10,600,000 bytes of file names"),
    ("zip in zip", lambda: packed({"a.zip": packed({"b.csv": CSV})}), "holds another archive"),
    ("zip in zip without its name", lambda: packed({"a.csv": packed({"b.csv": CSV})}), "holds another archive"),
    ("zip in gzip in zip", lambda: packed({"a": gzip.compress(packed({"b.csv": CSV}))}), "holds another archive"),
    ("zip that says it is small", lambda: lying(packed({"a.csv": CSV * 500}), 10), "cannot be unpacked"),
    ("zip with a password", lambda: packed({"a.csv": CSV}, encrypted="a.csv"), "protected with a password"),
    ("zip of folders only", lambda: packed({"a/": b"", "b/": b""}), "holds no file"),
    ("zip of programs only", lambda: packed({"run.exe": b"MZ", "x.lnk": b"L"}), "holds no table"),
    ("zip with a broken list", lambda: b"PK\x03\x04" + os.urandom(300), "damaged workbook or archive"),
    ("workbook with entities in its list of sheets", lambda: replaced("xl/workbook.xml", LAUGHS.encode()), "no spread"),
    ("workbook with entities in its links", lambda: replaced("xl/_rels/workbook.xml.rels", LAUGHS.encode()), "no spre"),
    ("workbook with entities in a sheet", lambda: replaced("xl/worksheets/sheet1.xml", LAUGHS.encode()), "cannot be"),
    ("workbook with a huge column", lambda: sheet(f'<sheetData>{CELLS}<row r="1048576"><c r="XFD1048576"><v>1</v></c>'
     "</row></sheetData>"), "1,048,576 rows and 16,384 columns"),
    ("workbook without cells", lambda: sheet("<sheetData/>"), "no sheet with cells"),
    ("workbook cut off", lambda: book(Sheet("T", TABLE))[:-200], "damaged"),
    ("old workbook of noise", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(5000), "cannot be read"),
    ("parquet that expands", lambda: tall(500_000), "unpacks to more than"),
    ("parquet with a lying description", lambda: harmed(parquet(id=list(map(str, range(900))))), "cannot be rea"),
    ("parquet that is a head only", lambda: b"PAR1" + b"\0" * 500 + b"PAR1", "cannot be read"),
    ("parquet with an endless description", lambda: b"PAR1" + b"x" * 90 + b"\xff\xff\xff\x7fPAR1", "cannot be read"),
    ("a line beyond reason", lambda: CSV + b"a" * 3_000_000, "row 51: a row is longer than 2,000,000 bytes"),
    ("a gigantic cell", lambda: row(b"a" * 3_000_000), "a row is longer than 2,000,000 bytes"),
    ("quotes without end", lambda: CSV + b'"' * 3_000_000, "a row is longer than 2,000,000 bytes"),
    ("columns beyond reason", lambda: HEAD[:-1] + b"".join(b",c%d" % n for n in range(20_000)) + b"\n" +
     ROWS[:20] + b",1" * 20_000 + b"\n", "20,004 columns; 16,384 are read"),
    ("one line and nothing else", lambda: b"a" * 5_000_000, "single column"),
    ("a header repeated", lambda: b",".join([b"id"] * 3000) + b"\n" + b"x" + b",x" * 2999, "no column 'at'"),
    ("zeros", lambda: b"\0" * 100_000, "not a text file"),
    ("noise", lambda: random.Random(1).randbytes(50_000), "not a text file"),
    ("blank lines", lambda: b"\n" * 2_000_000, "blank space"),
    ("a PDF that is a CSV", lambda: b"%PDF-1.7\n" + CSV, "is a PDF"),
    ("a web page that is a CSV", lambda: b"<html><script>alert(1)</script>\n" + CSV, "a web page"),
    ("a picture that is a zip", lambda: b"\x89PNG\r\n\x1a\n" + packed({"a.csv": CSV}), "a picture"),
    ("a database", lambda: b"SQLite format 3\0" + b"\0" * 500, "a SQLite database"),
    ("a tar with a link", lambda: b"x" * 257 + b"ustar" + b"\0" * 300, "a tar archive"),
    ("XML that reads a file", lambda: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
     "an XML document"),
    ("a web archive", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
     "an Excel 2003 XML"),
]  # fmt: skip


def many(name: str) -> bytes:
    return packed({name: CSV})


HARMLESS: list[tuple[str, Content, str]] = [  # the cell that the column `who` then holds
    ("a zip that says it is large", lambda: lying(packed({"a.csv": CSV}), 2**31), "x"),
    ("names inside that climb", lambda: many("../../../../tmp/evil.csv"), "x"),
    ("names inside that are absolute", lambda: many("/etc/cron.d/evil.csv"), "x"),
    ("names inside of another system", lambda: many("C:\\Windows\\evil.csv"), "x"),
    ("names inside with signs that turn", lambda: many("a\u202evsc.exe.csv"), "x"),
    ("names inside without end", lambda: many("a" * 60_000 + ".csv"), "x"),
    ("names inside that are devices", lambda: many("CON.csv"), "x"),
    ("names inside with SQL", lambda: many("'); DROP TABLE uploads; --.csv"), "x"),
    ("a zip with a script before it", lambda: b"PK\x03\x04#!/bin/sh\n" + many("a.csv"), "x"),
    ("a workbook with a link to elsewhere", lambda: replaced("xl/externalLinks/externalLink1.xml",
     b'<externalLink><externalBook r:id="rId1"/></externalLink>'), "x"),
    ("a workbook with a program", lambda: replaced("xl/vbaProject.bin", os.urandom(500)), "x"),
    ("a workbook of huge dimensions", lambda: sheet('<dimension ref="A1:XFD1048576"/><sheetData>' + "".join(
        f'<row r="{n}">' + "".join(f'<c r="{"ABCD"[i]}{n}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for i, cell in enumerate(cells)) + "</row>" for n, cells in enumerate(TABLE, 1)) + "</sheetData>"), "x"),
    ("a parquet with a dictionary", lambda: parquet(id=["1"], at=["2025-01-01"], who=pa.array(["y"]).
     dictionary_encode(), n=[1]), "y"),
    ("cells that a spreadsheet runs", lambda: row(b"=cmd|'/C calc'!A0"), "=cmd|'/C calc'!A0"),
    ("cells with markup", lambda: row(b"<script>alert(1)</script>"), "<script>alert(1)</script>"),
    ("cells with SQL", lambda: row(b"'); DROP TABLE uploads; --"), "'); DROP TABLE uploads; --"),
    ("cells that turn the reading order", lambda: row("a\u202eb".encode()), "a\u202eb"),
    ("cells of a megabyte", lambda: row(b"a" * 1_000_000), "a" * 1_000_000),
    ("cells with paths", lambda: row(b"../../etc/passwd"), "../../etc/passwd"),
    ("columns that nobody asked for", lambda: b"\n".join(line + b",1" * 1100 for line in CSV.splitlines()), "x"),
    ("commas without end", lambda: HEAD[:-1] + b"," * 20_000 + b"\n" + ROWS, "x"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte in place of a gigabyte, so that a bomb of four is one."""
    monkeypatch.setattr(limits, "ALWAYS", 1_000_000)
    monkeypatch.setattr(limits, "RATIO", 2)


@pytest.mark.parametrize(("content", "words"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_it_is_refused(staged: Stager, home: Path, content: Content, words: str) -> None:
    made = content()
    with pytest.raises(UploadRefused) as refused:
        staged(made, DATASET)
    assert words in str(refused.value)
    assert str(home) not in str(refused.value)
    assert list((home / "staging").iterdir()) == []


@pytest.mark.parametrize(("content", "cell"), [pytest.param(*case[1:], id=case[0]) for case in HARMLESS])
def test_it_does_no_harm(staged: Stager, home: Path, tmp_path: Path, content: Content, cell: str) -> None:
    found = staged(content(), DATASET, accept=("header",))
    assert found.files is not None, found.questions
    read = duckdb.execute(f"SELECT who FROM read_parquet('{found.files.rows_path}') ORDER BY _row").fetchall()
    assert read[-1] == (cell,)
    assert {path.parent for path in (found.files.rows_path, found.files.original_path)} == {home / "staging"}
    assert {path.name for path in tmp_path.iterdir()} == {"home", "export.csv"}


def test_there_are_seventy() -> None:
    assert len(REFUSED) + len(HARMLESS) >= 70


NAMES = {
    "../../etc/passwd": "passwd",
    "/etc/passwd": "passwd",
    "..": "file",
    "...": "file",
    "": "file",
    "a/b\\c.csv": "c.csv",
    "C:\\x.csv": "x.csv",
    "a\x00b.csv": "a_b.csv",
    "a\nb.csv": "a_b.csv",
    "a\u202evsc.exe": "a_vsc.exe",
    "x" * 5000 + ".csv": "x" * 5000,
    'a"; rm -rf *.csv': "a_; rm -rf _.csv",
    "con:stream": "con_stream",
    "\udcff.csv": "?",
}


def test_names_of_files_are_names_and_nothing_else() -> None:
    for given, kept in NAMES.items():
        found = kept_name(given)
        assert "/" not in found
        assert found not in ("", ".", "..")
        assert len(found.encode()) <= 255
        assert kept.startswith(found[:100]) or found == kept or given.startswith("\udcff")


def test_what_is_no_file_is_not_opened(home: Path, tmp_path: Path) -> None:
    """A pipe would wait for ever, a device never ends, a link may lead anywhere that its owner may read."""
    pipe, folder, gone = tmp_path / "pipe.csv", tmp_path / "folder.csv", tmp_path / "gone.csv"
    os.mkfifo(pipe)
    folder.mkdir()
    gone.symlink_to("/nowhere/at/all")
    for path in (pipe, folder, gone, Path("/dev/zero"), Path("/dev/random")):
        with pytest.raises(UploadRefused, match=r"is not a file|cannot be opened"):
            stage(
                path, project="p", name="d", dataset=DATASET, timezone="UTC", home=home, staging=home / "staging",
                answers=Answers(),
            )  # fmt: skip
    assert list((home / "staging").iterdir()) == []


def test_noise_of_every_kind_ends_in_words(staged: Stager) -> None:
    """Thirty damaged files: whatever comes out is an answer or a refusal, never another error."""
    chance = random.Random(7)
    sound = [CSV, gzip.compress(CSV), packed({"a.csv": CSV}), book(Sheet("T", TABLE)), parquet(id=["1"], at=["2025"])]
    read, refused = [], []
    for turn in range(30):
        content = bytearray(sound[turn % len(sound)])
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(content))
            content[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(6))
        try:
            read.append(staged(bytes(content), DATASET))
        except UploadRefused as error:
            refused.append(error)
    assert read, "some damage leaves a file that is read"
    assert all(found.files or found.questions for found in read), "neither loaded nor asked"
    assert refused, "and some does not"
    assert all(problem.text and problem.remedy for error in refused for problem in error.problems)
    assert all(error.problems for error in refused)
