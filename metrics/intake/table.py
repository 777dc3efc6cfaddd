"""A source and its dialect as an SQL relation: every cell as text, cells c1 … cn, too many cells seen in `more`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from metrics.engine import name, text
from metrics.intake.dialect import Dialect
from metrics.intake.header import Header
from metrics.intake.look import blank_lines
from metrics.intake.source import Source

NULLS = ("", "?", "n/a", "N/A", "NA", "null", "NULL", "-", "–")
PARALLEL_FROM = 1 << 25  # bytes; DuckDB's parallel reader refuses quoted line breaks, small files do not need it


@dataclass(frozen=True)
class Table:
    """An SQL relation over a file. numbered: the file has been rewritten with the row number in its first cell."""

    path: Path
    dialect: Dialect
    header: Header
    numbered: bool
    parallel: bool
    nulls: tuple[str, ...]
    begins: bool = False  # the file begins with a record: title and header are not in it
    sign: str = ""  # the delimiter of the original, where the file has been rewritten with another

    @property
    def width(self) -> int:
        """Columns of the header."""
        return len(self.header.names)

    @property
    def cells(self) -> list[str]:
        """SQL names of the columns, and of the cell after them."""
        return [name(f"c{i + 1}") for i in range(self.width)]

    def sql(self) -> str:
        """A FROM item with the columns (row where numbered,) c1 … cn, more."""
        names = (["row"] if self.numbered else []) + [f"c{i + 1}" for i in range(self.width)] + ["more"]
        columns = ", ".join(f"{text(column)}: 'VARCHAR'" for column in names)
        nulls = ", ".join(text(word) for word in self.nulls)
        skip = 0 if self.numbered or self.begins else self.header.skip + self.header.rows
        return (
            f"read_csv({text(str(self.path))}, auto_detect = false, delim = {text(self.dialect.delimiter)}, "
            f"quote = {text(self.dialect.quote)}, escape = {text(self.dialect.escape if self.dialect.quote else '')}, "
            f"header = false, skip = {skip}, strict_mode = false, null_padding = true, "
            f"parallel = {str(self.parallel).lower()}, nullstr = [{nulls}], "
            f"columns = {{{columns}}})"
        )

    def swallowed(self) -> str:
        """SQL that is true where a cell holds a whole further line of the table: a quote was opened and not closed."""
        sign = re.escape(self.sign or self.dialect.delimiter)
        line = text(rf"[\r\n][^\r\n]*(?:{sign}[^\r\n]*){{{max(self.width - 1, 1)}}}")
        breaks = (f"(contains({cell}, chr(10)) OR contains({cell}, chr(13)))" for cell in self.cells)
        found = (f"({some} AND regexp_matches({cell}, {line}))" for some, cell in zip(breaks, self.cells, strict=True))
        return f"coalesce({' OR '.join(found)}, false)"

    @property
    def first_row(self) -> int:
        """The row of the file that the first record stands in, when rows are not numbered in the file."""
        return self.header.skip + self.header.rows + 1


def open_table(source: Source, dialect: Dialect, header: Header, nulls: tuple[str, ...] | None, staging: Path) -> Table:
    """The file as a relation; rewritten row by row into staging where DuckDB would count its rows differently."""
    words = NULLS if nulls is None else ("", *nulls)
    rows = dialect.rows(source.sample)
    before = rows[: header.skip + header.rows]
    odd = (
        any("\n" in cell or "\r" in cell for row in before for cell in row)
        or (dialect.space_after and bool(dialect.quote))
        or "\x00" in source.sample
        or source.mixed_lines
    )
    large = source.size > PARALLEL_FROM  # of large files the rows are compared with the lines, which shows blank ones
    if odd or (not large and blank_lines(source.text)):
        return _numbered(source, dialect, header, words, staging)
    return Table(source.text, dialect, header, False, large, words)


def in_order(table: Table, source: Source, staging: Path) -> Table:
    """The same table for one reader in order; rewritten row by row where that would still leave rows uncounted."""
    if table.numbered:
        return table
    if table.parallel and source.quotes and not blank_lines(table.path):
        return replace(table, parallel=False)
    return _numbered(source, table.dialect, table.header, table.nulls, staging)


def by_row_file(source: Source, staging: Path) -> Path:
    """Where a file is rewritten row by row, if it has to be."""
    return staging / f"{source.text.stem}.rows.csv"


def _numbered(source: Source, dialect: Dialect, header: Header, nulls: tuple[str, ...], staging: Path) -> Table:
    """Python's csv module reads, and writes what DuckDB reads without a doubt; blank rows are left out but counted."""
    target = by_row_file(source, staging)
    first = header.skip + header.rows
    wide = len(header.names)
    with (
        source.text.open(encoding="utf-8", newline="") as lines,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, row in enumerate(islice(dialect.reader(lines), first, None), start=first + 1):
            if not any(row):
                continue
            over = [cell for cell in row[wide:] if cell.strip()]
            cells = chain([str(number)], row[:wide], [""] * (wide - len(row)), [over[0] if over else ""])
            writer.writerow([cell.replace("\x00", "") for cell in cells])
    plain = Dialect(",", '"', '"', "\\n")
    return Table(target, plain, header, True, False, nulls, sign=dialect.delimiter)


def first_rows(source: Source, dialect: Dialect, limit: int) -> Iterator[list[str]]:
    """The first records of the sample."""
    return islice(dialect.reader(io.StringIO(source.sample, newline="")), limit)
