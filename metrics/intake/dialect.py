"""How a text is cut into cells: delimiter, quotes, and the rows before the table, found by trying all and scoring.

The score follows van den Burg, Nazábal, Sutton: Wrangling messy CSV files by detecting row and type patterns (Data
Mining and Knowledge Discovery 33, 2019): regular row widths times the share of cells that look like a value.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

DELIMITERS = (",", ";", "\t", "|", " ", "^", "~", ":")  # in order of preference where scores are equal
QUOTES = ('"', "'", "")
ROWS = 1000  # rows of the sample that are scored
SPACED = 0.95  # share of cells that start with a blank
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space"}
ESCAPES = ("\\", "\x00")  # signs other than a doubled quote that make a quote plain text
csv.field_size_limit(1 << 28)
_SIGN, _QUOTE, _ESCAPE = "\ufdd0", "\ufdd1", "\ufdd2"  # noncharacters: no text holds them (Unicode 23.7)

_VALUE = re.compile(
    r"\s*(?:"
    r"|[-+]?[$€£¥]?\s?[-+]?\d{1,3}(?:[ ,.'’\u00a0]\d{3})*(?:[.,]\d+)?\s?[%€$£¥]?"  # grouped numbers
    r"|[-+]?\d*[.,]?\d+(?:[eE][-+]?\d+)?"  # plain numbers
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[ap]m|Z|[-+]\d{2}:?\d{2})?)?"
    r"|\d{1,2}[- /.][A-Za-zä]{3,9}[- /.,]+\d{2,4}(?: \d{1,2}:\d{2}(?::\d{2})?)?"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"|\?|-|–|[Nn]/?[Aa]|[Nn][Uu][Ll][Ll]|[Tt]rue|TRUE|[Ff]alse|FALSE"
    r"|[^\s@]+@[^\s@]+\.[a-z]+|https?://\S+"
    r"|[\w][\w()&/#%+.'’ -]*"  # words
    r")\s*",
)


@dataclass(frozen=True)
class Dialect:
    """How a file's text is cut. skip: rows before the first header row; header: 0 where there is none.

    The delimiter may have several characters. The escape is the quote itself (doubled), or a sign of its own that
    makes a quote or itself plain text; before anything else it stands for itself, as in C:\\temp.
    """

    delimiter: str
    quote: str = '"'
    escape: str = '"'  # a doubled quote, or another sign such as "\\"
    newline: str = "\\n"  # as it is written: "\\n", "\\r\\n", "\\r"
    skip: int = 0
    header: int = 1
    space_after: bool = False  # "a, b": one space after the delimiter belongs to it

    def rows(self, text: str) -> list[list[str]]:
        """All records of a text as Python's csv module cuts them; blank lines are empty lists."""
        return list(self.reader(io.StringIO(text, newline="")))

    def reader(self, lines: Iterable[str], strict: bool = False) -> Iterator[list[str]]:
        """A reader of records. Unless strict, every text has a reading; else csv.Error is raised at a stray quote."""
        masks = self._masks()
        reader = csv.reader(
            map(partial(_mask, masks), lines) if masks else lines,
            delimiter=_SIGN if len(self.delimiter) > 1 else self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            skipinitialspace=self.space_after,
            strict=strict,
        )
        return map(partial(_unmask, masks), reader) if masks else reader

    def in_duckdb(self) -> bool:
        """Whether DuckDB's reader knows this dialect and cuts it as `reader` does."""
        plain = self.escape in ("", self.quote) or not self.quote
        return plain and len(self.delimiter.encode()) == 1 and not (self.space_after and self.quote)

    def named(self) -> str:
        """The delimiter in words."""
        return NAMES.get(self.delimiter, repr(self.delimiter)) + (" and a blank" if self.space_after else "")

    def _masks(self) -> tuple[tuple[str, str, str], ...]:
        """(as written, stand-in while cutting, as meant): csv knows neither such delimiters nor such escapes."""
        out = [(self.delimiter, _SIGN, self.delimiter)] if len(self.delimiter) > 1 else []
        if self.quote and self.escape not in ("", self.quote):
            out.insert(0, (self.escape + self.quote, _QUOTE, self.quote))
            out.insert(0, (self.escape * 2, _ESCAPE, self.escape))
        return tuple(out)


def _mask(masks: tuple[tuple[str, str, str], ...], line: str) -> str:
    for written, stand_in, _ in masks:
        line = line.replace(written, stand_in)
    return line


def _unmask(masks: tuple[tuple[str, str, str], ...], row: list[str]) -> list[str]:
    for _, stand_in, meant in masks:
        row = [cell.replace(stand_in, meant) for cell in row]
    return row


def find(sample: str, delimiter: str | None = None, quote: str | None = None, escape: str | None = None) -> Dialect:
    """The dialect that cuts the sample most regularly into values; what is stated is kept."""
    newline = _newline(sample)
    spaced = delimiter is not None and len(delimiter) > 1 and delimiter[1:].isspace() and "\t" not in delimiter
    delimiter = delimiter[0] if delimiter and spaced else delimiter
    best: tuple[float, Dialect] | None = None
    for candidate_delimiter in (delimiter,) if delimiter else DELIMITERS:
        if candidate_delimiter not in sample and delimiter is None:
            continue
        for candidate_quote in (quote,) if quote is not None else QUOTES:
            if candidate_quote and candidate_quote not in sample and quote is None:
                continue
            candidate = Dialect(candidate_delimiter, candidate_quote, escape or candidate_quote or '"', newline)
            candidate = replace(candidate, space_after=spaced)
            for sign in ESCAPES if escape is None and candidate_quote else ():
                other = replace(candidate, escape=sign)
                if sign + candidate_quote in sample and _score(other, sample) > _score(candidate, sample):
                    candidate = other
            if candidate_delimiter != " " and not spaced and _spaced(candidate, sample):
                candidate = replace(candidate, space_after=True)
            score = _score(candidate, sample)
            if best is None or score > best[0] + 1e-9:
                best = (score, candidate)
    if best is None:
        return Dialect(",", quote if quote is not None else '"', escape or '"', newline)
    found = best[1]
    return found if found.quote else replace(found, quote="" if "'" in sample or '"' in sample else '"')


def _score(dialect: Dialect, sample: str) -> float:
    """Pattern score times type score; 0 for a single column."""
    rows = [row for row in dialect.rows(sample)[:ROWS] if row]
    if not rows:
        return 0.0
    widths = Counter(len(row) for row in rows)
    pattern = sum(count * (width - 1) / width for width, count in widths.items()) / len(widths)
    cells = [cell for row in rows for cell in row]
    values = sum(1 for cell in cells if len(cell) < 400 and _VALUE.fullmatch(cell))
    types = max(values / len(cells), 1e-3)
    return pattern * types / len(rows)


def _spaced(dialect: Dialect, sample: str) -> bool:
    """Whether nearly every cell after the first starts with a blank that belongs to the delimiter: "a, b, c"."""
    cells = [cell for row in dialect.rows(sample)[:ROWS] for cell in row[1:]]
    return bool(cells) and sum(1 for cell in cells if cell.startswith(" ")) >= SPACED * len(cells)


def _newline(sample: str) -> str:
    counts = {
        "\\r\\n": sample.count("\r\n"),
        "\\n": sample.count("\n") - sample.count("\r\n"),
        "\\r": sample.count("\r") - sample.count("\r\n"),
    }
    return max(counts, key=lambda mark: counts[mark]) if any(counts.values()) else "\\n"
