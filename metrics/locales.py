"""How the reader writes numbers and dates. What is kept and handed on is written one way only: the `PLAIN` one.

A page says once where its reader's language is found (`ask`). Actions run under `plain`, so that nothing that is kept
or sent depends on who looked; their sentences are rewritten where they are shown (`told`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import babel

TYPED: Final = "Browsers want a point as the decimal mark here: 0.8."


@dataclass(frozen=True)
class Locale:
    """The marks in numbers, the names of months, and how a day is put together of day, month and year."""

    name: str
    decimal: str
    thousands: str
    months: tuple[str, ...]
    short: tuple[str, ...]
    day: str
    date_input: str  # as Streamlit's date fields want it

    def figures(self, text: str) -> str:
        """A number that was written with points and commas ("1,234.5") as this reader writes it."""
        return text.translate({ord(","): self.thousands, ord("."): self.decimal})

    def typed(self, help: str | None = None) -> str | None:
        """The help of a field for numbers: with a decimal point it is typed in every language."""
        return help if self.decimal == "." else " ".join(filter(None, (help, TYPED)))

    def date(self, date: dt.date) -> str:
        """A day: "3 Oct 2026", "3. Okt. 2026"."""
        return self.day.format(day=date.day, month=self.short[date.month - 1], year=date.year)

    def month(self, date: dt.date) -> str:
        """A month: "October 2026", "Oktober 2026"."""
        return f"{self.months[date.month - 1]} {date.year}"


def _from_babel(tag: str, day: str, date_input: str) -> Locale:
    """Marks and names as the Unicode locale data have them."""
    found = babel.Locale.parse(tag)
    marks, names = found.number_symbols["latn"], found.months["format"]
    wide, short = (tuple(names[width][month] for month in range(1, 13)) for width in ("wide", "abbreviated"))
    return Locale(tag, marks["decimal"], marks["group"], wide, short, day, date_input)


GERMAN_DAY: Final = "{day}.\u00a0{month} {year}"  # kept together; with a plain space Markdown reads a numbered list
PLAIN: Final = _from_babel("en", "{day} {month} {year}", "YYYY-MM-DD")
GERMAN: Final = _from_babel("de", GERMAN_DAY, "DD.MM.YYYY")
SWISS: Final = _from_babel("de_CH", GERMAN_DAY, "DD.MM.YYYY")

_ask: Callable[[], str | None] = lambda: None  # noqa: E731
_plain: ContextVar[bool] = ContextVar("plain", default=False)
_settled: ContextVar[Locale | None] = ContextVar("settled", default=None)

_FIGURE: Final = r"(?<![\w.,:/\-])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\w/:\-]|[.,]\d)"
_DAY: Final = rf"(?<![\w.])(?P<day>\d{{1,2}}) (?P<short>{'|'.join(PLAIN.short)}) (?P<year>\d{{4}})\b"
_MONTH: Final = rf"\b(?P<month>{'|'.join(PLAIN.months)})(?= \d{{4}}\b)"


def ask(language: Callable[[], str | None]) -> None:
    """Where the reader's language is found, as a tag such as "de-AT"; None where nobody reads."""
    global _ask
    _ask = language


def reader() -> Locale:
    """How whoever reads now writes numbers and dates."""
    return PLAIN if _plain.get() else _settled.get() or of(_ask())


@cache
def of(tag: str | None) -> Locale:
    """The locale of a language tag: German ones, those of Switzerland and Liechtenstein, and English for all others."""
    language, _, rest = (tag or "").replace("_", "-").partition("-")
    if language.lower() != "de":
        return PLAIN
    return SWISS if rest.upper().rpartition("-")[2] in ("CH", "LI") else GERMAN


@contextmanager
def plain() -> Iterator[None]:
    """For what is kept or sent, whoever reads meanwhile."""
    before = _plain.set(True)
    try:
        yield
    finally:
        _plain.reset(before)


@contextmanager
def settled(locale: Locale) -> Iterator[None]:
    """For what a page has made later, where nobody can be asked any more: as its reader writes."""
    before = _settled.set(locale)
    try:
        yield
    finally:
        _settled.reset(before)


def told(text: str, *names: str) -> str:
    """A sentence of ours, written plainly, as the reader writes numbers and dates; names in it stay as they are."""
    locale = reader()
    if locale is PLAIN or not text:
        return text
    return _pattern(tuple(sorted({name for name in names if name}, key=len, reverse=True))).sub(
        lambda found: _written(found, locale), text
    )


def plotly(locale: Locale) -> dict[str, Any]:
    """What Plotly is told of a locale: the names of months; marks are in the layout (`separators`)."""
    if locale is PLAIN:
        return {}
    names = {"months": locale.months, "shortMonths": [month.rstrip(".") for month in locale.short]}
    return {"locale": "de", "locales": {"de": {"format": names, "dictionary": {}}}}


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    kept = [f"(?P<name>{'|'.join(map(re.escape, names))})"] if names else []
    return re.compile("|".join([*kept, _DAY, _MONTH, f"(?P<figure>{_FIGURE})"]))


def _written(found: re.Match[str], locale: Locale) -> str:
    said = found.groupdict()
    if said["figure"]:
        return locale.figures(said["figure"])
    if said["day"]:
        return locale.date(dt.date(int(said["year"]), PLAIN.short.index(said["short"]) + 1, int(said["day"])))
    if said["month"]:
        return locale.months[PLAIN.months.index(said["month"])]
    return found[0]
