"""One pass over a file that is not large: whether its quotes are in order, and how wide its rows are."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from metrics.intake.dialect import Dialect
from metrics.intake.look import BLOCK

HABIT = 0.05  # share of rows that end early from which this is how the file is written


@dataclass(frozen=True)
class Survey:
    """in_order: every quote opens, closes or is doubled, so that DuckDB cuts the file as Python's csv module does.

    short: some rows have fewer cells than the table has columns, and so few that they are damaged rather than written
    without their empty last cells.
    """

    in_order: bool
    short: bool


def survey(path: Path, dialect: Dialect, width: int, before: int) -> Survey:
    """Look at all records of a file that has no blank lines. before: records above the data."""
    sign, quote = dialect.delimiter.encode(), dialect.quote.encode()
    padded = re.compile(rb"(?:^|[\r\n]|" + re.escape(sign) + rb") +" + re.escape(quote)) if quote else None
    signs = lines = 0
    last, seen = b"\n", False
    with path.open("rb", buffering=0) as file:
        while block := file.read(BLOCK):
            joined = last + block
            seen = seen or (bool(quote) and quote in block)
            if padded and b" " + quote in joined and padded.search(joined):
                return Survey(False, False)  # DuckDB opens a cell there, csv does not
            signs += block.count(sign)
            lines += block.count(b"\r" if dialect.newline == "\\r" else b"\n")
            last = joined[-8:]
    lines += not last.endswith((b"\n", b"\r"))
    if not seen and before < 2 and signs == lines * (width - 1):
        return Survey(True, False)
    with path.open(encoding="utf-8", newline="") as text:
        try:
            widths = Counter(len(row) for row in dialect.reader(text, strict=True))
        except csv.Error:
            return Survey(False, False)
    return Survey(True, damaged(widths, width, before))


def damaged(widths: Counter[int], width: int, before: int = 0) -> bool:
    """Whether the rows that are shorter than the table are few enough to be damaged ones. before: rows above it."""
    rows = sum(count for wide, count in widths.items() if wide)
    short = sum(count for wide, count in widths.items() if 0 < wide < width)
    return short > 0 and (short <= max(before, 1) or short <= HABIT * rows)
