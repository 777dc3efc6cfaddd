"""A source and its dialect as an SQL relation: every cell as text, cells c1 … cn, too many cells seen in `more`."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from metrics.engine import name, text
from metrics.intake import guard
from metrics.intake.dialect import Dialect
from metrics.intake.header import Header
from metrics.intake.layout import Layout
from metrics.intake.look import BLOCK, blank_lines
from metrics.intake.records import Record, in_turn, records
from metrics.intake.source import Source
from metrics.intake.survey import damaged, survey

NULLS = ("", "?", "n/a", "N/A", "NA", "null", "NULL", "-", "–")
REMARK = "\ufdd3"  # a noncharacter: no cell starts with it
FEWER = "the row has {cells} cells, fewer than {others}: a delimiter is missing, or the file was cut off"
REWRITTEN = ".rows.csv"
MOST_REPEATED = 1000  # in RE2: of wider tables so many cells of a further line are enough
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
    until: int | None = None  # the record that the table ends with, where it is not the last one
    doubtful: Mapping[int, str] = field(default_factory=dict)  # record → why it may be no data
    named_by: Mapping[str, str] = field(default_factory=dict)  # cell → the cell that says which column it comes from
    least: int = 0  # rows with fewer cells are damaged; 0: missing last cells are empty
    exact: bool = False  # DuckDB stops at rows with other than `least` cells: the file is then read row by row

    @property
    def width(self) -> int:
        """Columns of the header."""
        return len(self.header.names)

    @property
    def cells(self) -> list[str]:
        """SQL names of the columns, and of the cell after them."""
        return [name(f"c{i + 1}") for i in range(self.width)]

    @property
    def guarded(self) -> bool:
        """Whether the file is one of rejected rows, whose cells were made harmless for spreadsheets."""
        return guard.is_repair(self.header.names)

    def sql(self) -> str:
        """A FROM item with the columns (row where numbered,) c1 … cn, more."""
        if not self.guarded:
            return self._relation()
        cells = ", ".join(f"{guard.unguarded_sql(cell)} AS {cell}" for cell in [*self.cells, "more"])
        return f"(SELECT {'row, ' if self.numbered else ''}{cells} FROM {self._relation()})"

    def _relation(self) -> str:
        past = (
            [f"more{i}" for i in range(self.width + 1, self.least)] if self.exact else []
        )  # empty: a sign at line ends
        more = [] if self.exact and self.least == self.width else ["more"]
        names = (["row"] if self.numbered else []) + [f"c{i + 1}" for i in range(self.width)] + more + past
        columns = ", ".join(f"{text(column)}: 'VARCHAR'" for column in names)
        nulls = ", ".join(text(word) for word in self.nulls)
        skip = 0 if self.numbered or self.begins else self.header.skip + self.header.rows
        exact, padded = str(self.exact).lower(), str(not self.exact).lower()
        relation = (
            f"read_csv({text(str(self.path))}, auto_detect = false, delim = {text(self.dialect.delimiter)}, "
            f"quote = {text(self.dialect.quote)}, escape = {text(self.dialect.escape if self.dialect.quote else '')}, "
            f"header = false, skip = {skip}, strict_mode = {exact}, null_padding = {padded}, "
            f"parallel = {str(self.parallel).lower()}, nullstr = [{nulls}], "
            f"columns = {{{columns}}})"
        )
        if more and not past:
            return relation
        joined = f"coalesce({', '.join(more + past)})" if more else "CAST(NULL AS VARCHAR)"
        return f"(SELECT {', '.join(self.cells)}, {joined} AS more FROM {relation})"

    def rows(self) -> str:
        """A FROM item with _row, the row as a spreadsheet counts it, c1 … cn, more; read in order by one."""
        number = "CAST(row AS BIGINT)" if self.numbered else f"row_number() OVER () + {self.first_row - 1}"
        cells = ", ".join([*self.cells, "more"])
        return f"(SELECT {number} AS _row, {cells} FROM {replace(self, parallel=False).sql()})"

    def swallowed(self) -> str:
        """SQL that is true where a cell holds a whole further line of the table: a quote was opened and not closed."""
        sign = re.escape(self.sign or self.dialect.delimiter)
        line = text(rf"[\r\n][^\r\n]*(?:{sign}[^\r\n]*){{{min(max(self.width - 1, 1), MOST_REPEATED)}}}")
        breaks = (f"(contains({cell}, chr(10)) OR contains({cell}, chr(13)))" for cell in self.cells)
        found = (f"({some} AND regexp_matches({cell}, {line}))" for some, cell in zip(breaks, self.cells, strict=True))
        return f"coalesce({' OR '.join(found)}, false)"

    @property
    def first_row(self) -> int:
        """The row of the file that the first record stands in, when rows are not numbered in the file."""
        return self.header.skip + self.header.rows + 1


def open_table(
    source: Source,
    dialect: Dialect,
    layout: Layout,
    nulls: tuple[str, ...] | None,
    staging: Path,
    rows: list[list[str]],
) -> tuple[Source, Table]:
    """The file as a relation, rewritten row by row into staging where DuckDB would cut or count its rows differently.

    rows: the records of the sample. What stands below the table of a large file is cut off, as a copy: the source that
    the table is read from is returned with it.
    """
    words = NULLS if nulls is None else ("", *nulls)
    header = layout.header
    if layout.tail[0]:
        source = _cut(source, *layout.tail, staging)
    large = source.size > PARALLEL_FROM  # of large files the rows are compared with the lines, which shows blank ones
    table = Table(source.text, dialect, header, False, large, words, until=layout.until, doubtful=layout.doubtful)
    before = rows[: header.skip + header.rows]
    odd = (
        not dialect.in_duckdb()
        or layout.until is not None
        or bool(layout.doubtful)
        or any("\n" in cell or "\r" in cell for row in before for cell in row)
        or "\x00" in source.sample
        or source.mixed_lines
    )
    if not odd and not large:
        odd = blank_lines(source.text)
    widths = Counter(len(row) for row in rows[header.skip + header.rows : layout.until] if row)
    usual = max(table.width, widths.most_common(1)[0][0] if widths else 0)
    short = damaged(widths, usual)
    if large and not source.dialect and usual > 1 and (short or min(widths, default=usual) >= usual):
        alike = set(widths) == {usual}
        table, odd = replace(table, least=usual, exact=alike), odd or not alike
    elif not odd and not large and not source.dialect:
        found = survey(source.text, dialect, usual, header.skip + header.rows)
        odd, short = not found.in_order or found.short, found.short
    table = replace(table, least=usual) if short else table
    return source, _numbered(source, table, staging) if odd else table


def in_order(table: Table, source: Source, staging: Path) -> Table:
    """The same table for one reader in order; rewritten row by row where that would still leave rows uncounted."""
    if table.numbered:
        return table
    if table.parallel and source.quotes and not blank_lines(table.path):
        return replace(table, parallel=False)
    return _numbered(source, table, staging)


def row_by_row(table: Table, source: Source, staging: Path) -> Table:
    """The same table rewritten with every row's number."""
    return table if table.numbered else _numbered(source, table, staging)


def by_row_file(source: Source, staging: Path) -> Path:
    """Where a file is rewritten row by row, or without its end, if it has to be."""
    stem = source.text.name.removesuffix(REWRITTEN) if source.text.name.endswith(REWRITTEN) else source.text.stem
    return staging / f"{stem}{REWRITTEN}"


def _numbered(source: Source, table: Table, staging: Path) -> Table:
    """Cut by `records`, and written as DuckDB reads it without a doubt; blank rows are left out but counted.

    The last cell, `more`, holds what a row has too much, or after REMARK why it cannot be trusted.
    """
    target = by_row_file(source, staging)
    born = target.with_name(f"{target.name}.part")  # the text itself may be the target
    first, wide = table.header.skip + table.header.rows, table.width
    sign = table.dialect.delimiter
    uncut = table.dialect.in_duckdb() and not table.dialect.space_after and table.least <= wide
    plain = Dialect(sign if uncut else ",", '"', '"', "\\n")
    try:
        with (
            source.text.open(encoding="utf-8", newline="") as lines,
            born.open("w", encoding="utf-8", newline="") as out,
        ):
            writer = csv.writer(out, delimiter=plain.delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
            for record in in_turn(lines, table.dialect, wide) if uncut else records(lines, table.dialect, wide):
                if isinstance(record, tuple):
                    number, line = record
                    if table.until is not None and number > table.until:
                        break
                    if number not in table.doubtful and number > first:
                        out.write(f"{number}{sign}{line}{sign}\n")
                        continue
                    record = Record(number, line.split(sign))
                if record.number <= first or record.blank:
                    continue
                if table.until is not None and record.number > table.until:
                    break
                row = record.cells
                over = [cell for cell in row[wide:] if cell.strip()]
                wrong = record.flaw or table.doubtful.get(record.number)
                if len(row) < table.least:
                    others = f"the header's {wide}" if table.least == wide else f"the {table.least} of the other rows"
                    wrong = wrong or FEWER.format(cells=len(row), others=others)
                more = REMARK + wrong if wrong else over[0] if over else ""
                cells = chain([str(record.number)], row[:wide], [""] * (wide - len(row)), [more])
                writer.writerow([cell.replace("\x00", "") for cell in cells])
        born.replace(target)
    finally:
        born.unlink(missing_ok=True)
    return replace(table, path=target, dialect=plain, numbered=True, parallel=False, exact=False, sign=sign)


def _cut(source: Source, size: int, lines: int, staging: Path) -> Source:
    """A copy of a large text without its last bytes, which hold so many lines."""
    target = by_row_file(source, staging)
    end = left = source.size - size
    with source.text.open("rb", buffering=0) as file, target.open("wb", buffering=0) as out:
        while left and (block := file.read(min(BLOCK, left))):
            out.write(block)
            left -= len(block)
    with source.text.open("rb") as file:
        file.seek(end)
        feeds = file.read().count(b"\n")
    marks = (*(mark for mark in source.marks if mark[0] < end), (end, source.marks[-1][1] - feeds))
    return replace(source, text=target, size=end, marks=marks)
