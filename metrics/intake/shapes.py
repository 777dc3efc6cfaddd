"""What cells look like, and what the columns of a table look like: by this rows are told from headers and footers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["blank", "number", "date", "text"]
SHARE = 0.9  # share of a column's cells that makes its kind
LOOKED_AT = 500  # rows of a table that its columns are known by
_TYPED: tuple[Kind, ...] = ("number", "date")
NOTHING = {"", "?", "-", "–", "na", "n/a", "null", "none", "nan", "#n/a", "."}

_NUMBER = re.compile(
    r"[-+(]?\s?(?:[$€£¥]|[A-Z]{3}\s)?\s?[-+]?(?:\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+|\d+|(?=[.,]\d))"
    r"(?:[.,]\d+)?(?:[eE][-+]?\d+)?\)?\s?(?:%|[$€£¥]|[A-Z]{3})?-?"
)
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?\.?"
    r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[aApP]\.?[mM]\.?|Z|[-+]\d{2}:?\d{2})?)?"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[aApP][mM])?"
    r"|\d{1,2}[-/. ]+[^\W\d]{3,10}[-/., ]+\d{2,4}(?: \d{1,2}:\d{2}(?::\d{2})?)?"
    r"|[^\W\d]{3,10}[-/. ]+\d{1,2}(?:, ?|[-/. ]+)\d{2,4}"
    r"|[^\W\d]{3,10}[-/. ]\d{2,4}|\d{4}-?(?:W|Q|KW)\d{1,2}|Q[1-4][-/ ]\d{4}"
)


@dataclass(frozen=True)
class Column:
    """kind: that of nearly all cells; filled: share of rows that have one; shapes: of cells that hold a digit.

    coded: every cell holds a digit, as ids do.
    """

    kind: Kind
    filled: float
    shapes: frozenset[str]
    values: frozenset[str]
    coded: bool = False

    @property
    def typed(self) -> bool:
        """Whether it holds numbers or dates."""
        return self.kind in ("number", "date")


def kind(cell: str) -> Kind:
    """What one cell is."""
    plain = cell.strip()
    if plain.lower() in NOTHING:
        return "blank"
    if len(plain) > 60:
        return "text"
    if _DATE.fullmatch(plain) and not re.fullmatch(r"\d{1,3}[.]\d{1,2}", plain):
        return "date"
    return "number" if _NUMBER.fullmatch(plain) else "text"


def shape(cell: str) -> str:
    """Its letters as a, its digits as 9, runs as one: "MG-8769" is "a-9"."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", cell.strip()))


def columns(rows: Sequence[Sequence[str]], width: int) -> list[Column]:
    """The columns of rows that are data. Where too few cells are alike, a column is text."""
    some = [row for row in rows if any(cell.strip() for cell in row)][:LOOKED_AT]
    return [_column([row[i] if i < len(row) else "" for row in some]) for i in range(width)]


def _column(cells: Sequence[str]) -> Column:
    kinds = Counter(kind(cell) for cell in cells)
    given = len(cells) - kinds["blank"]
    best: Kind | None = next((k for k in _TYPED if given and kinds[k] >= SHARE * given), None)
    digits = frozenset(shape(cell) for cell in cells if any(letter.isdigit() for letter in cell) and len(cell) <= 60)
    values = frozenset(cell.strip() for cell in cells if cell.strip() and len(cell) <= 60)
    filled = sum(1 for cell in cells if cell.strip()) / max(len(cells), 1)
    coded = filled > 0 and all(any(c.isdigit() for c in cell) for cell in cells if cell.strip())
    return Column(best or ("text" if given else "blank"), filled, digits, values, coded)


def cut(row: Sequence[str], width: int) -> list[str]:
    """A row without what stands past the table's width, stripped; missing cells are empty."""
    return [row[i].strip() if i < len(row) else "" for i in range(width)]


def label_like(row: Sequence[str]) -> bool:
    """Whether a row could be a header: at least two cells, none a number or a date, and not the same one all along."""
    texts = 0
    for cell in row:  # most rows show early that they are none
        one = kind(cell)
        if one in _TYPED:
            return False
        texts += one == "text"
    return texts >= 2 and len(set(row)) > 1
