"""Days that work falls on: what a calendar divides a count or sum by, so that a longer month is no effect.

Source: Proveout method §2 (calendar). Weekends and, with a region, its public holidays (library `holidays`) are free.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metrics.model import Project

SATURDAY = 5


class NoHolidays(Exception):
    """The public holidays that the project names cannot be known; the text says why."""


class WorkingDays:
    """The calendar of one project; its holidays are read when first asked for."""

    def __init__(self, project: Project) -> None:
        self.calendar = project.project.calendar
        self.region = project.project.holidays
        self._known: Any = None

    def of_periods(self, spans: Sequence[tuple[dt.date, dt.date]]) -> NDArray[np.float64] | None:
        """Days of each half-open period that count; at least one. None without a calendar. Raises NoHolidays."""
        if self.calendar == "none":
            return None
        return np.array([float(max(1, self._of(first, end))) for first, end in spans])

    def is_free(self, day: dt.date) -> bool:
        """Whether a weekday is a public holiday of the region; False where none is named. Raises NoHolidays."""
        return day.weekday() < SATURDAY and self._is_holiday(day)

    def _of(self, first: dt.date, end: dt.date) -> int:
        if self.calendar == "days":
            return (end - first).days
        every = (first + dt.timedelta(days=i) for i in range((end - first).days))
        return sum(day.weekday() < SATURDAY and not self._is_holiday(day) for day in every)

    def _is_holiday(self, day: dt.date) -> bool:
        if self.region is None:
            return False
        if self._known is None:
            self._known = _read(self.region)
        return day in self._known


def _read(region: str) -> Any:
    """The region's holidays: "DE", or with a part of the country "DE-BY"."""
    import holidays  # late: it is large, and only projects with a region need it

    country, _, part = region.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None)
    except (NotImplementedError, KeyError):
        raise NoHolidays(f"no public holidays are known for {region}; write it as DE or DE-BY") from None
