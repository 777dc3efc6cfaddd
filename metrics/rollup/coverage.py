"""Which periods a dataset covers, knows and reaches to their edges (method §1: covered, partial).

Judged on all rows of the dataset by one time column, before `where` and segment.

- A period with rows is covered. One without is unknown, never zero, unless rows are events, one file spans the period
  on both sides, and its neighbours' mean count makes zero plausible: P(0) = exp(−mean) ≥ 0.001. Rows of a series stand
  for periods, not for events: a missing one is unknown.
- Complete: covered, ended before now, and reached to its edges. Only the first and last period with rows can fail to be
  reached: the gap from the last day with rows to the period's end (from the day before its start to the first day) is
  longer than the 99th percentile of the gaps between consecutive days with rows. Rows of a series that all stand on the
  first day of their period fill it. A log of which each id's first row counts and which runs on beyond that gap without
  new ids was cut by id, not by time: its last period is not reached. An uploader's `complete_through` settles the end.
- At day grain the last day is reached only where its last row is no more than an hour earlier than the last rows of 99
  in 100 other days: an export at noon leaves half a day. It takes 20 other days and a column with times of day; a week
  or a month is not made partial by hours.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics import words
from metrics.model import Grain
from metrics.rollup import periods

ZERO_PLAUSIBLE = 0.001  # method §1: Poisson probability of no rows
GAP_QUANTILE = 0.99  # method §1: gaps longer than nearly all others are an edge of the data
EVENINGS = 20  # other days whose last rows tell how long a day runs
HOUR = 3600  # seconds by which a last row may be earlier than nearly all others: a quiet evening


@dataclass(frozen=True)
class Days:
    """Rows of a dataset by day. days: (day, rows) in order; spans: first and last day of each live file.

    runs_on: the last day of the rows that other rows of their id stand for, where an id's first row is kept.
    evenings: the time of day of each day's last row, in seconds after midnight; all 0 where rows have dates alone.
    """

    days: tuple[tuple[dt.date, int], ...]
    spans: tuple[tuple[dt.date, dt.date], ...]
    events: bool
    complete_through: dt.date | None = None
    runs_on: dt.date | None = None
    evenings: tuple[int, ...] = ()


@dataclass(frozen=True)
class Period:
    """One period of a dataset. end is excluded; rows counts all rows, before where and segment."""

    start: dt.date
    end: dt.date
    rows: int
    covered: bool
    complete: bool
    reason: str | None


def cover(days: Days, grain: Grain, today: dt.date) -> list[Period]:
    """Every period from the first with rows to the last, without gaps. today: in the project's time zone.

    Rows dated after today tell nothing of what has been: else one typing error would end a month that was cut, and draw
    every chart to its year.
    """
    days = _until(days, today)
    if not days.days:
        return []
    steps = periods.between(days.days[0][0], days.days[-1][0], grain)
    starts = [period for period, _ in steps]
    counts = [0] * len(steps)
    for day, rows in days.days:
        counts[bisect.bisect_right(starts, day) - 1] += rows
    filled = [place for place, count in enumerate(counts) if count]
    found = []
    for place, (first, end) in enumerate(steps):
        covered = bool(counts[place]) or (days.events and _zero(days, counts, filled, place, first, end))
        reason = None if covered else "no data"
        if covered:
            reason = _not_ended(end, today) or _not_reached(days, grain, first, end, place, len(steps))
        found.append(Period(first, end, counts[place], covered, reason is None, reason))
    return found


def _until(days: Days, today: dt.date) -> Days:
    there = bisect.bisect_right(days.days, today, key=lambda each: each[0])
    if there == len(days.days):
        return days
    on = None if days.runs_on and days.runs_on > today else days.runs_on
    return replace(days, days=days.days[:there], evenings=days.evenings[:there], runs_on=on)


def _zero(days: Days, counts: Sequence[int], filled: Sequence[int], place: int, first: dt.date, end: dt.date) -> bool:
    """Whether an empty period is a plausible zero rather than a hole in the export."""
    if not any(begin < first and last >= end for begin, last in days.spans):
        return False
    after = bisect.bisect(filled, place)
    mean = (counts[filled[after - 1]] + counts[filled[after]]) / 2
    return math.exp(-mean) >= ZERO_PLAUSIBLE


def _not_ended(end: dt.date, today: dt.date) -> str | None:
    return None if end <= today else f"the period ends on {end - periods.DAY}, after today ({today})"


def _not_reached(days: Days, grain: Grain, first: dt.date, end: dt.date, place: int, steps: int) -> str | None:
    """A sentence with dates where the data does not reach the edges of the first or last period."""
    if place not in (0, steps - 1):
        return None
    if not days.events and all(periods.start(day, grain) == day for day, _ in days.days):
        return None
    usual = usual_gap([day for day, _ in days.days])
    begins, ends = days.days[0][0], days.days[-1][0]
    said = []
    if place == 0 and (begins - first).days + 1 > usual:
        said.append(f"data begins on {begins}, {words.count((begins - first).days, 'day')} into the period")
    stated = days.complete_through is not None and end <= days.complete_through + periods.DAY
    if place == steps - 1 and not stated and (end - ends).days > usual:
        until = _filled(days)
        said.append(f"data ends on {until}, {words.count((end - until).days - 1, 'day')} before the period does")
    elif place == steps - 1 and not stated and days.runs_on and (days.runs_on - ends).days > usual:
        said.append(f"the log runs on to {days.runs_on}, but nothing new begins in it after {ends}")
    elif grain == "day" and place == steps - 1 and not stated and (early := _ends_early(days.evenings)):
        return early
    if not said:
        return None
    gap = "1 day" if usual == 1 else f"{usual} days"
    return f"{' and '.join(said)} (days with rows hardly ever lie more than {gap} apart)"


def _filled(days: Days) -> dt.date:
    """The last day that rows stand for: a row of a series dated by the first day of its week stands for the week."""
    ends = days.days[-1][0]
    weekly = not days.events and len(days.days) > 1 and all(periods.start(day, "week") == day for day, _ in days.days)
    return periods.step(ends, "week") - periods.DAY if weekly else ends


def _ends_early(evenings: Sequence[int]) -> str | None:
    """A sentence where the last day's rows stop hours before those of nearly all other days."""
    others = sorted(evenings[:-1])
    if len(others) < EVENINGS or not any(others):
        return None
    usual = others[math.floor((1 - GAP_QUANTILE) * len(others))]
    if evenings[-1] >= usual - HOUR:
        return None
    return f"its last row is of {_clock(evenings[-1])}, those of 99 in 100 other days are of {_clock(usual)} or later"


def _clock(seconds: int) -> str:
    return f"{seconds // HOUR:02d}:{seconds % HOUR // 60:02d}"


def usual_gap(days: Sequence[dt.date]) -> int:
    """The 99th percentile (discrete) of the days from one day with rows to the next; 1 where there is only one day."""
    gaps = sorted((after - before).days for before, after in itertools.pairwise(days))
    return gaps[math.ceil(GAP_QUANTILE * len(gaps)) - 1] if gaps else 1
