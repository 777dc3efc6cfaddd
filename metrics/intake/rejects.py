"""Rejected rows: which cell of a row was wrong and why, and the rows again as CSV to repair and upload."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from metrics import engine
from metrics.engine import text
from metrics.intake import casts, guard
from metrics.intake.casts import Cast
from metrics.intake.reading import Reject
from metrics.intake.table import REMARK, Table

HEADER = "header"  # key of the file's column names in the Parquet metadata
KEPT = ["_row", "cells", "more"]
SWALLOWED = "a quote is opened and not closed: the row swallows further lines"
MANY = 1000  # rows fetched at a time


def write(
    con: duckdb.DuckDBPyConnection, bad: Path, table: Table, plan: Sequence[Cast], headers: Sequence[str], target: Path
) -> None:
    """Turn whole rejected rows into one row per wrong cell: _row, column, value, reason, cells."""
    whole = whole_rows(bad, table)
    open_quote = table.swallowed()
    checks = []
    for header, cast in zip(headers, plan, strict=True):
        fine = f"CASE WHEN more IS NOT NULL OR {open_quote} OR coalesce({cast.ok}, false) THEN NULL"
        column = table.named_by.get(cast.cell, text(header))
        checks.append(f"{{'column': {column}, 'value': {cast.cell}, 'reason': {fine} ELSE {cast.reason()} END}}")
    over = f"the row has more cells than the header's {table.width}"
    remark = f"starts_with(more, {text(REMARK)})"
    reason = (
        f"CASE WHEN {remark} THEN substr(more, 2) WHEN {open_quote} THEN {text(SWALLOWED)} "
        f"WHEN more IS NOT NULL THEN {text(over)} END"
    )
    checks.append(f"{{'column': NULL, 'value': CASE WHEN {remark} THEN NULL ELSE more END, 'reason': {reason}}}")
    sql = files("metrics.intake").joinpath("sql/rejects.sql").read_text(encoding="utf-8")
    query = sql.format(typed=casts.typed_sql(plan, whole, KEPT + table.cells), checks=", ".join(checks))
    con.execute(f"COPY ({query}) TO {text(str(target))} ({_options(table)})")


def add_repeats(
    con: duckdb.DuckDBPyConnection,
    repeats: str,
    table: Table,
    plan: Sequence[Cast],
    headers: Sequence[str],
    target: Path,
) -> None:
    """Add the rows of the table `repeats` (_row, place, first), read from the file again, to the rejected cells."""
    if not con.execute(f"SELECT 1 FROM {repeats} LIMIT 1").fetchall():
        return
    cells = [*table.cells, "more"]
    columns = "".join(f" WHEN {place} THEN {text(header)}" for place, header in enumerate(headers))
    values = "".join(f" WHEN {place} THEN file.{cast.cell}" for place, cast in enumerate(plan))
    whole = ", ".join(f"file.{cell}" for cell in cells)
    found = (
        f'SELECT own._row, CASE own.place{columns} END AS "column", CASE own.place{values} END AS value, '
        f"'repeats row ' || own.first AS reason, [{whole}] AS cells "
        f"FROM {repeats} AS own JOIN {table.rows()} AS file USING (_row)"
    )
    earlier = f"SELECT * FROM read_parquet({text(str(target))}) UNION ALL BY NAME " if target.exists() else ""
    born = target.with_suffix(".more.parquet")
    try:
        con.execute(f'COPY ({earlier}{found} ORDER BY _row, "column") TO {text(str(born))} ({_options(table)})')
        born.replace(target)
    finally:
        born.unlink(missing_ok=True)


def _options(table: Table) -> str:
    header = text(json.dumps(list(table.header.names)))
    return f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{HEADER}: {header}}}"


def whole_rows(bad: Path, table: Table) -> str:
    """A FROM item with rejected rows cut into cells again: _row, cells, c1 … cn, more."""
    names = ", ".join(f"cells[{i + 1}] AS {cell}" for i, cell in enumerate([*table.cells, "more"]))
    own = f"CASE WHEN starts_with(cells[{table.width + 1}], {text(REMARK)}) THEN cells[:{table.width}] ELSE cells END"
    return f"(SELECT _row, {own} AS cells, {names} FROM read_parquet({text(str(bad))}))"


def rejects(path: Path, home: Path, limit: int | None = None) -> Iterator[Reject]:
    """The rejected cells of an upload, by row. path: its rejects file; none exists when no row was rejected."""
    if path.exists():
        con = engine.connect(home)
        try:
            yield from read(con, path, limit)
        finally:
            con.close()


def read(con: duckdb.DuckDBPyConnection, path: Path, limit: int | None = None) -> Iterator[Reject]:
    """The same on an open connection."""
    stop = "" if limit is None else f" LIMIT {int(limit)}"
    cursor = con.cursor().execute(
        f'SELECT _row, "column", value, reason, cells FROM read_parquet({text(str(path))}){stop}'
    )
    while chunk := cursor.fetchmany(MANY):
        for row, column, value, reason, cells in chunk:
            yield Reject(row, column, value, reason, tuple(cells))


def rejects_csv(path: Path, home: Path) -> Iterator[str]:
    """The rejected rows as they stand in the file, with their header: repair them and upload them again.

    Two more columns say where and why: `_row` and `_reason`; an upload does not read them.
    Cells that a spreadsheet would run carry an apostrophe, which that upload takes away again (guard.py).
    """
    if not path.exists():
        return
    stored = pq.read_schema(path).metadata.get(HEADER.encode(), b"[]")
    headers: list[str] = json.loads(stored)
    width, kept = len(headers), len(headers) - (len(guard.REPAIR) if guard.is_repair(headers) else 0)
    yield guard.line([*headers[:kept], *guard.REPAIR])  # of a repaired file, the earlier reasons are dropped
    for number, cells, reasons in _whole(path, home):
        over = [cell for cell in cells[width:] if cell]
        yield guard.line([*(cell or "" for cell in cells[:kept]), *over, str(number), "; ".join(reasons)])


def _whole(path: Path, home: Path) -> Iterator[tuple[int, tuple[str | None, ...], list[str]]]:
    """Each rejected row once, with all its reasons; of a wide table several stand in one row of the file."""
    number, cells, reasons = -1, tuple[str | None, ...](), list[str]()
    for reject in rejects(path, home):
        if (reject.row, reject.cells) != (number, cells):
            if number >= 0:
                yield number, cells, reasons
            number, cells, reasons = reject.row, reject.cells, []
        reasons.append(f"{reject.column}: {reject.reason}" if reject.column else reject.reason)
    if number >= 0:
        yield number, cells, reasons
