"""A Parquet file as text, its values written so that they have one reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from metrics import disk, engine
from metrics.engine import name, text
from metrics.errors import Problem, UploadRefused
from metrics.intake.containers.limits import Bound
from metrics.intake.containers.opened import CONVERTED, Opened, Text, Wish
from metrics.intake.mapping import plain

ROWS = 20_480  # rows on their way at a time
NESTED = ("STRUCT", "MAP", "UNION", "JSON", "VARIANT")
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def names(path: Path, shown: str) -> tuple[str, ...]:
    """The names of its columns."""
    with _told(shown):
        return tuple(pq.read_schema(path).names)


def read(path: Path, target: Path, wish: Wish) -> Opened:
    """Write all rows to target. Raises UploadRefused where it is damaged, or a wanted column holds bytes."""
    shown = wish.file_name
    with _told(shown):
        spans = {field.name: field.type.unit for field in pq.read_schema(path) if pa.types.is_duration(field.type)}
        con = engine.connect(target.parent.parent, reads=(path.parent,))
        try:
            relation = f"read_parquet({text(str(path))})"
            types = {column: kind for column, kind, *_ in con.execute(f"DESCRIBE FROM {relation}").fetchall()}
            binary = [column for column, kind in types.items() if kind in ("BLOB", "BIT", "GEOMETRY")]
            _refuse_wanted(binary, wish)
            columns = [f"{_text(column, kind, spans)} AS {name(column)}" for column, kind in types.items()]
            rows = con.sql(f"SELECT {', '.join(columns)} FROM {relation}").to_arrow_reader(ROWS)
            options = pc.WriteOptions(include_header=False, delimiter=",", quoting_style="needed")
            with Text(target, Bound(path, target.parent, shown)) as out:
                out.row(list(types))
                out.flush()
                for batch in rows:
                    block = pa.BufferOutputStream()
                    pc.write_csv(batch, block, options)
                    out.write(block.getvalue())
        finally:
            con.close()
    notes = tuple(f"The column {column!r} holds bytes, not text, and is left empty." for column in binary)
    return Opened(target, out.look, "", CONVERTED, True, "parquet", notes)


def _text(column: str, kind: str, spans: Mapping[str, str]) -> str:
    """SQL for a column's text."""
    cell = name(column)
    if column in spans and kind == "BIGINT":  # written from time spans, and kept as whole numbers
        return _span(cell, _PER_SECOND[spans[column]])
    if kind in ("BLOB", "BIT", "GEOMETRY"):
        return "CAST(NULL AS VARCHAR)"
    if kind.endswith("]") or kind.startswith(NESTED):
        return f"CAST(to_json({cell}) AS VARCHAR)"
    words = f"CAST({cell} AS VARCHAR)"
    if kind in ("FLOAT", "DOUBLE"):
        return _float(cell, words)
    if kind.startswith("DECIMAL"):
        return f"CASE WHEN {_grouped(words)} THEN {words} || '0' ELSE {words} END"
    return words


def _grouped(words: str) -> str:
    """SQL: 1.234 could be 1234 with a point for thousands; one more zero makes it a fraction for everyone."""
    return rf"regexp_full_match({words}, '-?[1-9]\d{{0,2}}\.\d{{3}}')"


def _float(cell: str, words: str) -> str:
    """Shortest digits that give the same number, without an exponent where 38 digits hold it."""
    large = f"CAST(try_cast({words} AS DECIMAL(38, 0)) AS VARCHAR)"
    small = f"rtrim(CAST(try_cast({words} AS DECIMAL(38, 37)) AS VARCHAR), '0')"
    same = f"CASE WHEN try_cast({small} AS DOUBLE) = {cell} THEN {small} END"
    return (
        f"CASE WHEN contains({words}, 'e+') THEN coalesce({large}, {words}) "
        f"WHEN contains({words}, 'e-') THEN coalesce({same}, {words}) "
        f"WHEN suffix({words}, '.0') THEN {words}[:-3] "
        f"WHEN {_grouped(words)} THEN {words} || '0' ELSE {words} END"
    )


def _span(cell: str, per_second: int) -> str:
    """Hours, minutes, seconds and their fraction of a whole number of parts of a second."""
    seconds, rest = f"(abs({cell}) // {per_second})", f"(abs({cell}) % {per_second})"
    digits = len(str(per_second)) - 1
    fraction = f"CASE WHEN {rest} = 0 THEN '' ELSE rtrim(printf('.%0{max(digits, 1)}d', {rest}), '0') END"
    clock = f"printf('%d:%02d:%02d', {seconds} // 3600, {seconds} // 60 % 60, {seconds} % 60)"
    return f"CASE WHEN {cell} < 0 THEN '-' ELSE '' END || {clock} || {fraction}"


def _refuse_wanted(binary: list[str], wish: Wish) -> None:
    wanted = {plain(each) for each in wish.wanted}
    problems = [
        Problem("holds bytes, not text", "Write it as a text or number column.", file=wish.file_name, column=column)
        for column in binary
        if plain(column) in wanted
    ]
    if problems:
        raise UploadRefused(problems)


@contextmanager
def _told(shown: str) -> Iterator[None]:
    try:
        yield
    except UploadRefused:
        raise
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        if disk.is_full(error):
            raise
        words = str(error).splitlines()[0][:200].rstrip(".")
        remedy = "Write it again, or as CSV."
        raise UploadRefused(Problem(f"is a Parquet file that cannot be read: {words}", remedy, file=shown)) from None
