"""A CSV of cash flows, read strictly: every problem of the file at once, with its row, column and value."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from metrics import words
from metrics.errors import Problem, UploadRefused

DELIMITERS = ",;\t"
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?", re.IGNORECASE)
WHOLE = re.compile(r"[+-]?\d{1,9}")
LARGEST = Decimal(10) ** 24  # what DECIMAL(38, 10) sums without overflow over very many rows
LONGEST = 10_000  # periods between the first and the last flow
EARLIEST, LATEST = 1900, 2200  # years; anything else is a slip of the pen
SHAPES = "date,amount or period,amount, or cost,benefit in place of amount"


@dataclass(frozen=True)
class FlowRow:
    """One flow at a date or in a period. amount: received less paid; cost and benefit where the file has them."""

    at: dt.date | int
    amount: Decimal
    cost: Decimal | None = None
    benefit: Decimal | None = None


@dataclass(frozen=True)
class FlowFile:
    """The flows in time order. ignored: further columns of the file, which nothing was made of."""

    when: Literal["date", "period"]
    rows: tuple[FlowRow, ...]
    ignored: tuple[str, ...] = ()

    @property
    def split(self) -> bool:
        """Whether cost and benefit are known apart."""
        return all(row.cost is not None for row in self.rows)


def read_flows(path: Path) -> FlowFile:
    """The flows of a CSV file, UTF-8, delimited by comma, semicolon or tab; plain decimals and ISO dates.

    A file of two columns may do without a header. Raises UploadRefused with every problem of the file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UploadRefused(Problem("there is no such file", "Check the path.", file=str(path))) from None
    except UnicodeDecodeError:
        raise UploadRefused(Problem("it is not UTF-8 text", "Save it as CSV UTF-8.", file=path.name)) from None
    except OSError as error:
        raise UploadRefused(Problem(f"it cannot be read: {error.strerror}", file=path.name)) from None
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        lines = list(csv.reader(text.splitlines(), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UploadRefused(Problem(f"it is no CSV: {error}", file=path.name)) from None
    return parse_flows(lines, path.name)


def parse_flows(lines: Sequence[Sequence[str]], file: str | None = None) -> FlowFile:
    """The flows of a table of texts, its header first (two columns may do without). Raises UploadRefused."""
    numbered = [
        (number, [cell.strip() for cell in line]) for number, line in enumerate(lines, 1) if any(map(str.strip, line))
    ]
    if not numbered:
        raise UploadRefused(Problem("it has no rows", f"It needs the columns {SHAPES}.", file=file))
    header = _headless(numbered[0][1])
    if header is None:
        header = [cell.lower() for cell in numbered[0][1]]
        numbered = numbered[1:]
    columns = _columns(header, file)
    reader = _Reader(columns, len(header), file)
    rows = [row for number, cells in numbered if (row := reader.row(number, cells)) is not None]
    if not reader.problems and not rows:
        reader.problems.append(Problem("it has a header and no flows", "Add a row for each flow.", file=file))
    periods = [row.at for row in rows if isinstance(row.at, int)]
    if periods and max(periods) - min(periods) > LONGEST:
        text = f"its periods span more than {LONGEST:,}"
        reader.problems.append(Problem(text, "Number them 0, 1, 2 …", file=file, column="period"))
    if reader.problems:
        raise UploadRefused(reader.problems)
    known = {"date", "period", "amount", "cost", "benefit"}
    ordered = sorted(rows, key=lambda row: row.at if isinstance(row.at, int) else row.at.toordinal())
    ignored = tuple(name for name in header if name not in known)
    return FlowFile("period" if "period" in columns else "date", tuple(ordered), ignored)


class _Reader:
    """Reads rows and collects what is wrong with them."""

    def __init__(self, columns: dict[str, int], width: int, file: str | None) -> None:
        self.columns, self.width, self.file = columns, width, file
        self.problems: list[Problem] = []

    def row(self, number: int, cells: list[str]) -> FlowRow | None:
        if len(cells) != self.width:
            remedy = "Quote cells that contain the delimiter; write 1234.5 and not 1,234.5."
            text = f"it has {words.count(len(cells), 'cell')} where the first line has {self.width}"
            self.problems.append(Problem(text, remedy, file=self.file, row=number))
            return None
        at: dt.date | int | None
        at = self._date(number, cells) if "date" in self.columns else self._period(number, cells)
        if "amount" in self.columns:
            amount = self._number(number, "amount", cells)
            return None if at is None or amount is None else FlowRow(at, amount)
        cost, benefit = self._number(number, "cost", cells), self._number(number, "benefit", cells)
        if at is None or cost is None or benefit is None:
            return None
        return FlowRow(at, benefit - cost, cost, benefit)

    def _date(self, number: int, cells: list[str]) -> dt.date | None:
        text = cells[self.columns["date"]]
        try:
            date = dt.date.fromisoformat(text)
        except ValueError:
            self._wrong(number, "date", text, "this is no date", "Write it as 2025-01-31.")
            return None
        if not EARLIEST <= date.year <= LATEST:
            self._wrong(number, "date", text, f"this date lies outside {EARLIEST} to {LATEST}", "Check the year.")
        return date

    def _period(self, number: int, cells: list[str]) -> int | None:
        text = cells[self.columns["period"]]
        if WHOLE.fullmatch(text):
            return int(text)
        remedy = "Number the periods 0, 1, 2 …; for dates name the column date."
        self._wrong(number, "period", text, "this is no whole number", remedy)
        return None

    def _number(self, number: int, column: str, cells: list[str]) -> Decimal | None:
        text = cells[self.columns[column]]
        if NUMBER.fullmatch(text) and abs(value := Decimal(text)) <= LARGEST:
            return value
        remedy = "Write it as -1234.56, without thousands marks or currency; 0 where nothing flows."
        self._wrong(number, column, text, "this is no amount", remedy)
        return None

    def _wrong(self, number: int, column: str, value: str, text: str, remedy: str) -> None:
        self.problems.append(Problem(text, remedy, file=self.file, row=number, column=column, value=value))


def _headless(cells: list[str]) -> list[str] | None:
    """The header that a first line of plain data stands for; None where the line is a header."""
    if len(cells) != 2 or not NUMBER.fullmatch(cells[1]):
        return None
    if WHOLE.fullmatch(cells[0]):
        return ["period", "amount"]
    try:
        dt.date.fromisoformat(cells[0])
    except ValueError:
        return None
    return ["date", "amount"]


def _columns(header: list[str], file: str | None) -> dict[str, int]:
    problems = []
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        problems.append(Problem(f"the column {', '.join(twice)} is there twice", "Keep one.", file=file))
    when: list[str] = [name for name in ("date", "period") if name in header]
    split: list[str] = [name for name in ("cost", "benefit") if name in header]
    remedy = f"The columns are {SHAPES}."
    if len(when) != 1:
        problems.append(Problem("it needs either date or period", remedy, file=file, value=", ".join(header)))
    if not ("amount" in header) ^ (len(split) == 2) or len(split) == 1:
        problems.append(
            Problem("it needs either amount, or cost and benefit", remedy, file=file, value=", ".join(header))
        )
    if problems:
        raise UploadRefused(problems)
    return {name: header.index(name) for name in (*when, *(split or ["amount"]))}
