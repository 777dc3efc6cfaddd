"""A small spreadsheet: computes the formulas of a workbook as written, from its cells alone.

It reads the file with openpyxl, takes formulas apart with its tokenizer and ignores the values that the file says they
have. Only what the reports use is known; anything else fails.
"""

from __future__ import annotations

import calendar
import datetime as dt
import io
import math
from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any

import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries

ZERO = dt.datetime(1899, 12, 30)
INFIX = {"^": "**", "=": "==", "<>": "!="}
Lazy = Callable[[], Any]


class Spreadsheet:
    """sheet["Summary", "B5"] is what the cell shows; sheet.put changes one."""

    def __init__(self, file: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(file))
        self.names = {name: defined.attr_text for name, defined in self.book.defined_names.items()}
        self._typed: dict[tuple[str, str], Any] = {}
        self._known: dict[tuple[str, str], Any] = {}

    def __getitem__(self, place: tuple[str, str]) -> Any:
        sheet, at = place[0], place[1].replace("$", "")
        if (sheet, at) not in self._known:
            value = self.book[sheet][at].value
            if isinstance(value, dt.datetime):
                value = (value - ZERO) / dt.timedelta(days=1)
            formula = isinstance(value, str) and self.book[sheet][at].data_type == "f"
            self._known[sheet, at] = self._computed(value, sheet) if formula else value
        return self._known[sheet, at]

    def put(self, name: str, value: float | None) -> None:
        """Type another value into a cell, by its name or its address with the sheet."""
        sheet, at = self.names.get(name, name).replace("$", "").replace("'", "").split("!")
        self._typed.setdefault((sheet, at), self.book[sheet][at].value)
        self.book[sheet][at].value = value
        self._known.clear()

    def reset(self) -> None:
        """Back to what the file says."""
        for (sheet, at), value in self._typed.items():
            self.book[sheet][at].value = value
        self._typed.clear()
        self._known.clear()

    def beside(self, label: str, column: str = "B", sheet: str = "Summary") -> Any:
        """The cell in the row whose first cell has these words."""
        row = next(row for row in range(1, 400) if self.book[sheet][f"A{row}"].value == label)
        return self[sheet, f"{column}{row}"]

    def _computed(self, formula: str, sheet: str) -> Any:
        return eval(_translated(formula), {"at": lambda ref: self._at(ref, sheet), **FUNCTIONS})

    def _at(self, reference: str, sheet: str) -> Any:
        named, reference = reference in self.names, self.names.get(reference, reference)
        if "!" in reference:
            sheet, reference = reference.replace("'", "").split("!")
        if ":" not in reference:
            found = self[sheet, reference]
            return 0 if found is None and not named else found
        left, top, right, bottom = range_boundaries(reference.replace("$", ""))
        cells = [
            f"{openpyxl.utils.get_column_letter(x)}{y}" for y in range(top, bottom + 1) for x in range(left, right + 1)
        ]
        return [self[sheet, cell] for cell in cells]


@cache
def _translated(formula: str) -> CodeType:
    parts = []
    for token in Tokenizer(formula).items:
        if token.type == "OPERAND":
            parts.append(f"at({token.value!r})" if token.subtype == "RANGE" else token.value)
        elif token.type == "FUNC":
            parts.append(f"f_{token.value}lambda: " if token.subtype == "OPEN" else ")")
        elif token.type == "SEP":
            parts.append(", lambda: ")
        elif token.type != "WHITE-SPACE":
            parts.append(INFIX.get(token.value, token.value))
    return compile(" ".join(parts), formula, "eval")


def _numbers(args: tuple[Lazy, ...]) -> list[float]:
    found = [arg() for arg in args]
    flat = [one for each in found for one in (each if isinstance(each, list) else [each])]
    return [one for one in flat if isinstance(one, int | float)]


def _day(serial: float) -> dt.date:
    return (ZERO + dt.timedelta(days=math.floor(serial))).date()


def _edate(start: float, months: float) -> float:
    day = _day(start)
    year, month = divmod(day.year * 12 + day.month - 1 + math.floor(months), 12)
    last = calendar.monthrange(year, month + 1)[1]
    return (dt.datetime(year, month + 1, min(day.day, last)) - ZERO).days


FUNCTIONS: dict[str, Any] = {
    "f_IF": lambda test, yes, no: yes() if test() else no(),
    "f_AND": lambda *args: all(arg() for arg in args),
    "f_OR": lambda *args: any(arg() for arg in args),
    "f_SUM": lambda *args: sum(_numbers(args)),
    "f_MAX": lambda *args: max(_numbers(args)),
    "f_MIN": lambda *args: min(_numbers(args)),
    "f_COUNT": lambda *args: len(_numbers(args)),
    "f_COUNTIF": lambda cells, test: sum(1 for one in _numbers((cells,)) if one > float(test()[1:])),
    "f_SUMIFS": lambda sums, marks, mark: sum(a for a, b in zip(sums(), marks(), strict=True) if b == mark() and a),
    "f_ISNUMBER": lambda arg: isinstance(arg(), int | float),
    "f_YEAR": lambda arg: _day(arg()).year,
    "f_MONTH": lambda arg: _day(arg()).month,
    "f_EDATE": lambda start, months: _edate(start(), months()),
    "f_INT": lambda arg: math.floor(arg()),
    "f_ROUND": lambda arg, digits: round(arg(), digits()),
    "f_ROUNDUP": lambda arg, digits: math.ceil(arg()),
}
