"""Answers as words: the one way in which flags, query parameters and answer files state them.

Every field of Answers can be stated by its name; `columns` is called set and `formats` is called format, both as
column=…; what may be said several times is repeated.
"""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args, get_origin

from metrics.errors import Problem, ProveoutError
from metrics.intake.answers import Answers

CALLED = {"columns": "set", "formats": "format"}
MEANT = {"tab": "\t", "\\t": "\t", "space": " ", "comma": ",", "semicolon": ";", "pipe": "|"}  # hard to type
HELP = {
    "encoding": "For example utf-8, cp1252, utf-16.",
    "delimiter": "The column delimiter; tab and space may be written as words.",
    "quote": "The quote character.",
    "escape": "The character before a quote inside quotes.",
    "header_rows": "How many rows the header has; 0: none, the columns are column1, column2, …",
    "skip": "How many rows stand before the header.",
    "decimal": "The decimal mark.",
    "thousands": "The mark between thousands.",
    "date_order": "The order of day, month and year.",
    "format": "column=FORMAT, a date format such as %d/%m/%Y.",
    "set": "column=header of the file.",
    "nulls": "A word that means no value.",
    "sheet": "The sheet of a workbook, or the file inside an archive.",
    "table": "Which of several tables of a file, from 1.",
    "percent": "Whether 12 % is 0.12 (fraction) or 12 (number).",
    "complete_through": "The last day that the file holds completely, such as 2025-01-31.",
    "mode": "What rows do that meet rows already loaded.",
    "accept": "What may pass although it looks wrong.",
}


class WrongAnswer(ProveoutError):
    """A statement about a file that cannot be understood; nothing was read."""

    title = "This cannot be stated about a file"


@dataclass(frozen=True)
class Statement:
    """One thing that may be stated. choices: the only words it takes; several: it may be repeated."""

    name: str
    field: str
    kind: Literal["word", "number", "day", "pair"]
    choices: tuple[str, ...] = ()
    several: bool = False

    @property
    def help(self) -> str:
        """A line for people: what it states and what it takes."""
        words = f" One of {' | '.join(self.choices)}" if self.choices else ""
        return HELP.get(self.name, "") + words


def _statements() -> dict[str, Statement]:
    hints = typing.get_type_hints(Answers)
    found = {}
    for field in fields(Answers):
        hint = hints[field.name]
        inner = next((part for part in get_args(hint) if part is not type(None)), hint) if _optional(hint) else hint
        name, origin = CALLED.get(field.name, field.name), get_origin(inner)
        several = origin is tuple
        item = get_args(inner)[0] if several else inner
        choices = tuple(get_args(item)) if get_origin(item) is Literal else ()
        pair = origin is not None and origin is not Literal and not several
        kind: Any = "pair" if pair else "number" if item is int else "day" if item is dt.date else "word"
        found[name] = Statement(name, field.name, kind, choices, several or pair)
    return found


def _optional(hint: object) -> bool:
    return type(None) in get_args(hint)


STATEMENTS = _statements()


def stated(words: Iterable[tuple[str, str]]) -> Answers:
    """The answers that pairs of name and words state. Raises WrongAnswer that lists everything not understood."""
    given: dict[str, Any] = {}
    problems = []
    for name, text in words:
        statement = STATEMENTS.get(name)
        if statement is None:
            problems.append(Problem("is nothing that can be stated", f"Known: {', '.join(STATEMENTS)}.", path=name))
            continue
        try:
            value = _value(statement, text)
        except ValueError as error:
            problems.append(Problem(str(error), statement.help, path=name, value=text))
            continue
        field = statement.field
        if statement.kind == "pair":
            given[field] = {**given.get(field, {}), value[0]: value[1]}
        elif statement.several:
            given[field] = (*given.get(field, ()), value)
        elif field in given:
            problems.append(Problem("is stated twice", "State it once.", path=name, value=text))
        else:
            given[field] = value
    if problems:
        raise WrongAnswer(problems)
    return Answers(**given)


def _value(statement: Statement, text: str) -> Any:
    if statement.choices and text not in statement.choices:
        raise ValueError(f"must be one of {', '.join(statement.choices)}")
    if statement.kind == "number":
        if not text.isascii() or not text.isdigit():
            raise ValueError("must be a whole number")
        return int(text)
    if statement.kind == "day":
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError("must be a day written as 2025-01-31") from None
    if statement.kind == "pair":
        column, equals, value = text.partition("=")
        if not (column.strip() and equals and value):
            raise ValueError("must be written as column=…")
        return column.strip(), value
    return MEANT.get(text.lower(), text) if statement.field in ("delimiter", "thousands") else text
