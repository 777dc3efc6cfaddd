"""How a text is cut into cells: delimiter, quotes and their escapes, and the rows before the table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space"}
csv.field_size_limit(1 << 28)
_SIGN, _QUOTE, _ESCAPE = "\ufdd0", "\ufdd1", "\ufdd2"  # noncharacters: no text holds them (Unicode 23.7)


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
