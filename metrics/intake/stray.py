"""Quotes that stand where none belongs: what a line meant before it got one too many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from metrics.intake.dialect import Dialect

LONGEST = 20_000  # characters of a line that is mended; longer ones are left as they are
MOST = 3  # quotes of a line that may be taken as plain text


@dataclass(frozen=True)
class _Cell:
    """One way to read the cell at a place: its text, where the delimiter after it stands, quotes taken as text."""

    text: str
    end: int
    cost: int


def mend(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """The cells of one line with as few of its quotes as possible taken as plain text, so that it has `width` cells.

    None where no reading with that width takes at most MOST quotes as text, or where two readings are equally good.
    """
    body = line.rstrip("\r\n")
    sign, quote = dialect.delimiter, dialect.quote
    if not quote or len(body) > LONGEST or dialect.escape not in ("", quote):
        return None

    @cache
    def best(start: int, left: int) -> tuple[int, int, tuple[str, ...]] | None:
        """(quotes taken as text, readings with so few, cells) of the rest of the line in `left` cells."""
        found: tuple[int, int, tuple[str, ...]] | None = None
        for cell in _readings(body, start, sign, quote, dialect.space_after):
            if cell.cost > MOST or (cell.end == len(body)) != (left == 1):
                continue
            rest = (0, 1, ()) if left == 1 else best(cell.end + len(sign), left - 1)
            if rest is None or cell.cost + rest[0] > MOST:
                continue
            cost, ways, cells = cell.cost + rest[0], rest[1], (cell.text, *rest[2])
            if found is None or cost < found[0]:
                found = (cost, ways, cells)
            elif cost == found[0] and cells != found[2]:
                found = (cost, found[1] + ways, found[2])
        return found

    if width > 200:  # the search goes as deep as there are cells
        return None
    read = best(0, width)
    return list(read[2]) if read and read[1] == 1 else None


def _readings(body: str, start: int, sign: str, quote: str, spaced: bool) -> list[_Cell]:
    """Every way to read the cell that starts here: as it stands, and quoted up to each quote that could close it."""
    if spaced:
        start += len(body[start:]) - len(body[start:].lstrip(" "))
    end = body.find(sign, start)
    plain = body[start : end if end >= 0 else len(body)]
    end = end if end >= 0 else len(body)
    if not body.startswith(quote, start):
        return [_Cell(plain, end, 0)]
    found = [_Cell(plain, end, plain.count(quote))]
    at = start + 1
    while (at := body.find(quote, at)) >= 0:
        after = at + 1
        if after == len(body) or body.startswith(sign, after):
            inside = body[start + 1 : at]
            runs = re.findall(f"{re.escape(quote)}+", inside)
            found.append(_Cell(inside.replace(quote * 2, quote), after, sum(len(run) % 2 for run in runs)))
        at = after
    return found
