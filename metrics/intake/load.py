"""One pass over the file: DuckDB casts, in parts side by side, and the rows of each part are numbered as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from metrics import engine
from metrics.engine import name
from metrics.intake import casts
from metrics.intake.casts import Cast
from metrics.intake.parts import Part, split
from metrics.intake.sinks import BATCH, Sinks
from metrics.intake.source import Source
from metrics.intake.table import Table

POLL = 0.2  # seconds between progress figures
MEMORY_MB = 500  # DuckDB's limit for all parts together; the writer and the rows on their way come on top: 1 GB in all


class Miscounted(Exception):
    """DuckDB read another number of rows than the file has lines: it must be read row by row."""


@dataclass(frozen=True)
class Loaded:
    """accepted and rejected rows written; blank: rows without any cell, left out; bad: Parquet of _row and cells.

    ascending: every accepted row's id is greater than the one before, so that no id is repeated.
    """

    rows: int
    rejected: int
    blank: int
    bad: Path | None
    ascending: bool


def load(
    home: Path,
    table: Table,
    source: Source,
    plan: Sequence[Cast],
    rows_path: Path,
    bad_path: Path,
    tell: Callable[[float], None],
    id_: str | None = None,
) -> Loaded:
    """Cast every row of the table by the plan; rows of different parts are written as they come, with their _row.

    Raises duckdb.Error where the file cannot be cut into rows, Miscounted where its rows are not its lines.
    """
    for left in (rows_path, bad_path):  # of a reading that was given up
        left.unlink(missing_ok=True)
    parts = split(table, source, rows_path.parent)
    orders = [_Order() for _ in parts]
    sinks = Sinks(rows_path, bad_path)
    try:
        with ExitStack() as stack:
            memory = f"{MEMORY_MB // len(parts)}MB"
            cons = [stack.enter_context(engine.connect(home, memory=memory, threads=1)) for _ in parts]
            stack.enter_context(progress(cons, tell))
            pool = stack.enter_context(ThreadPoolExecutor(len(parts), thread_name_prefix="intake-reader"))
            jobs = [
                pool.submit(_read, con, part, plan, sinks, id_, order)
                for con, part, order in zip(cons, parts, orders, strict=True)
            ]
            for job in jobs:
                job.result()
        sinks.finish()
    finally:
        sinks.close()
        for part in parts:
            part.discard()
    ascending = id_ is not None and _ascending(orders)
    return Loaded(sinks.rows, sinks.rejected, sinks.blank, bad_path if sinks.rejected else None, ascending)


def _read(
    con: duckdb.DuckDBPyConnection, part: Part, plan: Sequence[Cast], sinks: Sinks, id_: str | None, order: _Order
) -> None:
    """One part, in order: one thread reads it."""
    part.prepare()
    row = part.first_row
    for batch in _batches(con, _sql(part, plan)):
        sinks.take(row, batch)
        row += len(batch)
        if id_ is not None and order.ascending:
            order.see(batch.column(id_))
    if part.lines is not None and row - part.first_row != part.lines:
        raise Miscounted


def _batches(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[pa.RecordBatch]:
    """DuckDB's errors come through Arrow under other names: they are given their own again."""
    reader = con.sql(sql).to_arrow_reader(BATCH)
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return
        except (OSError, pa.ArrowException) as error:
            raise duckdb.Error(str(error)) from None
        yield batch


def _sql(part: Part, plan: Sequence[Cast]) -> str:
    table = part.table
    cells = [*table.cells, "more"]
    keep = [*cells, *(["CAST(row AS BIGINT) AS _row"] if table.numbered else [])]
    values = ", ".join(f"{cast.name} AS {name(cast.column)}" for cast in plan)
    counted = [] if part.lines is not None else [f"NOT {table.swallowed()}"]  # a row that is one line swallows none
    ok = " AND ".join([*(cast.ok for cast in plan if cast.ok != "true"), "more IS NULL", *counted])
    bad = f"CASE WHEN coalesce({ok}, false) THEN NULL ELSE [{', '.join(cells)}] END AS _bad"
    number = ", _row" if table.numbered else ""
    limit = f" LIMIT {part.lines}" if part.limit else ""
    relation = f"(FROM {table.sql()}{limit})"
    return f"SELECT {values}, {bad}{number} FROM {casts.typed_sql(plan, relation, keep)}"


class _Order:
    """Whether ids rise from row to row, and where they start and end; empty ids, which are rejected, do not count."""

    def __init__(self) -> None:
        self.ascending = True
        self.first: pa.Scalar | None = None
        self.last: pa.Scalar | None = None

    def see(self, ids: pa.Array) -> None:
        ids = ids.drop_null() if ids.null_count else ids
        if not len(ids):
            return
        rising = pc.all(pc.greater(ids.slice(1), ids.slice(0, len(ids) - 1))).as_py() is not False
        self.ascending = rising and (self.last is None or pc.greater(ids[0], self.last).as_py())
        self.first = self.first or ids[0]
        self.last = ids[len(ids) - 1]


def _ascending(orders: Sequence[_Order]) -> bool:
    filled = [order for order in orders if order.first is not None]
    joined = all(pc.greater(two.first, one.last).as_py() for one, two in pairwise(filled))
    return joined and all(order.ascending for order in orders)


@contextmanager
def progress(cons: Sequence[duckdb.DuckDBPyConnection], tell: Callable[[float], None]) -> Iterator[None]:
    """Tell the mean progress of running queries (0 to 1) from a thread, five times a second."""
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(POLL):
            done = [con.query_progress() for con in cons]
            tell(sum(min(max(figure, 0.0), 100.0) for figure in done) / 100 / len(done))

    thread = threading.Thread(target=poll, name="intake-progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
