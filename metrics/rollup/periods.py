"""Periods: grain steps, half-open, in the project's time zone. Weeks are ISO weeks and begin on Monday."""

from __future__ import annotations

import datetime as dt

from metrics.model import Grain

DAY = dt.timedelta(days=1)


def start(day: dt.date, grain: Grain) -> dt.date:
    """The first day of the period that holds `day`."""
    if grain == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def step(period: dt.date, grain: Grain, steps: int = 1) -> dt.date:
    """The start of the period `steps` later (or earlier, negative); `period` is a period start, or for months any day.

    Day 31 moved into a shorter month becomes that month's last day.
    """
    if grain != "month":
        return period + steps * (DAY if grain == "day" else 7 * DAY)
    months = period.year * 12 + period.month - 1 + steps
    first = dt.date(months // 12, months % 12 + 1, 1)
    after = dt.date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return min(first + (period.day - 1) * DAY, after - DAY)


def at_or_after(day: dt.date, grain: Grain) -> dt.date:
    """`day` if a period starts on it, else the next period's start."""
    first = start(day, grain)
    return day if first == day else step(first, grain)


def between(first: dt.date, last: dt.date, grain: Grain) -> list[tuple[dt.date, dt.date]]:
    """Every period from the one that holds `first` to the one that holds `last`, as (period, period_end)."""
    found, period = [], start(first, grain)
    while period <= last:
        found.append((period, step(period, grain)))
        period = found[-1][1]
    return found
