"""Working days against calendars counted by hand: Bavaria's public holidays, and months without any region."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from metrics.model import Project
from metrics.rollup.working_days import NoHolidays, WorkingDays

# Public holidays on weekdays in Bavaria 2025: Bavarian law on the protection of Sundays and holidays (FTG), art. 1. The
# fifteenth of August, free in some of its towns only, is none.
BAVARIA_2025 = {
    (1, 1), (1, 6), (4, 18), (4, 21), (5, 1), (5, 29), (6, 9), (6, 19), (10, 3), (12, 25), (12, 26),
}  # fmt: skip


def of(**info: Any) -> WorkingDays:
    project = {"id": "p", "launch": dt.date(2025, 1, 1), **info}
    return WorkingDays(Project.model_validate({"project": project}))


def month(number: int, year: int = 2025) -> tuple[dt.date, dt.date]:
    return dt.date(year, number, 1), dt.date(year + number // 12, number % 12 + 1, 1)


def weekdays(first: dt.date, end: dt.date) -> list[dt.date]:
    return [day for n in range((end - first).days) if (day := first + dt.timedelta(n)).weekday() < 5]


def test_months_of_a_region_lose_its_holidays() -> None:
    days = of(calendar="working_days", holidays="DE-BY").of_periods([month(m) for m in range(1, 13)])
    assert days is not None
    by_hand = [sum((day.month, day.day) not in BAVARIA_2025 for day in weekdays(*month(m))) for m in range(1, 13)]
    assert days.tolist() == by_hand
    assert sum(by_hand) == 261 - 11


def test_without_a_region_only_weekends_are_free() -> None:
    days = of(calendar="working_days").of_periods([month(2), month(3)])
    assert days is not None
    assert days.tolist() == [20, 21]


def test_days_are_all_days_and_none_divides_nothing() -> None:
    days = of(calendar="days").of_periods([month(2), month(2, 2024)])
    assert days is not None
    assert days.tolist() == [28, 29]
    assert of(calendar="none").of_periods([month(2)]) is None


def test_a_weekend_alone_still_counts_one_day() -> None:
    days = of(calendar="working_days").of_periods([(dt.date(2025, 3, 1), dt.date(2025, 3, 3))])
    assert days is not None
    assert days.tolist() == [1]


def test_free_days_are_the_region_s() -> None:
    assert of(calendar="working_days", holidays="DE-BY").is_free(dt.date(2025, 6, 19))  # Corpus Christi
    assert not of(calendar="working_days", holidays="DE-BE").is_free(dt.date(2025, 6, 19))
    assert not of(calendar="working_days").is_free(dt.date(2025, 12, 25))


@pytest.mark.parametrize("region", ["XX", "DE-XX", "Bavaria"])
def test_an_unknown_region_is_told_in_words(region: str) -> None:
    with pytest.raises(NoHolidays, match="write it as DE or DE-BY"):
        of(calendar="working_days", holidays=region).of_periods([month(1)])
