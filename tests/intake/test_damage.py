"""Damage to single lines of a good file: nothing is loaded with wrong values, and no row is lost without a word.

Every row carries its own truth: all its cells follow from its number, so a row that was read shifted, cut or glued
to another shows it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.dataset import Dataset
from metrics.errors import ProveoutError
from metrics.intake import Answers, Staged, detect, stage
from tests.intake.depth import examples

EVENTS = Dataset(
    shape="events", id="id", time="at", columns={"who": "text", "team": "text", "amount": "decimal", "n": "integer"}
)
ROWS = 36
WHO = ("Ada, L.", "Grace", "Alan", 'Don "K"', "Barbara", "Çelik")
TEAM = ("north", "south", "")


def truth(i: int) -> dict[str, object]:
    """The row with number i."""
    return {
        "id": f"T{i}",
        "at": dt.datetime(2025, 1, 1) + dt.timedelta(hours=7 * i),
        "who": WHO[i % len(WHO)],
        "team": TEAM[i % len(TEAM)] or None,
        "amount": Decimal(i) + Decimal("0.25"),
        "n": i * 3,
    }


def lines(sign: str, quoted: bool = False) -> list[str]:
    """The file's lines, header first."""
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=sign, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    writer.writerow(truth(0))
    for i in range(ROWS):
        writer.writerow("" if value is None else value for value in truth(i).values())
    return out.getvalue().splitlines()


def load(content: bytes) -> Staged | None:
    """The staged file with its rows read into memory; None where it was refused with words, leaving nothing."""
    home = Path(tempfile.mkdtemp())
    path = home / "in.csv"
    path.write_bytes(content)
    try:
        return _stage(path, home)
    except ProveoutError as refused:
        left = [refused.problems] if not str(refused) else list((home / "staging").glob("*"))
        if left:
            pytest.fail(f"refused without words, or leaving files: {left}")
        return None
    finally:
        shutil.rmtree(home)


def _stage(path: Path, home: Path) -> Staged:
    staged = stage(
        path, project="p", name="d", dataset=EVENTS, timezone="UTC", home=home, staging=home / "staging",
        answers=Answers(),
    )  # fmt: skip
    if staged.files:
        rows = pq.read_table(staged.files.rows_path).to_pylist()
        object.__setattr__(staged, "rows", rows)
    return staged


def wrong(staged: Staged, touched: set[int]) -> list[dict[str, object]]:
    """Accepted rows that are not their own truth. A touched line may have been edited in place, its id too."""
    found, strange = [], []
    for row in getattr(staged, "rows", []):
        row.pop("_row")
        known = re.fullmatch(r"T(\d+)", row["id"])
        if not known or int(known[1]) >= ROWS:
            strange.append(row)
        elif int(known[1]) not in touched and row != truth(int(known[1])):
            found.append(row)
    return found + strange[len(touched) :]


def lost(staged: Staged, touched: set[int]) -> list[int]:
    """Rows whose line nobody touched that are neither loaded nor in the cells of a reject, where no note tells more."""
    if staged.reading.notes:
        return []
    told = "\n".join(cell or "" for reject in staged.reject_sample for cell in reject.cells)
    ids = {row["id"] for row in getattr(staged, "rows", [])} | set(re.findall(r"T\d+", told))
    return [i for i in range(ROWS) if i not in touched and f"T{i}" not in ids]


def damaged(data: st.DataObject, line: str, sign: str) -> str:
    """The line with one thing wrong."""
    what = data.draw(st.sampled_from(["delimiter in", "delimiter out", "cut", "quote in", "glued", "doubled"]))
    places = [at for at, letter in enumerate(line) if letter == sign]
    if what == "delimiter in":
        at = data.draw(st.sampled_from([0, len(line), *places]))
        return line[:at] + sign + line[at:]
    if what == "delimiter out":
        at = data.draw(st.sampled_from(places))
        return line[:at] + line[at + 1 :]
    if what == "cut":
        return line[: data.draw(st.integers(1, len(line) - 1))]
    if what == "quote in":
        at = data.draw(st.sampled_from([0, len(line), *(place + 1 for place in places), len(line) // 2]))
        return line[:at] + '"' + line[at:]
    return line + line if what == "glued" else line + "\n" + line


@examples(25)
@given(data=st.data(), sign=st.sampled_from([",", ";", "\t", "|"]), quoted=st.booleans())
def test_damage_to_a_line_is_rejected_or_told(data: st.DataObject, sign: str, quoted: bool) -> None:
    """The header is a line like any other."""
    text = lines(sign, quoted)
    touched = data.draw(st.sets(st.integers(-1, ROWS - 1), min_size=1, max_size=2))
    for i in touched:
        text[i + 1] = damaged(data, text[i + 1], sign)
    never_wrong(text, touched)


HEADER = "id;at;who;team;amount;n"
QUOTED = '"id";"at";"who";"team";"amount";"n"'


@pytest.mark.parametrize(
    "header",
    [
        HEADER.replace("at", '"at'),  # opens a quote that some row closes
        HEADER.replace("who", '"who'),
        '"' + HEADER,
        HEADER + '"',
        QUOTED.replace('"at"', '"a"t"'),
        QUOTED.replace('"n"', '"n'),
    ],
)
@pytest.mark.parametrize("quoted", [True, False])
def test_a_stray_quote_in_the_header_leaves_no_quotes_in_cells(header: str, quoted: bool) -> None:
    text = [header, *lines(";", quoted)[1:]]
    never_wrong(text, set())
    found = detect.find("\n".join(text) + "\n")
    assert (found.delimiter, found.quote) == (";", '"')


def test_an_apostrophe_that_begins_a_damaged_row_hides_no_quotes() -> None:
    text = lines(";")
    text[1] = "'" + text[1][3:]  # with it went the row's first delimiter
    never_wrong(text, {0})
    assert detect.find("\n".join(text) + "\n").quote == '"'


@pytest.mark.parametrize("header", [HEADER.replace(";who", ";;who"), HEADER.replace(";n", ";;n"), HEADER * 2])
def test_a_header_with_more_columns_than_rows_have_cells_is_asked(header: str) -> None:
    staged = load(("\n".join([header, *lines(";")[1:]]) + "\n").encode())
    assert staged is not None
    assert [question.flag for question in staged.questions] == ["--accept header"]
    assert "the rows have 6 cells" in staged.questions[0].text


def never_wrong(text: list[str], touched: set[int]) -> None:
    """Loading these lines gives no wrong row but touched ones, and every line is a row, a reject or told of."""
    content = ("\n".join(text) + "\n").encode()
    staged = load(content)
    if staged is None:  # refused: `load` has seen to it that words say why, and that nothing is left
        return
    if staged.files is None:
        assert staged.questions, "neither loaded, nor asked, nor refused"
        return
    assert not wrong(staged, touched)
    assert not lost(staged, touched)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_row_that_lost_a_delimiter_is_rejected(sign: str) -> None:
    text = lines(sign)
    text[7] = text[7].replace(sign, "", 4)[: len(text[7])]  # several cells glued: fewer cells than the header
    staged = load(("\n".join(text) + "\n").encode())
    assert staged is not None
    assert staged.files is not None
    assert (staged.files.rows, staged.files.rejected) == (ROWS - 1, 1)


def test_a_row_without_its_last_delimiter_is_not_shifted_silently() -> None:
    text = lines(",")
    cells = text[20].rsplit(",", 2)
    text[20] = f"{cells[0]}{cells[1]},{cells[2]}"  # team and amount glued, n read as the amount
    staged = load(("\n".join(text) + "\n").encode())
    assert staged is not None
    assert staged.files is not None
    assert staged.files.rejected == 1
    assert [reject.row for reject in staged.reject_sample] == [21]


@examples(25)
@given(data=st.data())
def test_any_bytes_changed_anywhere(data: st.DataObject) -> None:
    """Bytes are overwritten, taken out or put in below the header: rows of untouched lines stay true or are told of."""
    text = lines(";")
    content = bytearray(("\n".join(text) + "\n").encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(len(text[0]) + 1, len(content) - 1))
        new = data.draw(st.one_of(st.binary(max_size=3), st.sampled_from([b'"', b"\n", b";", b"\x00", b"\r", b"'"])))
        content[place : place + data.draw(st.integers(0, 3))] = new
    changed = bytes(content)
    staged = load(changed)
    if staged is None or staged.files is None:
        return
    whole = set(changed.decode("utf-8", "replace").splitlines())
    rows = {row["id"]: row for row in getattr(staged, "rows", [])}
    for i in range(ROWS):
        row = rows.get(f"T{i}")
        if row is None or text[i + 1] not in whole or changed.count(b"T%d;" % i) > content.count(b"T%d;" % i):
            continue  # not loaded, changed itself, or another row was given its id: the later counts
        row.pop("_row", None)
        accents = changed.count(b"\xc3\x87") != content.count(b"\xc3\x87") or staged.reading.encoding != "utf-8"
        assert accents or row == truth(i)
