"""A period that has fewer rows in this file than were loaded before: deleted rows, or a narrower filter.

Compared are periods that both cover wholly: every one between their first and last rows, and those at the ends that
the rows reach to the edge, within the usual step between days with rows. A file that mostly brings later rows, and of
an earlier period only a few, exports again what changed: with a key that takes nothing away and is no finding.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Final

from metrics import words
from metrics.intake.suspicion.case import Case
from metrics.intake.suspicion.gaps import GAP_QUANTILE
from metrics.intake.suspicion.told import named, percent
from metrics.intake.suspicion.volume import Day, Period, Volume
from metrics.results import Warn

SHARE: Final = 0.01  # of the rows: merged and deleted spam stays below it
FEWEST: Final = 3  # rows
AGAIN: Final = 1 / 3  # of a period's rows: less is a few changed rows exported again, not the period
LISTED: Final = 6  # periods told one by one


def shrunk(case: Case, counted: Volume) -> list[Warn]:
    """One warning for all periods that shrank, at the coarsest grain."""
    grain = case.grains()[0]
    new = [day for day in counted.days if day.new]
    live = [day for day in counted.days if day.live]
    if not new or not live or case.files.mode == "append":
        return []
    step = _step([day for day in counted.days if day.both])
    fresh = any(not period.live for period in counted.of(grain) if period.new)
    taken_away = case.files.mode == "replace_span"
    fell = [
        period
        for period in counted.of(grain)
        if _whole(period, new, step)
        and _whole(period, live, step)
        and period.live - period.new >= max(FEWEST, SHARE * period.live)
        and (taken_away or not fresh or period.new > AGAIN * period.live)
    ]
    if not fell:
        return []
    lost, of = sum(one.live - one.new for one in fell), sum(one.live for one in fell)
    each = ", ".join(f"{named(one.start, grain)} {one.new:,} instead of {one.live:,}" for one in fell[:LISTED])
    more = f" and {words.count(len(fell) - LISTED, f'more {grain}')}" if len(fell) > LISTED else ""
    fate = "they no longer count" if taken_away else "those loaded before still count"
    text = (
        f"the file has {lost:,} rows fewer than were loaded before ({percent(lost / of)}): {each}{more}. "
        f"They were deleted, or the export's filter is narrower; {fate}"
    )
    return [Warn(kind="shrunk", text=text, from_=fell[0].start, until=fell[-1].end)]


def _step(filled: Sequence[Day]) -> int:
    steps = sorted((after.day - before.day).days for before, after in itertools.pairwise(filled))
    return steps[math.ceil(GAP_QUANTILE * len(steps)) - 1] if steps else 1


def _whole(period: Period, filled: Sequence[Day], step: int) -> bool:
    """Whether days with rows reach from the first to the last day of a period."""
    first, last = filled[0].day, filled[-1].day
    return (first - period.start).days < step and (period.end - last).days <= step
