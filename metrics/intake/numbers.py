"""How numbers are written: decimal mark, thousands mark, currency, percent and minus signs, parentheses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from metrics.engine import text
from metrics.intake import currencies

DecimalMark = Literal[",", "."]
SPACES = " \u00a0\u202f\u2009"  # blank, no-break and thin spaces group thousands alike
MINUS = "-−"  # the keyboard's and the typographer's
_MARKS: tuple[tuple[DecimalMark, str], ...] = ((".", ""), (",", ""), (".", ","), (",", "."), (".", " "), (",", " "))
_MORE: tuple[tuple[DecimalMark, str], ...] = ((".", "'"), (",", "'"), (".", "’"), (",", "’"))
PLAIN_DIGITS = r"[+-]?\d+"


@dataclass(frozen=True)
class Form:
    """One way to write numbers.

    thousands "": none. dressed: with signs around the digits: currencies, percent, parentheses or a trailing or
    typographic minus for negatives. currency: the only one allowed, "*" any, "" none. percent: "" refused, "any" while
    counting, "fraction": signed values are divided by 100, "number": the sign is left out.
    """

    decimal: DecimalMark = "."
    thousands: str = ""
    dressed: bool = False
    currency: str = "*"
    percent: Literal["", "any", "fraction", "number"] = "any"

    def named(self) -> str:
        """The form on an example."""
        return f"1{self.thousands}234{self.decimal}5"

    def pattern(self, whole: bool) -> str:
        """A regular expression (RE2 and Python) that its numbers match fully; whole: integers only."""
        digits = r"\d+"
        if self.thousands:
            mark = f"[{SPACES}]" if self.thousands == " " else re.escape(self.thousands)
            lakhs = r"|[1-9]\d?(?:,\d{2})+,\d{3}" if self.thousands == "," else ""  # 1,23,456: Indian grouping
            digits = rf"(?:\d+|[1-9]\d{{0,2}}(?:{mark}\d{{3}})+{lakhs})"
        point = re.escape(self.decimal)
        fraction = rf"(?:{point}0*)?" if whole else rf"(?:{point}\d*)?"
        loose = "" if whole else rf"|{point}\d+"
        number = rf"(?:{digits}{fraction}{loose})"
        if self.dressed:
            return self._dressed(number, whole)
        return "[+-]?" + number + ("" if whole else r"(?:[eE][+-]?\d+)?")

    def _dressed(self, number: str, whole: bool) -> str:
        """At most one sign of each kind: a minus before or after, a currency before or after, or a percent sign."""
        blank, minus, sign = f"[{SPACES}]*", f"[{MINUS}]", f"[{MINUS}+]"  # a minus first is no range
        ways = [rf"{sign}?{blank}{number}", rf"{number}{minus}", rf"\({blank}{number}{blank}\)"]
        if self.currency:
            money = currencies.pattern(self.currency)
            ways += [
                rf"{money}{blank}(?:{sign}?{blank}{number}|{number}{minus}|\({number}\))",
                rf"{sign}{blank}{money}{blank}{number}",
                rf"(?:{sign}?{blank}{number}|{number}{minus}|\({number}\)){blank}{money}",
                rf"\({blank}(?:{money}{blank}{number}|{number}{blank}{money}){blank}\)",
            ]
        if self.percent and not (whole and self.percent != "number"):
            ways += [rf"(?:{sign}?{blank}{number}|{number}{minus}|\({number}\)){blank}%", rf"\({number}{blank}%\)"]
        return f"(?:{'|'.join(ways)})"

    def plain_sql(self, column: str) -> str:
        """SQL text with a decimal point and nothing else, of a text that matches the pattern; percent as written."""
        if self.dressed:
            kept = f"regexp_replace({column}, {text(self._dress())}, '', 'g')"
            signs = " OR ".join(f"contains({column}, '{mark}')" for mark in f"({MINUS}")
            out = f"(CASE WHEN {signs} THEN '-' ELSE '' END || {kept})"
        elif self.thousands:
            out = f"translate({column}, {text(SPACES if self.thousands == ' ' else self.thousands)}, '')"
        else:
            out = column
        return f"replace({out}, ',', '.')" if self.decimal == "," else out

    def value_sql(self, column: str) -> str:
        """The same with what a percent sign means: "12,5 %" as a fraction is 12.5e-2."""
        plain = self.plain_sql(column)
        if not (self.dressed and self.percent == "fraction"):
            return plain
        return f"({plain} || CASE WHEN contains({column}, '%') THEN 'e-2' ELSE '' END)"

    def plain_text(self, value: str) -> str:
        """plain_sql for one value in Python."""
        kept = value
        if self.dressed:
            kept = ("-" if any(mark in value for mark in f"({MINUS}") else "") + re.sub(self._dress(), "", value)
        else:
            for mark in SPACES if self.thousands == " " else self.thousands:
                kept = kept.replace(mark, "")
        return kept.replace(",", ".") if self.decimal == "," else kept

    def _dress(self) -> str:
        """Everything that is neither a digit nor the decimal mark; a point after letters belongs to them (kr., Fr.)."""
        letters = "A-Za-z\u00c0-\u024f\u0400-\u04ff"
        return rf"[{letters}]+\.?|[^0-9{re.escape(self.decimal)}{letters}]"


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


def shown(form: Form, value: str) -> str:
    """A value as the form reads it, for messages."""
    plain = form.plain_text(value.strip())
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _number(plain: str) -> float | str:
    try:
        return float(plain)
    except ValueError:
        return plain
