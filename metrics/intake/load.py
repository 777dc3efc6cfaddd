"""One pass over the file: DuckDB casts, this writes accepted rows to Parquet and keeps the others whole.

Batches arrive in the file's order, so counting them numbers the rows; a window function would run on one core.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from metrics.engine import name
from metrics.intake import casts
from metrics.intake.casts import Cast
from metrics.intake.table import Table

BATCH = 122_880  # rows; DuckDB's own row group
GROUP = 2 * BATCH
SLICED = 64  # rejected rows of a batch up to which the others are sliced, not copied
WAITING = 3  # batches between the reader and the writer: bounds memory
POLL = 0.2  # seconds between progress figures
DICTIONARY_SHARE = 0.1  # columns with fewer distinct values than this in the first batch are dictionary-encoded


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
    con: duckdb.DuckDBPyConnection,
    table: Table,
    plan: Sequence[Cast],
    rows_path: Path,
    bad_path: Path,
    tell: Callable[[float], None],
    id_: str | None = None,
) -> Loaded:
    """Cast every row of the table by the plan. Raises duckdb.Error where the file cannot be cut into rows."""
    cells = [*table.cells, "more"]
    keep = [*cells, *(["CAST(row AS BIGINT) AS _row"] if table.numbered else [])]
    values = ", ".join(f"{cast.name} AS {name(cast.column)}" for cast in plan)
    ok = " AND ".join([cast.ok for cast in plan if cast.ok != "true"] + ["more IS NULL"])
    bad = f"CASE WHEN coalesce({ok}, false) THEN NULL ELSE [{', '.join(cells)}] END AS _bad"
    number = ", _row" if table.numbered else ""
    sql = f"SELECT {values}, {bad}{number} FROM {casts.typed_sql(plan, table.sql(), keep)}"
    with progress(con, tell):
        reader = con.sql(sql).to_arrow_reader(BATCH)
        sinks = _Sinks(rows_path, bad_path, table, id_)
        try:
            for batch in reader:
                sinks.take(batch)
            sinks.finish()
        finally:
            sinks.close()
    bad = bad_path if sinks.rejected else None
    return Loaded(sinks.rows, sinks.rejected, sinks.blank, bad, sinks.ascending)


class _Sinks:
    """Two Parquet files that batches are shared out to; writing runs beside the reading."""

    def __init__(self, rows_path: Path, bad_path: Path, table: Table, id_: str | None) -> None:
        self.rows = self.rejected = self.blank = 0
        self.ascending = id_ is not None
        self._id = id_
        self._last: pa.Scalar | None = None
        self._paths = (rows_path, bad_path)
        self._table = table
        self._next = table.first_row
        self._rows_writer: pq.ParquetWriter | None = None
        self._bad_writer: pq.ParquetWriter | None = None
        self._queue: queue.Queue[pa.RecordBatch | None] = queue.Queue(WAITING)
        self._failed: list[BaseException] = []
        self._thread = threading.Thread(target=self._write, name="intake-writer", daemon=True)
        self._thread.start()

    def take(self, batch: pa.RecordBatch) -> None:
        """Hand one batch to the writer; raises what the writer met."""
        if self._failed:
            raise self._failed[0]
        self._queue.put(batch)

    def finish(self) -> None:
        """Wait until everything is written."""
        self._queue.put(None)
        self._thread.join()
        if self._failed:
            raise self._failed[0]

    def close(self) -> None:
        """Stop the writer and close both files."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
        for writer in (self._rows_writer, self._bad_writer):
            if writer is not None:
                writer.close()

    def _write(self) -> None:
        while (batch := self._queue.get()) is not None:
            if self._failed:
                continue
            try:
                self._split(batch)
            except BaseException as error:
                self._failed.append(error)

    def _split(self, batch: pa.RecordBatch) -> None:
        names = batch.schema.names
        bad = batch.column("_bad")
        numbers = batch.column("_row") if self._table.numbered else _count(self._next, len(batch))
        self._next += len(batch)
        keep = [index for index, column in enumerate(names) if column not in ("_bad", "_row")]
        rows = pa.record_batch([batch.column(i) for i in keep] + [numbers], names=[names[i] for i in keep] + ["_row"])
        wrong = np.flatnonzero(pc.is_valid(bad).to_numpy(zero_copy_only=False)) if bad.null_count != len(batch) else []
        if len(wrong):
            self._put_bad(pa.record_batch([numbers, bad], names=["_row", "cells"]).take(pa.array(wrong)))
        if len(wrong) > SLICED:
            self._put(rows.filter(pc.is_null(bad)))
            return
        start = 0  # around a few rejected rows the others need no copy
        for place in [*wrong, len(batch)]:
            if place > start:
                self._put(rows.slice(start, place - start))
            start = place + 1
        if self._rows_writer is None:
            self._put(rows.slice(0, 0))

    def _put(self, rows: pa.RecordBatch) -> None:
        if self._rows_writer is None:
            self._rows_writer = _writer(self._paths[0], rows)
        self._rows_writer.write_batch(rows, row_group_size=GROUP)
        self.rows += len(rows)
        if self.ascending and self._id is not None and len(rows):
            self._compare(rows.column(self._id))

    def _compare(self, ids: pa.Array) -> None:
        rising = pc.all(pc.greater(ids.slice(1), ids.slice(0, len(ids) - 1))).as_py() is not False
        above = self._last is None or pc.greater(ids[0], self._last).as_py()
        self.ascending = rising and above
        self._last = ids[len(ids) - 1]

    def _put_bad(self, bad: pa.RecordBatch) -> None:
        cells = bad.column("cells")
        filled = pc.list_parent_indices(cells).filter(pc.is_valid(pc.list_flatten(cells)))
        some = pc.is_in(_count(0, len(bad)), value_set=pc.unique(filled).cast(pa.int64()))
        full = bad.filter(some)
        self.blank += len(bad) - len(full)
        self.rejected += len(full)
        if self._bad_writer is None:
            self._bad_writer = pq.ParquetWriter(self._paths[1], full.schema, compression="zstd")
        self._bad_writer.write_batch(full)


def _count(start: int, length: int) -> pa.Array:
    return pa.array(np.arange(start, start + length, dtype=np.int64))


def _writer(path: Path, first: pa.RecordBatch) -> pq.ParquetWriter:
    """Columns whose values repeat get a dictionary; for the others it costs time and saves nothing."""
    repeated = [
        field.name
        for field in first.schema
        if pa.types.is_string(field.type)
        and len(pc.unique(first.column(field.name))) <= max(16, len(first) * DICTIONARY_SHARE)
    ]
    return pq.ParquetWriter(
        path, first.schema, compression="snappy", use_dictionary=repeated, store_decimal_as_integer=True
    )


@contextmanager
def progress(con: duckdb.DuckDBPyConnection, tell: Callable[[float], None]) -> Iterator[None]:
    """Tell the running query's progress (0 to 1) from a thread, five times a second."""
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(POLL):
            done = con.query_progress()
            if 0 <= done <= 100:
                tell(done / 100)

    thread = threading.Thread(target=poll, name="intake-progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
