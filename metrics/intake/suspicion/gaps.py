"""Days without rows where none is implausible: a hole in the export, or a file that was forgotten between two.

A hole is a step from one day with rows to the next that is much longer than nearly all others (their 99th percentile,
as in rollup/coverage.py, the hole itself left out), and on whose days the same weekdays of the weeks around would have
brought rows with certainty: exp(−expected) · days ≤ 0.001. Weekends that are always missing expect nothing, and make
the usual step three days long. Rows of a series stand for periods: their steps alone decide.

A hole between two days that both were live before was told when they came.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import math
from collections.abc import Sequence
from typing import Final

from metrics.intake.suspicion.case import Case
from metrics.intake.suspicion.told import DAY, days, rows
from metrics.intake.suspicion.volume import Day, Volume
from metrics.results import Warn

ZERO_PLAUSIBLE: Final = 0.001  # method, part 1: probability of no rows; here for all days of the file together
GAP_QUANTILE: Final = 0.99  # method, part 1: steps longer than nearly all others
SHORT: Final = 7  # days: up to here holidays lengthen a step, so twice the usual and three days more are needed
SLACK: Final = 3  # days: a weekend and a holiday
REGULAR: Final = 1.5  # times the usual step, where that is a week or longer: one missing week is twice
AROUND: Final = 8 * 7  # days on either side that tell what a weekday brings
FEWEST: Final = 4  # days with rows without which no step is usual
LISTED: Final = 4  # holes told one by one, the largest first


def gaps(case: Case, counted: Volume) -> list[Warn]:
    """A warning for each hole inside the file, or between it and what was loaded before."""
    filled = [day for day in counted.days if day.both]
    if len(filled) < FEWEST:
        return []
    steps = sorted((after.day - before.day).days for before, after in itertools.pairwise(filled))
    enough = -math.log(ZERO_PLAUSIBLE / len(filled))
    holes = []
    for before, after in itertools.pairwise(filled):
        known = before.live and after.live
        step = (after.day - before.day).days
        if known or step <= _longest(steps, step):
            continue
        expected = _expected(filled, before.day, after.day)
        if case.dataset.shape != "events" or expected > enough:
            holes.append((before, after, expected))
    holes.sort(key=lambda hole: (hole[0].day - hole[1].day, hole[0].day))
    more = len(holes) - LISTED
    found = [_hole(case, *hole) for hole in sorted(holes[:LISTED], key=lambda hole: hole[0].day)]
    if more > 0:
        found[-1] = found[-1].model_copy(update={"text": f"{found[-1].text}; {more} shorter gaps beside it"})
    return found


def _longest(steps: Sequence[int], step: int) -> float:
    """The longest step that is no hole; steps: all of them sorted, `step` among them."""
    place = bisect.bisect_left(steps, step)
    others = [*steps[:place], *steps[place + 1 :]]
    usual = others[math.ceil(GAP_QUANTILE * len(others)) - 1]
    return REGULAR * usual if usual >= SHORT else max(2 * usual, usual + SLACK)


def _expected(filled: Sequence[Day], before: dt.date, after: dt.date) -> float:
    """Rows that the days between two would have brought, by their weekdays' means in the weeks around."""
    first = max(filled[0].day.toordinal(), before.toordinal() - AROUND)
    last = min(filled[-1].day.toordinal(), after.toordinal() + AROUND)
    hole = range(before.toordinal() + 1, after.toordinal())
    seen, brought = [0] * 7, [0] * 7
    for day in (*range(first, hole.start), *range(hole.stop, last + 1)):
        seen[(day - 1) % 7] += 1  # day 1 was a Monday
    for one in filled:
        if first <= one.day.toordinal() <= last:
            brought[one.day.weekday()] += one.both
    weeks, rest = divmod(len(hole), 7)
    missing = [weeks + any((day - 1) % 7 == weekday for day in hole[:rest]) for weekday in range(7)]
    return sum(missing[weekday] * brought[weekday] / seen[weekday] for weekday in range(7) if seen[weekday])


def _hole(case: Case, before: Day, after: Day, expected: float) -> Warn:
    first, last = before.day + DAY, after.day - DAY
    span = f"on {first}" if first == last else f"from {first} to {last}"
    usual = f", where about {rows(round(expected))} would be usual" if case.dataset.shape == "events" else ""
    text = f"no rows {span} ({days((after.day - first).days)}){usual}"
    if not before.new and before.live:
        text += f": between what was loaded before, to {before.day}, and this file, from {after.day}"
    elif not after.new and after.live:
        text += f": between this file, to {before.day}, and what was loaded before, from {after.day}"
    else:
        text += ": a hole inside the file"
    return Warn(kind="gap", text=text, from_=first, until=after.day)
