"""What is booked of a month that is closed (docs/formats.md: "Month end")."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from metrics.results.base import Held, Result


class BookedPoint(Result):
    """A KPI's main-grain period that ends in the month; low and high bound `expected`, effect is a fraction of it."""

    kpi: str
    title: str
    unit: str
    grain: Literal["day", "week", "month"]
    period: dt.date
    value: float | None
    complete: bool
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    effect: float | None = None
    held: Held | None = None
    benefit: float | None = None


class Booked(Result):
    """A month's figures: its periods, and its cash flow; money null where the project has no flow in it."""

    month: dt.date
    currency: str
    points: tuple[BookedPoint, ...] = ()
    cost: float | None = None
    benefit: float | None = None
    net: float | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is known of the month: no period has a value, and no cost or benefit falls in it."""
        return not self.cost and not self.benefit and all(point.value is None for point in self.points)
