"""A large file in as many parts as there are processors, each read in order by one, so that rows can be counted.

DuckDB hands the rows of its parallel reader on in any order, and numbering them inside DuckDB takes a single processor.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from metrics.intake.look import BLOCK
from metrics.intake.source import Source
from metrics.intake.table import Table

MOST_PARTS = 8


@dataclass(frozen=True)
class Part:
    """Some consecutive lines of a file.

    first_row: row of the whole file that its first record is. lines: records it must have, None where line breaks may
    stand inside cells. copied: bytes of the whole file that `prepare` copies for it; None: it is read from the file.
    """

    table: Table
    first_row: int
    lines: int | None = None
    limit: bool = False  # it ends before its file does
    copied: tuple[Path, int, int] | None = None

    def prepare(self) -> None:
        """Copy the part out of the whole file."""
        if self.copied is None:
            return
        whole, start, stop = self.copied
        with whole.open("rb", buffering=0) as file, self.table.path.open("wb", buffering=0) as out:
            file.seek(start)
            while start < stop and (block := file.read(min(BLOCK, stop - start))):
                out.write(block)
                start += len(block)

    def discard(self) -> None:
        """Delete the copy."""
        if self.copied is not None:
            self.table.path.unlink(missing_ok=True)


def split(table: Table, source: Source, staging: Path, most: int | None = None) -> list[Part]:
    """The parts of a table; one where the file is small, or is known to have line breaks inside cells.

    Every part must have as many records as lines: the reader compares them, so that a line break inside a cell, a blank
    line, or anything else that DuckDB counts differently is found out.
    """
    whole = replace(table, parallel=False)
    before = table.header.skip + table.header.rows
    if table.numbered or table.dialect.newline == "\\r" or not source.marks:
        return [Part(whole, before + 1)]
    size, feeds = source.marks[-1]
    with table.path.open("rb") as file:
        lines = feeds + _unfinished(file, size)
        if not table.parallel:
            return [Part(whole, before + 1, None if source.quotes else lines - before)]
        processors = min(most or os.cpu_count() or 1, MOST_PARTS)
        found = [_line_start(file, source.marks, size * i // processors, table) for i in range(1, processors)]
        inner = sorted({start for start in found if start is not None and start[1] > before and start[0] < size})
    parts = []
    for number, ((start, row), (stop, until)) in enumerate(pairwise([(0, 0), *inner, (size, lines)])):
        if number == 0:
            parts.append(Part(whole, before + 1, until - before, limit=stop < size))
        else:
            path = staging / f"{table.path.stem}.part{number}.csv"
            own = replace(whole, path=path, begins=True)
            parts.append(Part(own, row + 1, until - row, copied=(table.path, start, stop)))
    return parts


def _line_start(file: BinaryIO, marks: Sequence[tuple[int, int]], place: int, table: Table) -> tuple[int, int] | None:
    """Where a line near a place starts, and the lines before it; the line before it has its quotes in pairs.

    A cell that spans just these two lines would leave one open, and a longer one is found out by the count of lines.
    """
    index = bisect_right(marks, (place, 1 << 62)) - 1
    at, lines = marks[index] if index >= 0 else (0, 0)
    file.seek(at)
    block = file.read(BLOCK)
    quote = table.dialect.quote.encode()
    end = block.find(b"\n")
    while end >= 0:
        lines += 1
        start, end = end + 1, block.find(b"\n", end + 1)
        if end >= 0 and (not quote or block.count(quote, start, end) % 2 == 0):
            return at + end + 1, lines + 1
    return None


def _unfinished(file: BinaryIO, size: int) -> int:
    """1 when the last line has no line end; minus the blank lines at the end of the file."""
    file.seek(max(0, size - BLOCK))
    tail = file.read()
    return 1 - tail[len(tail.rstrip(b"\r\n")) :].count(b"\n")
