"""Periods, counts and spans as warnings tell them: ISO dates, whole numbers, few words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from metrics import words
from metrics.model import Grain

DAY = dt.timedelta(days=1)
SHOWN = 60  # letters of a text


def named(period: dt.date, grain: Grain) -> str:
    """A period: "2016-02", "2016-W07", "2016-02-29"."""
    return f"{period:%Y-%m}" if grain == "month" else f"{period:%G-W%V}" if grain == "week" else period.isoformat()


def rows(count: int) -> str:
    """ "1 row", "3,633 rows"."""
    return f"{count:,} row{'' if count == 1 else 's'}"


def days(count: int) -> str:
    """ "1 day", "31 days"."""
    return f"{count:,} day{'' if count == 1 else 's'}"


def after(last: dt.date) -> dt.date | None:
    """The day after, where the calendar has one."""
    return None if last == dt.date.max else last + DAY


def percent(share: float) -> str:
    """A share as percent with one digit, "100 %" only where it is all."""
    return f"{share:.1%}".replace("%", " %") if share < 1 else "100 %"


def cell(value: object) -> str:
    """A row's value as it can be looked for in the file: "13,318.98", "2026-09-04 09:23:00"; if empty "nothing"."""
    if value is None:
        return "nothing"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        exact = Decimal(str(value)).normalize()
        exponent = exact.as_tuple().exponent
        return words.number(float(value), max(0, -exponent)) if isinstance(exponent, int) else str(value)
    return words.shortened(str(value), SHOWN)
