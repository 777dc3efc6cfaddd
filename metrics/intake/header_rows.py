"""Headers of several rows: groups above the names, and units, descriptions or the same names once more below them.

A row counts as part of the header only where it cannot be data; otherwise it is read as data, and is rejected as such
where it does not fit. The answer `header_rows` settles it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from metrics.intake import shapes

MOST = 3  # header rows that are found without being told
DATA = 2  # rows of data below that columns must be known by
_UNIT = re.compile(
    r"[\[({<].*[\])}>]|[%‰€$£¥°#]|(?:in )?(?:EUR|USD|GBP|CHF|JPY|h|hrs?|hours?|Std\.?|Stunden|min|mins|minutes|Minuten"
    r"|s|sec|secs|seconds|ms|d|days?|Tage|kg|g|t|m|km|cm|mm|l|pcs|Stk\.?|Stück|count|number|Anzahl|text|string|date"
    r"|datetime|timestamp|integer|int|float|decimal|double|bool|boolean|varchar)",
    re.IGNORECASE,
)


def above(rows: Sequence[Sequence[str]], start: int, width: int) -> int:
    """1 where the row above names groups of columns without which names would be missing or stand twice, else 0."""
    if not start:
        return 0
    group, names = (shapes.cut(rows[index], width) for index in (start - 1, start))
    given = [position for position, cell in enumerate(group) if cell]
    if len(rows[start - 1]) > width or not given or any(shapes.kind(group[i]) != "text" for i in given):
        return 0
    if len(given) < 2 and given == [0]:
        return 0  # a title
    if all(names) and len(set(names)) == len(names):
        return 0
    together = [" ".join(filter(None, pair)) for pair in zip(_carried(group), names, strict=True)]
    return int(all(together) and len(set(together)) == len(together))


def below(rows: Sequence[Sequence[str]], start: int, width: int) -> int:
    """How many rows below the names are no data: they stand in columns of numbers and dates and are neither."""
    names = shapes.cut(rows[start], width)
    count = 0
    while count < MOST - 1 and start + count + 1 < len(rows):
        row = shapes.cut(rows[start + count + 1], width)
        if not any(row) or not (_same(names, row) or _no_data(names, row, rows[start + count + 2 :], width)):
            break
        count += 1
    return count


def _same(names: list[str], row: list[str]) -> bool:
    return [name.casefold() for name in names] == [cell.casefold() for cell in row]


def _no_data(names: list[str], row: list[str], data: Sequence[Sequence[str]], width: int) -> bool:
    kinds = [shapes.kind(cell) for cell in row]
    if "number" in kinds or "date" in kinds or sum(1 for one in data if any(one)) < DATA:
        return False
    known = shapes.columns(data, width)
    typed = [position for position in range(width) if known[position].typed]
    given = [position for position in range(width) if row[position]]
    if not typed or not any(position in typed for position in given):
        return False
    if all(_UNIT.fullmatch(row[position]) for position in given):
        return True
    alike = any(
        row[i] in known[i].values or (any(c.isdigit() for c in row[i]) and shapes.shape(row[i]) in known[i].shapes)
        for i in given
    )
    if not all(names):  # names that stand above several columns, or only above some
        together = [" ".join(filter(None, pair)) for pair in zip(_carried(names), row, strict=True)]
        return all(together) and len(set(together)) == width and len(given) >= 2
    return len(typed) >= 2 and all(row) and len(set(row)) == width and not alike


def joined(rows: Sequence[Sequence[str]], wanted: set[str], plain: Callable[[str], str]) -> list[str]:
    """One name per column: the rows' cells in order, each word once; or a single row, where it fits what is wanted."""
    if not rows:
        return []
    width = max(len(row) for row in rows)
    cells = [shapes.cut(row, width) for row in rows]
    if len(cells) == 1:
        return cells[0]
    carried = [_carried(row) if _has_gaps(row) else row for row in cells[:-1]]
    together = [" ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*carried, cells[-1], strict=True)]
    return max([together, *cells], key=lambda names: len(wanted & {plain(name) for name in names if name}))


def _has_gaps(row: list[str]) -> bool:
    return any(not cell for cell in row)


def _carried(group: list[str]) -> list[str]:
    """A group's name stands above its first column only: it holds until the next one."""
    out: list[str] = []
    for cell in group:
        out.append(cell or (out[-1] if out else ""))
    return out
