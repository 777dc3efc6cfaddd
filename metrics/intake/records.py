"""The records of a text, one by one with their row numbers, also where quotes stand that belong nowhere.

A record whose quotes are in order is cut as Python's csv module and DuckDB cut it. One whose quotes are not, because
one is opened and not closed or is closed in the middle of a cell, takes no further line with it: it ends with its line
and carries a flaw. Its cells are then the reading that takes the fewest quotes as plain text and has the table's width
(`stray.mend`), or what the csv module makes of that line alone. Uploads reject such rows with the flaw as the reason;
only the best reading written out for people (`rewrite`) keeps them.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from metrics.intake import stray
from metrics.intake.dialect import Dialect

STRAY = "a quote is opened and not closed, or closed in the middle of a cell"
MOST_LINES = 2000  # lines of one record, after which its quote counts as not closed
MOST_CHARACTERS = 1 << 22  # of one record, likewise


@dataclass(frozen=True, slots=True)
class Record:
    """One record. number: as a spreadsheet counts, from 1, blank lines too."""

    number: int
    cells: list[str]
    flaw: str | None = None

    @property
    def blank(self) -> bool:
        """Whether it holds nothing."""
        return not any(self.cells)


def records(lines: Iterable[str], dialect: Dialect, width: int | None = None) -> Iterator[Record]:
    """The records of lines that keep their line ends. width: the table's, to mend records by."""
    yield from _cut(_Lines(iter(lines)), dialect, width)


def in_turn(lines: Iterable[str], dialect: Dialect, width: int) -> Iterator[Record | tuple[int, str]]:
    """The same records; those that are one line without any quote and as wide as the table as (number, line) uncut.

    Of a file with a few damaged rows nearly all are such, and cutting them in Python takes most of the time.
    """
    sign, numbers = dialect.delimiter, 0
    odd = {mark for mark in ('"', dialect.quote, dialect.escape, "\r", "\x00") if mark}
    source = _Lines(iter(lines))
    rest = _cut(source, dialect, width)
    while (line := source.next_line()) is not None:
        body = line[:-1]
        if body.endswith("\r"):
            body = body[:-1]
        if (
            line[-1:] == "\n"
            and body.count(sign) == width - 1
            and not any(mark in body for mark in odd)
            and body.strip(sign)
        ):
            numbers += 1
            yield numbers, body
            continue
        source.put_back(line)
        record = next(rest, None)
        if record is None:
            return
        numbers += 1
        yield Record(numbers, record.cells, record.flaw)


def _cut(source: _Lines, dialect: Dialect, width: int | None) -> Iterator[Record]:
    number = 0
    while True:
        reader = dialect.reader(source, strict=True)
        try:
            for cells in reader:
                if dialect.quote and len(source.taken) > 1 and _swallows(source.taken, cells, dialect, width):
                    raise csv.Error
                source.taken.clear()
                number += 1
                yield Record(number, cells)
            return
        except (csv.Error, _TooLong):
            line = source.only_first()
            number += 1
            yield Record(number, _one_line(line, dialect, width), STRAY)


def rows(text: str, dialect: Dialect) -> list[list[str]]:
    """The cells of all records of a text that is held in memory; what has stray quotes is mended to the usual width."""
    first = list(records(io.StringIO(text, newline=""), dialect))
    if not any(record.flaw for record in first):
        return [record.cells for record in first]
    return [record.cells for record in records(io.StringIO(text, newline=""), dialect, usual_width(first))]


def usual_width(some: Iterable[Record]) -> int | None:
    """The width that most records without a flaw have."""
    widths = Counter(len(record.cells) for record in some if record.flaw is None and len(record.cells) > 1)
    return widths.most_common(1)[0][0] if widths else None


def _one_line(line: str, dialect: Dialect, width: int | None) -> list[str]:
    mended = stray.mend(line, dialect, width) if width else None
    return mended if mended is not None else next(iter(dialect.reader([line])), [])


def _swallows(taken: list[str], cells: list[str], dialect: Dialect, width: int | None) -> bool:
    """Whether a record over several lines is none of the table's, while its first line, mended, is."""
    if not width or len(cells) == width:
        return False
    return stray.mend(taken[0], dialect, width) is not None


class _TooLong(Exception):
    """A record goes on for longer than any does."""


class _Lines:
    """Lines handed to a csv reader, of which those of the current record can be taken back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.taken: list[str] = []
        self._size = 0
        self._lines = lines
        self._back: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self.taken:
            self._size = 0
        elif len(self.taken) >= MOST_LINES or self._size > MOST_CHARACTERS:
            raise _TooLong
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        self._size += len(line)
        return line

    def next_line(self) -> str | None:
        """The next line between two records, without handing it to a reader; None at the end."""
        return self._back.popleft() if self._back else next(self._lines, None)

    def put_back(self, line: str) -> None:
        """A line that the reader is to get after all."""
        self._back.appendleft(line)

    def only_first(self) -> str:
        """The first line of the current record; the others are read again."""
        first, *others = self.taken
        self.taken = []
        self._back.extendleft(reversed(others))
        return first
