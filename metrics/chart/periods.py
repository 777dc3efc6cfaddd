"""Periods on a time axis: marks stand in the middle of their period, so that a launch on the first lies between two."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

DAY = 86_400_000  # milliseconds, the unit of Plotly's date axes
SPANS = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY}
MONDAY = dt.date(2024, 1, 1)


def placed(grain: str, alignment: Literal["start", "middle", "end"] = "middle") -> dict[str, Any]:
    """Trace settings that place a mark given by its period's first day."""
    if grain == "month":
        return {"xperiod": "M1", "xperiodalignment": alignment}
    origin = {"xperiod0": MONDAY.isoformat()} if grain == "week" else {}
    return {"xperiod": SPANS[grain], "xperiodalignment": alignment, **origin}


def after(period: dt.date, grain: str) -> dt.date:
    """The first day of the next period."""
    if grain == "month":
        return dt.date(period.year + period.month // 12, period.month % 12 + 1, 1)
    return period + dt.timedelta(days=7 if grain == "week" else 1)
