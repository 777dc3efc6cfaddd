"""Any table, written in a supported dialect, comes back equal; any bytes give rows, questions or reasons."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.dataset import Dataset
from metrics.errors import ProveoutError
from metrics.intake import Answers, Staged, preview, stage
from metrics.intake.table import NULLS
from tests.intake.depth import examples
from tests.intake.staged_rows import column

EVENTS = Dataset(shape="events", id="id", time="at", columns={"who": "text", "amount": "decimal", "n": "integer"})

words = st.text(
    st.one_of(st.sampled_from(" ,;|\t'\"\\.-ä€ß/:0aZ\n"), st.characters(codec="utf-8", exclude_categories=("C", "Z"))),
    max_size=12,
).map(str.strip)
moments = st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2150, 1, 1)).map(lambda t: t.replace(microsecond=0))
rows = st.tuples(
    moments,
    words.filter(lambda word: word not in NULLS),
    st.decimals(-(10**9), 10**9, places=4),
    st.integers(-(10**9), 10**9),
)


def run(content: bytes, dataset: Dataset, answers: Answers) -> tuple[Staged, Path]:
    """Stage in a folder of its own; the caller deletes it."""
    home = Path(tempfile.mkdtemp())
    path = home / "in.csv"
    path.write_bytes(content)
    try:
        staged = stage(
            path, project="p", name="d", dataset=dataset, timezone="UTC", home=home, staging=home / "staging",
            answers=answers,
        )  # fmt: skip
    except BaseException:
        left = list((home / "staging").glob("*"))
        shutil.rmtree(home)
        assert not left
        raise
    return staged, home


@examples(30)
@given(
    table=st.lists(rows, min_size=1, max_size=12),
    sign=st.sampled_from([",", ";", "\t", "|", " "]),
    quote=st.sampled_from(['"', "'"]),
    escape=st.sampled_from([None, "\\"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-2", "shift_jis"]),
    form=st.sampled_from(["%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %H:%M:%S"]),
)
def test_any_table_comes_back(
    table: list[tuple[dt.datetime, str, Decimal, int]],
    sign: str,
    quote: str,
    escape: str | None,
    quoting: int,
    end: str,
    encoding: str,
    form: str,
) -> None:
    if not encoding.startswith("utf"):
        table = [(at, who.encode(encoding, "ignore").decode(encoding).strip(), *rest) for at, who, *rest in table]
        assume(all(who not in NULLS for _, who, *_ in table))
    if quoting == csv.QUOTE_MINIMAL:  # before Python 3.13 the writer leaves line breaks of another kind unquoted
        assume(not any(set(who) & ({"\r", "\n"} - set(end)) for _, who, *_ in table))
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=sign, quotechar=quote, doublequote=escape is None, escapechar=escape, lineterminator=end,
        quoting=quoting,  # type: ignore[arg-type]
    )  # fmt: skip
    writer.writerow(["id", "at", "who", "amount", "n"])
    for i, (at, who, amount, n) in enumerate(table):
        writer.writerow([f"T{i}", at.strftime(form), who, str(amount), n])
    order = {"%d": "dmy", "%m": "mdy", "%Y": "ymd"}[form[:2]]
    stated = None if encoding.startswith("utf") else encoding
    told = Answers(stated, sign, quote, escape, decimal=".", date_order=order)  # type: ignore[arg-type]
    staged, home = run(out.getvalue().encode(encoding), EVENTS, told)
    try:
        assert column(staged, "id") == [f"T{i}" for i in range(len(table))]
        assert column(staged, "at") == [row[0] for row in table]
        assert column(staged, "who") == [row[1] for row in table]
        assert column(staged, "amount") == [row[2] for row in table]
        assert column(staged, "n") == [row[3] for row in table]
    finally:
        shutil.rmtree(home)


@examples(30)
@given(content=st.one_of(
    st.binary(max_size=400),
    st.text(st.sampled_from("id,at;who\t|\"'\n\r 0123456789/-.:x\\\x00é"), max_size=300).map(str.encode),
))  # fmt: skip
def test_any_bytes_give_a_reading_or_a_reason(content: bytes) -> None:
    home = Path(tempfile.mkdtemp())
    path = home / "in.csv"
    path.write_bytes(content)
    try:
        reading = preview(path, home)
    except ProveoutError as refused:
        reading = None
        reasons = refused.problems
    finally:
        shutil.rmtree(home)
    if reading is None:
        assert reasons
    else:
        assert len(reading.columns) > 1 or any(question.key == "accept" for question in reading.questions)


@examples(30)
@given(st.data())
def test_a_damaged_file_never_fails_without_a_reason(data: st.DataObject) -> None:
    good = b"id,at,who,amount,n\n" + b"".join(
        b'T%d,2025-01-%02d 10:00:00,"a, ""b""",1.5,%d\n' % (i, 1 + i % 28, i) for i in range(40)
    )
    bytes_ = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(bytes_) - 1))
        what = data.draw(st.sampled_from([b"", b'"', b"\n", b",", b"\x00", b"\xff", b";", b"\r", b"\\", b"'"]))
        bytes_[place : place + data.draw(st.integers(0, 2))] = what
    try:
        staged, home = run(bytes(bytes_), EVENTS, Answers())
    except ProveoutError:
        return
    try:
        assert staged.files is not None or staged.questions
        if staged.files is not None:
            lost = 40 - staged.files.rows - staged.files.rejected
            assert lost <= 4 or staged.files.rejected  # each damage may take a line with it; more is told
    finally:
        shutil.rmtree(home)


@pytest.mark.parametrize("known", [True, False])
def test_the_same_file_and_recipe_have_the_same_identity(known: bool) -> None:
    content = b"id,at,who,amount,n\nT1,13/01/2025,x,1.5,1\nT2,14/01/2025,y,2.25,2\n"
    first, home = run(content, EVENTS, Answers())
    shutil.rmtree(home)
    again, home = run(content, EVENTS.model_copy(update={"recipe": first.recipe}) if known else EVENTS, Answers())
    shutil.rmtree(home)
    other, home = run(content, EVENTS, Answers(nulls=("x",)))
    shutil.rmtree(home)
    assert first.files is not None
    assert again.files is not None
    assert other.files is not None
    assert (again.files.sha256, again.files.recipe_hash) == (first.files.sha256, first.files.recipe_hash)
    assert other.files.recipe_hash != first.files.recipe_hash
