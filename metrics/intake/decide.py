"""From counted values to one reading per column, or an open choice where the file allows two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from metrics.dataset import Recipe
from metrics.errors import Problem, Question
from metrics.intake.dates import Family, Format
from metrics.intake.numbers import Form

ORDER_NAMES: Mapping[str, str] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
Choices = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Against:
    """A column that contradicts what was stated.

    text, flag: of the problem; rows: SQL conditions over the column's cell, true for the values that show it: of a
    single one the first rows are told, of several the first of each.
    """

    column: str
    text: str
    flag: str | None
    rows: tuple[str, ...]
    remedy: str = "If this file is written differently, say so; nothing was loaded."


@dataclass
class Decided:
    """Formats per date column, form per number column, clock per duration column, and what stays open.

    open_dates, open_numbers, open_clocks, years, percents: columns that fit two readings, asked by asking.py.
    against: contradictions, turned into problems with their rows by evidence.py. recalled: why what earlier files
    showed is asked again, in a sentence.
    """

    formats: dict[str, tuple[Format, ...]] = field(default_factory=dict)
    orders: dict[str, Family] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    clocks: dict[str, str] = field(default_factory=dict)
    open_dates: dict[str, tuple[Family, ...]] = field(default_factory=dict)
    recalled: str = ""
    open_numbers: dict[str, tuple[Form, ...]] = field(default_factory=dict)
    open_clocks: list[str] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    percents: list[str] = field(default_factory=list)
    settled: dict[str, str] = field(default_factory=dict)  # column → why it is read so though it fits two readings
    said: dict[str, str] = field(default_factory=dict)  # the same as notes on the file's own values
    against: list[Against] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def origin(field_: str, value: object, remembered: Recipe | None) -> str | None:
    """Where a told value comes from, in words; None where this very upload states it."""
    if remembered is None or value is None or getattr(remembered, field_) != value:
        return None
    shown, answered = "as earlier files of this dataset showed", "as was answered for an earlier file"
    return shown if field_ in remembered.found else answered


def prevails(fits: int, values: int, remembered: str | None) -> bool:
    """Whether a told reading stands although another fits more rows: stated for this very upload, and no plain slip.

    A remembered one (`remembered`: its origin) is held against the file. One that fits less than half is none of it.
    """
    return remembered is None and fits * 2 >= values > 0


def despite(column: str, how: str, what: str, fits: int, values: int) -> str:
    """The note on a reading that prevails."""
    wrong = values - fits
    some = f"are no such {what}s, and their rows are" if wrong > 1 else f"is no such {what}, and its row is"
    return f"{column!r} is read {how}, as you stated: {wrong:,} of {values:,} values {some} rejected."


def mistaken(how: str) -> str:
    """The remedy where the file may be written differently, or be written as ever with some mistakes in it."""
    return (
        f"If this file is written differently, say so; if these values are mistakes, say {how} for this file too, and "
        "their rows are rejected. Nothing was loaded."
    )
