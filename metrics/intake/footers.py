"""What stands below a table: total rows, counts, notes. They are left out and said, never counted as data.

Only trailing rows are looked at, and only what cannot be a row of the table is left out: a row that leaves columns
blank which every other row fills, or has words where they have numbers and dates, or adds up what stands above it. A
row that is complete and only called "Total" could be either: it is rejected with that reason, so that a person sees it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from metrics.intake import shapes
from metrics.intake.shapes import Column

MOST = 30  # trailing rows that are looked at
ALWAYS = 0.95  # share of rows in which a column is filled that is always filled
SUM_TOLERANCE = Decimal("0.005")  # of the sum; totals are rounded
DOUBT = "the row is called {label!r}: it looks like a total of the rows above it, not like one of them"
_WORDS = (
    r"\W*(?:(?:(?:grand|sub|over\s?all|net|column|report|page|running)[\s-]?)?"
    r"(?:totals?|sums?|averages?|avg|mean|count)"
    r"|(?:gesamt(?:summe|ergebnis|betrag|wert)?|(?:zwischen|end)?summe|insgesamt|durchschnitt|mittelwert|anzahl)"
    r"|totale|totaal|totaux|totales|totalt|totalsumma|somme|suma|summa|soma|razem|ogółem|celkem|összesen|toplam"
    r"|yhteensä|i alt|media|moyenne|média|gemiddelde|итого|всего|合計|合计|总计|總計|総計|小計)"
)
_TOTAL_START = re.compile(_WORDS + r"(?!\w)", re.IGNORECASE)
_TOTAL = re.compile(_WORDS + r"(?:\W|\d|general|gesamt)*", re.IGNORECASE)

_DIGIT = re.compile(r"\d")

Verdict = Literal["footer", "doubt", "data"]


@dataclass(frozen=True)
class Trailing:
    """left_out: trailing rows that are no data, blank ones among them; doubtful: (places among the rows, reasons)."""

    left_out: int
    doubtful: tuple[tuple[int, str], ...] = ()
    texts: tuple[str, ...] = ()  # of the rows left out, from the first


def find(
    rows: Sequence[Sequence[str]],
    width: int,
    known: Sequence[Column] | None = None,
    needed: Sequence[int] = (),
    single: bool = False,
) -> Trailing:
    """What of a table's last rows is no data. rows: its data rows, or its last ones where `known` are its columns.

    needed: positions of columns that no row of the dataset can do without. single: one column was meant.
    """
    if width < 2 and not single:
        return Trailing(0)
    whole = known is None
    if known is None:
        known = shapes.columns(rows[: max(len(rows) - min(MOST, len(rows) // 2), 1)], width)
    always = {i for i, column in enumerate(known) if column.filled >= ALWAYS} | set(needed)
    left_out, doubtful, texts = 0, [], []
    blanks = 0
    for back, row in enumerate(reversed(rows[-MOST:]), start=1):
        place = len(rows) - back
        if not any(cell.strip() for cell in row):
            blanks += 1
            continue
        apart = place > 0 and not any(cell.strip() for cell in rows[place - 1])
        above = rows[:place] if whole else None
        verdict = _verdict(row, known, always, above, apart, needed) if place else "data"
        if verdict == "data":
            break
        if verdict == "doubt":
            doubtful.append((place, DOUBT.format(label=_label(row))))
            break
        left_out, blanks = back, 0
        texts.append(" ".join(cell.strip() for cell in row if cell.strip())[:80])
    return Trailing(left_out, tuple(doubtful), tuple(reversed(texts)))


def _label(row: Sequence[str]) -> str:
    return next((cell.strip() for cell in row if cell.strip()), "")


def _verdict(
    row: Sequence[str],
    known: Sequence[Column],
    always: set[int],
    above: Sequence[Sequence[str]] | None,
    apart: bool,
    needed: Sequence[int] = (),
) -> Verdict:
    """above: the rows before it, where they are all there; apart: a blank row stands before it."""
    width = len(known)
    given = [i for i, cell in enumerate(row) if cell.strip()]
    missing = always - set(given)
    if given == [i for i in given if i < width] and all(_fits(row[i], known[i]) for i in given) and not missing:
        if not _TOTAL.fullmatch(_label(row)) or _known_value(row, known):
            return "data"
        kinds = {i: shapes.kind(row[i]) for i in given}
        if not any(known[i].kind == "number" for i in given):
            return "data"  # nothing that could be added up
        return "footer" if above is not None and _adds_up(row, given, kinds, known, above) else "doubt"
    kinds = {i: shapes.kind(row[i]) for i in given}
    if len(given) == 1:
        return "footer" if _lone(row, given[0], known, always, apart) else "data"
    misfits = [
        i
        for i in given
        if i < width and ((known[i].typed and kinds[i] == "text") or (known[i].coded and not _DIGIT.search(row[i])))
    ]
    if _TOTAL_START.match(_label(row)) and not _known_value(row, known):
        first = given[0]
        sure = missing or first in misfits or (above is not None and _adds_up(row, given, kinds, known, above))
        return "footer" if sure else "doubt"
    if needed and set(needed) <= set(given) and all(_could_be(row[i], known[i]) for i in needed):
        return "data"  # it has all that a row cannot do without: what else is odd about it, the cells' checks tell
    numbers = all(kinds[i] == "number" and i < width and known[i].kind == "number" for i in given)
    if numbers and 0 in missing and 2 * len(missing) >= len(always):
        return "footer"
    strange = given[0] in misfits or 0 in missing  # rows are known by their first cells
    if above is not None and missing and _adds_up(row, given, kinds, known, above):
        return "footer" if strange else "data" if _shaped_alike(row, given[:1], known) else "doubt"
    if missing and given[0] in misfits and 2 * len(given) <= width:
        return "footer"
    if apart and len(missing) >= 2 and not _shaped_alike(row, given, known):
        return "footer"
    return "data"


def _fits(cell: str, column: Column) -> bool:
    return not column.typed or shapes.kind(cell) in (column.kind, "blank")


def _could_be(cell: str, column: Column) -> bool:
    """Whether a cell is of its column's kind; of an id with digits, one with digits."""
    return _fits(cell, column) and (not column.coded or bool(_DIGIT.search(cell)))


def _known_value(row: Sequence[str], known: Sequence[Column]) -> bool:
    """Whether the label is a value that the column has in other rows too: a team that is called "Total"."""
    first = next(i for i, cell in enumerate(row) if cell.strip())
    return first < len(known) and row[first].strip() in known[first].values


def _shaped_alike(row: Sequence[str], given: Sequence[int], known: Sequence[Column]) -> bool:
    """Whether some cell looks like the others of its column: an id such as T-17 among T-1 to T-16."""
    return any(
        i < len(known)
        and (shapes.shape(row[i]) in known[i].shapes or row[i].strip() in known[i].values)
        for i in given
    )  # fmt: skip


def _lone(row: Sequence[str], place: int, known: Sequence[Column], always: set[int], apart: bool) -> bool:
    """Whether a row with one cell is a note or a count, and no row that was cut off."""
    if place >= len(known):
        return False
    if known[place].kind == "number" == shapes.kind(row[place]):
        return place > 0 and len(always) >= 2  # a sum, not the number of a row that was cut off
    if _shaped_alike(row, [place], known):
        return False
    label = bool(_TOTAL_START.match(row[place]))
    if shapes.kind(row[place]) == "text":
        return len(always) >= 2 or known[place].typed or apart or label
    return len(always) >= 2


def _adds_up(
    row: Sequence[str],
    given: Sequence[int],
    kinds: dict[int, shapes.Kind],
    known: Sequence[Column],
    above: Sequence[Sequence[str]],
) -> bool:
    """Whether every number of the row is the sum of its column; at least two rows must stand above it."""
    places = [i for i in given if i < len(known) and kinds[i] == "number" and known[i].kind == "number"]
    if not places or len(above) < 2:
        return False
    return all(any(_is_sum(row, above, place, mark) for mark in ".,") for place in places)


def _is_sum(row: Sequence[str], above: Sequence[Sequence[str]], place: int, mark: str) -> bool:
    total = _number(row[place], mark)
    parts = [_number(other[place], mark) for other in above if place < len(other) and other[place].strip()]
    if total is None or len(parts) < 2 or any(part is None for part in parts):
        return False
    added = sum((part for part in parts if part is not None), Decimal(0))
    return added != 0 and abs(added - total) <= abs(added) * SUM_TOLERANCE


def _number(cell: str, mark: str) -> Decimal | None:
    plain = re.sub(r"[^\d.,+-]", "", cell)
    plain = plain.replace("," if mark == "." else ".", "").replace(mark, ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
