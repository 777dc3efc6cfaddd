"""What the sheets of a workbook share: cell styles, text that never runs, and addresses for formulas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from metrics.intake import guard
from metrics.report import told

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
A4 = 9  # the paper's number in the format
LINE, NARROW = 15, 10  # points; letters of a head that fit a narrow column
MARGIN = 0.4  # inches
LONGEST = 32_000  # characters; a cell takes 32,767
DAY_ZERO = dt.date(1899, 12, 30).toordinal()  # a spreadsheet's day 0, as counted from March 1900 on
STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "text": {"valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "muted": {"font_color": "#5A6670", "valign": "top"},
    "note": {"font_color": "#5A6670", "valign": "top", "text_wrap": True, "indent": 1},  # beside a number
    "money": {"num_format": "#,##0.00"},
    "amount": {"num_format": "#,##0.######"},
    "percent": {"num_format": "0.0%"},
    "months": {"num_format": "0.0"},
    "kept": {"font_color": "#5A6670", "align": "fill"},  # what programs read: it does not run into other cells
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {"num_format": "0.000"},
    "whole": {"num_format": "0"},
    "ask_money": {"num_format": "#,##0.00####", "bg_color": "#E3F1F0", "locked": False},
    "ask_percent": {"num_format": "0.0##%", "bg_color": "#E3F1F0", "locked": False},
    "ask_whole": {"num_format": "0", "bg_color": "#E3F1F0", "locked": False},
}


@dataclass(frozen=True)
class Live:
    """A formula with the value that it has as the file is written."""

    formula: str
    value: float | str


@dataclass
class Book:
    """A workbook being written. live: formulas that the summary shows, by the figure's name."""

    file: Workbook
    live: dict[str, Live] = field(default_factory=dict)
    styles: dict[str, Any] = field(default_factory=dict)

    def style(self, name: str) -> Any:
        """A style, made once."""
        if name not in self.styles:
            self.styles[name] = self.file.add_format(dict(STYLES[name]))
        return self.styles[name]

    def sheet(self, name: str, heading: str, about: str, widths: Sequence[float]) -> Worksheet:
        """A sheet with its heading and a line of explanation."""
        made: Worksheet = self.file.add_worksheet(name)
        made.hide_gridlines(2)  # on screen and on paper
        made.set_landscape()
        made.set_paper(A4)
        made.fit_to_pages(1, 0)  # as wide as a page, as long as it is
        made.set_margins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=2 * MARGIN)
        made.set_footer("&L&A&R&P / &N")  # the sheet's name, page of pages
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        self.text(made, 0, 0, heading, "title")
        self.text(made, 1, 0, about, "muted")
        return made

    def text(self, sheet: Worksheet, row: int, column: int, text: str, style: str = "text") -> None:
        """Words; what a spreadsheet would run stays words here, and in a CSV that somebody saves the sheet as."""
        sheet.write_string(row, column, guard.guarded(told.printable(text[:LONGEST])), self.style(style))

    def heads(self, sheet: Worksheet, row: int, names: Sequence[str]) -> None:
        """The names of columns."""
        for column, name in enumerate(names):
            self.text(sheet, row, column, name, "head")

    def table(self, sheet: Worksheet, row: int, names: Sequence[str], kept: int = 1) -> None:
        """The names of columns that stay in sight: on screen, with the first `kept` columns, and on every page."""
        self.heads(sheet, row, names)
        sheet.set_row(row, LINE * max(len(wrap(name, NARROW)) for name in names))
        sheet.freeze_panes(row + 1, kept)
        sheet.repeat_rows(row)

    def number(self, sheet: Worksheet, row: int, column: int, value: float | None, style: str) -> None:
        """A number, or an empty cell where it is unknown."""
        if value is not None:
            sheet.write_number(row, column, value, self.style(style))

    def day(self, sheet: Worksheet, row: int, column: int, day: dt.date | None) -> None:
        """A day, or an empty cell."""
        self.number(sheet, row, column, None if day is None else serial(day.toordinal()), "day")

    def formula(self, sheet: Worksheet, row: int, column: int, live: Live, style: str) -> None:
        """A formula with its present value, for readers that do not compute."""
        sheet.write_formula(row, column, live.formula, self.style(style), live.value)


def serial(ordinal: float) -> float:
    """A Python ordinal, also with a fraction, as a spreadsheet counts days."""
    return ordinal - DAY_ZERO


def cell(row: int, column: int) -> str:
    """An address on the same sheet: "K12"."""
    return str(xl_rowcol_to_cell(row, column))


def column_of(sheet: str, column: int, first: int, last: int) -> str:
    """A column's stretch on another sheet: "'Cash flows'!$K$5:$K$20"."""
    return f"'{sheet}'!{xl_range_abs(first, column, last, column)}"
