"""How numbers are written: decimal mark, thousands mark, currency signs and parentheses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from metrics.engine import text

DecimalMark = Literal[",", "."]
SPACES = " \u00a0\u202f\u2009"  # blank, no-break and thin spaces group thousands alike
SIGNS = "€$£¥"
_MARKS: tuple[tuple[DecimalMark, str], ...] = ((".", ""), (",", ""), (".", ","), (",", "."), (".", " "), (",", " "))
_MORE: tuple[tuple[DecimalMark, str], ...] = ((".", "'"), (",", "'"), (".", "’"), (",", "’"))
PLAIN_DIGITS = r"[+-]?\d+"


@dataclass(frozen=True)
class Form:
    """One way to write numbers. thousands "" : none; dressed: with currency signs or parentheses for negatives."""

    decimal: DecimalMark = "."
    thousands: str = ""
    dressed: bool = False

    def named(self) -> str:
        """The form on an example."""
        return f"1{self.thousands}234{self.decimal}5"

    def pattern(self, whole: bool) -> str:
        """A regular expression (RE2 and Python) that its numbers match fully; whole: integers only."""
        digits = r"\d+"
        if self.thousands:
            mark = f"[{SPACES}]" if self.thousands == " " else re.escape(self.thousands)
            digits = rf"(?:\d+|[1-9]\d{{0,2}}(?:{mark}\d{{3}})+)"
        point = re.escape(self.decimal)
        fraction = rf"(?:{point}0*)?" if whole else rf"(?:{point}\d*)?"
        loose = "" if whole else rf"|{point}\d+"
        number = rf"[+-]?(?:{digits}{fraction}{loose})" + ("" if whole else r"(?:[eE][+-]?\d+)?")
        if self.dressed:
            sign = rf"[{SIGNS}]?[{SPACES}]?"
            return rf"(?:-?{sign}{number}[{SPACES}]?[{SIGNS}]?|\({sign}{number}{sign}\))"
        return number

    def plain_sql(self, column: str) -> str:
        """SQL text with a decimal point and nothing else, of a text that matches the pattern."""
        out = column
        if self.dressed:
            negative = f"starts_with({column}, '(')"
            out = f"(CASE WHEN {negative} THEN '-' ELSE '' END || translate({column}, '(){SIGNS}{SPACES}', ''))"
        if self.thousands:
            out = f"translate({out}, {text(SPACES if self.thousands == ' ' else self.thousands)}, '')"
        return f"replace({out}, ',', '.')" if self.decimal == "," else out

    def plain_text(self, value: str) -> str:
        """The same for one value in Python."""
        kept = value
        if self.dressed:
            kept = ("-" if value.startswith("(") else "") + re.sub(f"[(){SIGNS}{SPACES}]", "", value)
        for mark in SPACES if self.thousands == " " else self.thousands:
            kept = kept.replace(mark, "")
        return kept.replace(",", ".") if self.decimal == "," else kept


PLAIN = Form()
FORMS = tuple(Form(*marks, dressed=dressed) for dressed in (False, True) for marks in (*_MARKS, *_MORE))


def candidates(decimal: DecimalMark | None, thousands: str | None) -> tuple[Form, ...]:
    """The forms that what is stated leaves open, the simplest first. thousands "" states that there is no mark."""
    return tuple(
        form
        for form in FORMS
        if (decimal is None or form.decimal == decimal) and (thousands is None or form.thousands in ("", thousands))
    )


def same(one: Form, other: Form, value: str) -> bool:
    """Whether two forms read a value as the same number."""
    return _number(one.plain_text(value)) == _number(other.plain_text(value))


def _number(plain: str) -> float | str:
    try:
        return float(plain)
    except ValueError:
        return plain
