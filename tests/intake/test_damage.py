"""Damage to single lines of a good file: nothing is loaded with wrong values, and no row is lost without a word.

Every row carries its own truth: all its cells follow from its number, so a row that was read shifted, cut or glued
to another shows it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset
from metrics.errors import ProveoutError
from metrics.intake import Answers, Staged, stage

EVENTS = Dataset(
    shape="events", id="id", time="at", columns={"who": "text", "team": "text", "amount": "decimal", "n": "integer"}
)
ROWS = 60
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


def lines(sign: str) -> list[str]:
    """The file's lines, header first."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign, lineterminator="\n")
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
    """Accepted rows that are not their own truth, but for cells of touched rows whose text was edited in place."""
    found = []
    for row in getattr(staged, "rows", []):
        number = row.pop("_row") - 2
        if row != truth(number) and number not in touched:
            found.append(row)
    return found


def accounted(staged: Staged, least: int) -> bool:
    """Whether every line is a row, a reject, or told of in a note."""
    assert staged.files is not None
    return staged.files.rows + staged.files.rejected >= least or bool(staged.reading.notes)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), sign=st.sampled_from([",", ";", "\t", "|"]))
def test_damage_to_a_row_is_rejected_or_told(data: st.DataObject, sign: str) -> None:
    text = lines(sign)
    touched = set()
    for _ in range(data.draw(st.integers(1, 2))):
        i = data.draw(st.integers(0, ROWS - 1))
        if i in touched:
            continue
        touched.add(i)
        line = text[i + 1]
        what = data.draw(st.sampled_from(["delimiter in", "delimiter out", "cut", "quote in", "glued", "doubled"]))
        places = [at for at, letter in enumerate(line) if letter == sign]
        if what == "delimiter in":
            at = data.draw(st.sampled_from([0, len(line), *places]))
            text[i + 1] = line[:at] + sign + line[at:]
        elif what == "delimiter out":
            at = data.draw(st.sampled_from(places))
            text[i + 1] = line[:at] + line[at + 1 :]
        elif what == "cut":
            text[i + 1] = line[: data.draw(st.integers(1, len(line) - 1))]
        elif what == "quote in":
            at = data.draw(st.integers(0, len(line)))
            text[i + 1] = line[:at] + '"' + line[at:]
        elif what == "glued":
            text[i + 1] = line + line
        else:
            text[i + 1] = line + "\n" + line
    content = ("\n".join(text) + "\n").encode()
    staged = load(content)
    if staged is None or staged.files is None:
        return
    doubled = content.count(b"\n") - 1 > ROWS
    if not doubled:
        assert not wrong(staged, touched)
    assert accounted(staged, ROWS)


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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
        if row is None or text[i + 1] not in whole:
            continue
        row.pop("_row", None)
        accents = changed.count(b"\xc3\x87") != content.count(b"\xc3\x87") or staged.reading.encoding != "utf-8"
        assert accents or row == truth(i)
