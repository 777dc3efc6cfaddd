"""Two Parquet files that batches are shared out to: accepted rows, and rejected ones whole."""

from __future__ import annotations

import queue
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

BATCH = 122_880  # rows; DuckDB's own row group
GROUP = 2 * BATCH
SLICED = 64  # rejected rows of a batch up to which the others are sliced, not copied
WAITING = 3  # batches between the readers and the writer: bounds memory
DICTIONARY_SHARE = 0.1  # columns with fewer distinct values than this in the first batch are dictionary-encoded

Item = tuple[int, pa.RecordBatch]  # row of the first record (numbered files bring their own _row), and the batch


class Sinks:
    """Writes batches with the columns of the rows, `_bad` (cells of a rejected row, else null) and perhaps `_row`.

    Writing runs in a thread beside the readers. Afterwards: rows, rejected, and blank rows, which are left out.
    """

    def __init__(self, rows_path: Path, bad_path: Path) -> None:
        self.rows = self.rejected = self.blank = 0
        self._paths = (rows_path, bad_path)
        self._rows_writer: pq.ParquetWriter | None = None
        self._bad_writer: pq.ParquetWriter | None = None
        self._queue: queue.Queue[Item | None] = queue.Queue(WAITING)
        self._failed: list[BaseException] = []
        self._thread = threading.Thread(target=self._write, name="intake-writer", daemon=True)
        self._thread.start()

    def take(self, first_row: int, batch: pa.RecordBatch) -> None:
        """Hand one batch to the writer; raises what the writer met."""
        if self._failed:
            raise self._failed[0]
        self._queue.put((first_row, batch))

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
        while (item := self._queue.get()) is not None:
            if self._failed:
                continue  # the readers are told at their next batch
            try:
                self._split(*item)
            except BaseException as error:
                self._failed.append(error)

    def _split(self, first_row: int, batch: pa.RecordBatch) -> None:
        names = batch.schema.names
        bad = batch.column("_bad")
        numbers = batch.column("_row") if "_row" in names else _count(first_row, len(batch))
        keep = [index for index, column in enumerate(names) if column not in ("_bad", "_row")]
        rows = pa.record_batch([batch.column(i) for i in keep] + [numbers], names=[names[i] for i in keep] + ["_row"])
        if self._rows_writer is None:
            self._rows_writer = _writer(self._paths[0], rows)
        if bad.null_count == len(batch):
            self._put(rows)
            return
        wrong = pc.indices_nonzero(pc.is_valid(bad))
        self._put_bad(pa.record_batch([numbers, bad], names=["_row", "cells"]).take(wrong))
        if len(wrong) > SLICED:
            self._put(rows.filter(pc.is_null(bad)))
            return
        start = 0  # around a few rejected rows the others need no copy
        for place in (*wrong.to_pylist(), len(batch)):
            self._put(rows.slice(start, place - start))
            start = place + 1

    def _put(self, rows: pa.RecordBatch) -> None:
        if len(rows) and self._rows_writer is not None:
            self._rows_writer.write_batch(rows, row_group_size=GROUP)
            self.rows += len(rows)

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
    return pa.arange(start, start + length)  # of an array of NumPy it would import pandas, half of a short command


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
