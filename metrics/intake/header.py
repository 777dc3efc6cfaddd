"""Where the table begins: title lines before it, the header row, and the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from metrics.intake.mapping import plain

LOOKED_AT = 50  # rows in which the header is looked for
_NUMBERLIKE = re.compile(r"\s*[-+(]?[$€£]?\d[\d\s.,:/%€$£()TZ+-]*\s*")


@dataclass(frozen=True)
class Header:
    """skip: records before the header; rows: header records (0: none); names: one per column, unique, none empty."""

    skip: int
    rows: int
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def find(
    rows: list[list[str]], wanted: Iterable[str] = (), skip: int | None = None, header_rows: int | None = None
) -> Header:
    """The header among the first rows. wanted: names that the dataset looks for; a row that holds most of them wins."""
    filled = [index for index, row in enumerate(rows[:LOOKED_AT]) if any(cell.strip() for cell in row)]
    if not filled:
        return Header(0, 0, ())
    width = Counter(len(row) for row in rows if len(row) > 1).most_common(1)
    usual = width[0][0] if width else 1
    start = skip if skip is not None else _start(rows, filled, usual, {plain(name) for name in wanted})
    if start >= len(rows):
        return Header(start, 0, ())
    count = header_rows if header_rows is not None else int(_is_header(rows, start))
    names = [" ".join(filter(None, parts)).strip() for parts in _columns(rows[start : start + count])]
    wide = max(len(names), 0) if count else usual
    while names and not names[-1] and all(not "".join(row[len(names) - 1 :]).strip() for row in rows[start + count :]):
        names.pop()  # a trailing delimiter on every line is no column
        wide = len(names)
    notes: list[str] = []
    if start and any(cell.strip() for row in rows[:start] for cell in row):
        title = " ".join(cell for cell in rows[filled[0]] if cell.strip())[:80]
        notes.append(f"{start} line{'s' if start > 1 else ''} before the header left out: {title!r}")
    if not count:
        notes.append("No header row found: the columns are called column1, column2, …")
    return Header(start, count, _unique([names[i] if i < len(names) else "" for i in range(wide)], notes), tuple(notes))


def _start(rows: list[list[str]], filled: list[int], usual: int, wanted: set[str]) -> int:
    if wanted:
        hits = {index: len(wanted & {plain(cell) for cell in rows[index]}) for index in filled}
        best = max(hits, key=lambda index: (hits[index], -index))
        if hits[best] >= min(2, len(wanted)):
            return best
    for index in filled:
        full = sum(1 for cell in rows[index] if cell.strip())
        if len(rows[index]) >= usual and full >= max(usual * 0.6, 1):
            return index
    return filled[0]


def _is_header(rows: list[list[str]], start: int) -> bool:
    """A header has no cell that looks like a number or a date, unless the rows below it look quite different."""
    cells = [cell.strip() for cell in rows[start] if cell.strip()]
    numbers = sum(1 for cell in cells if _NUMBERLIKE.fullmatch(cell))
    if not cells or numbers == len(cells):
        return False
    if numbers == 0:
        return True
    below = [row for row in rows[start + 1 : start + 20] if len(row) == len(rows[start])]
    same = sum(
        1
        for position, cell in enumerate(rows[start])
        if _NUMBERLIKE.fullmatch(cell) and below and all(_NUMBERLIKE.fullmatch(row[position]) for row in below)
    )
    return same == 0 and numbers < len(cells) / 2


def _columns(rows: list[list[str]]) -> list[list[str]]:
    wide = max((len(row) for row in rows), default=0)
    return [[row[i].strip() if i < len(row) else "" for row in rows] for i in range(wide)]


def _unique(names: list[str], notes: list[str]) -> tuple[str, ...]:
    """Every name once: empty ones become column3, repeated ones get their number."""
    seen: Counter[str] = Counter()
    taken = set(names)
    out: list[str] = []
    for position, name in enumerate(names, start=1):
        new = name or f"column{position}"
        seen[new] += 1
        if seen[new] > 1:
            number = seen[new]
            while f"{new} ({number})" in taken:
                number += 1
            new = f"{new} ({number})"
            taken.add(new)
            notes.append(f"The header {name!r} stands more than once; column {position} is called {new!r} here.")
        out.append(new)
    return tuple(out)
