"""A typed cell as text that has one reading only: ISO dates, true and false, numbers with a decimal point."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
EXACT = 2**53  # whole numbers below it are doubles without loss
_GROUPED = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")  # 1.234: with a point for thousands this would be 1234


def text(cell: Cell) -> str:
    """The text of a cell of a workbook; values are exact, as the workbook holds them."""
    if isinstance(cell, float):
        return number(cell)
    if isinstance(cell, str):
        return cell.replace("\x00", "") if "\x00" in cell else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.timedelta):
        return _span(cell)
    return str(cell)  # int, date, time


def number(value: float) -> str:
    """Shortest text that gives the same double; whole numbers without a point, others never as 1.234 but 1.2340."""
    if value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    shortest = repr(value)
    if "e" in shortest or "n" in shortest:  # 1e+16, 1e-05; inf and nan stay words and are no numbers
        if "n" in shortest:
            return shortest
        shortest = format(Decimal(shortest), "f")
    if shortest.endswith(".0"):
        return shortest[:-2]
    return f"{shortest}0" if _GROUPED.fullmatch(shortest) else shortest


def _span(span: dt.timedelta) -> str:
    """Hours, minutes and seconds; days are counted in hours, as spreadsheets show [h]:mm:ss."""
    micros = abs(span) // dt.timedelta(microseconds=1)
    seconds, rest = divmod(micros, 1_000_000)
    fraction = f".{rest:06d}".rstrip("0") if rest else ""
    sign = "-" if span < dt.timedelta(0) else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction}"
