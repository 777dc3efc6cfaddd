"""Where the table begins: title lines before it, its header rows, and the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metrics.intake import header_rows, shapes
from metrics.intake.mapping import plain

LOOKED_AT = 50  # rows in which the header is looked for
FULL = 0.6  # share of the table's width that a header row fills
YEARS = range(1900, 2101)
_NUMBERLIKE = re.compile(r"\s*[-+(]?[$€£]?\d[\d\s.,:/%€$£()TZ+-]*\s*")


@dataclass(frozen=True)
class Header:
    """skip: records before the header; rows: header records (0: none); names: one per column, unique, none empty."""

    skip: int
    rows: int
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def find(
    rows: list[list[str]], wanted: Iterable[str] = (), skip: int | None = None, header_rows_: int | None = None
) -> Header:
    """The header among the first rows. wanted: names that the dataset looks for; a row that holds most of them wins."""
    filled = [index for index, row in enumerate(rows[:LOOKED_AT]) if any(cell.strip() for cell in row)]
    if not filled:
        return Header(0, 0, ())
    looked_for = {plain(name) for name in wanted}
    usual = usual_width(rows)
    start = skip if skip is not None else _start(rows, filled, usual, looked_for)
    if start >= len(rows):
        return Header(start, 0, ())
    if header_rows_ is not None:
        count = header_rows_
        start = _last_rows(rows, start, count) if skip is None and count > 1 else start
    elif not (_is_header(rows, start) or _named(rows, start, looked_for)):
        count = 0
    else:
        above = header_rows.above(rows, start, usual) if skip is None else 0
        count = 1 + above + header_rows.below(rows, start, usual)
        start -= above
    names = header_rows.joined(rows[start : start + count], looked_for, plain)
    wide = len(names) if count else usual
    while names and not names[-1] and all(not "".join(row[len(names) - 1 :]).strip() for row in rows[start + count :]):
        names.pop()  # a trailing delimiter on every line is no column
        wide = len(names)
    notes: list[str] = []
    if start and any(cell.strip() for row in rows[:start] for cell in row):
        title = " ".join(cell for cell in rows[filled[0]] if cell.strip())[:80]
        notes.append(f"{start} line{'s' if start > 1 else ''} before the header left out: {title!r}")
    if count > 1:
        notes.append(f"The header has {count} rows: the columns are called {', '.join(map(repr, names))[:200]}.")
    if not count:
        notes.append("No header row found: the columns are called column1, column2, …")
    return Header(start, count, _unique([names[i] if i < len(names) else "" for i in range(wide)], notes), tuple(notes))


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The width that most rows with several cells have; 1 where none has."""
    widths = Counter(len(row) for row in rows if len(row) > 1).most_common(1)
    return widths[0][0] if widths else 1


def _start(rows: list[list[str]], filled: list[int], usual: int, wanted: set[str]) -> int:
    if wanted:
        hits = {index: len(wanted & {plain(cell) for cell in rows[index]}) for index in filled}
        best = max(hits, key=lambda index: (hits[index], -index))
        if hits[best] >= min(2, len(wanted)):
            return best
    for place, index in enumerate(filled):
        full = sum(1 for cell in rows[index] if cell.strip())
        if len(rows[index]) >= usual and full >= max(usual * FULL, 1):
            before = filled[place - 1] if place else index
            return before if before == index - 1 and _short_header(rows, before, usual) else index
    return filled[0]


def _short_header(rows: list[list[str]], index: int, usual: int) -> bool:
    """Whether a row that is not as full as the table is its header all the same: names above a row that has none."""
    full = sum(1 for cell in rows[index] if cell.strip())
    return 2 * full > usual > 2 and shapes.label_like(rows[index]) and not _is_header(rows, index + 1)


def _last_rows(rows: list[list[str]], start: int, count: int) -> int:
    """Where a header of a stated number of rows starts: its last row is the last one without numbers and dates."""
    end = start + 1
    while end < len(rows) and end < start + count and shapes.label_like(rows[end]):
        end += 1
    return max(end - count, 0)


def _is_header(rows: list[list[str]], start: int) -> bool:
    """A header has no cell that looks like a number or a date, unless the rows below it look quite different."""
    row = rows[start]
    cells = [cell.strip() for cell in row if cell.strip()]
    numbers = [position for position, cell in enumerate(row) if _NUMBERLIKE.fullmatch(cell)]
    if not cells or len(numbers) == len(cells):
        return False
    if not numbers:
        return True
    below = [other for other in rows[start + 1 : start + 20] if len(other) == len(row)]
    if not below:
        return False
    if _periods(row, numbers, below):
        return True
    same = sum(1 for position in numbers if all(_NUMBERLIKE.fullmatch(other[position]) for other in below))
    return same == 0 and len(numbers) < len(cells) / 2


def _named(rows: list[list[str]], start: int, wanted: set[str]) -> bool:
    """Whether a row has a name that the dataset looks for, which no row below has in its place."""
    return any(
        plain(cell) in wanted and all(other[i : i + 1] != [cell] for other in rows[start + 1 : start + 20])
        for i, cell in enumerate(rows[start])
    )


def _periods(row: list[str], numbers: list[int], below: list[list[str]]) -> bool:
    """Whether the numbers of a row are periods that name columns: rising years or months above other numbers."""
    cells = [row[position].strip() for position in numbers]
    if len(cells) < 2 or len(set(cells)) < len(cells):
        return False
    under = [[other[position].strip() for other in below if other[position].strip()] for position in numbers]
    if all(cell.isdigit() and int(cell) in YEARS for cell in cells):
        rising = [int(cell) for cell in cells] == sorted(int(cell) for cell in cells)
        return rising and not any(value.isdigit() and int(value) in YEARS for some in under for value in some)
    dates = all(shapes.kind(cell) == "date" for cell in cells)
    return dates and all(shapes.kind(value) != "date" for some in under for value in some)


def _unique(names: list[str], notes: list[str]) -> tuple[str, ...]:
    """Every name once: empty ones become column3, repeated ones get their number."""
    seen: Counter[str] = Counter()
    taken = set(names)
    out: list[str] = []
    for position, name in enumerate(names, start=1):
        new = name or f"column{position}"
        seen[new] += 1
        if seen[new] > 1 or (not name and new in taken):
            number = max(seen[new], 2)
            while f"{new} ({number})" in taken:
                number += 1
            new = f"{new} ({number})"
            taken.add(new)
            notes.append(f"The header {name!r} stands more than once; column {position} is called {new!r} here.")
        out.append(new)
    return tuple(out)
