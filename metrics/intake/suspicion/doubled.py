"""The same rows once more under other ids: a file whose ids are new, and whose days hold as many rows as are live.

Two sources that share their days rarely share their counts: of a Poisson count of 3 a day, one in six agrees by chance,
and a run of many not at all. Where days hold too few rows to tell, periods are compared.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Final

import duckdb

from metrics.intake.suspicion.case import Case
from metrics.intake.suspicion.kin import known_ids
from metrics.intake.suspicion.told import DAY, percent, rows
from metrics.intake.suspicion.volume import Day, Period, Volume
from metrics.results import Warn

KNOWN: Final = 0.05  # share of the file's ids that are live: from here on it is the same rows under their own ids
EQUAL: Final = 0.8  # share of the days that hold exactly as many rows as are live
FEWEST: Final = 5  # days, or three periods, without which nothing is said
PERIODS: Final = 3
ENOUGH: Final = 3  # rows on the middle one of them: small counts agree by chance


def doubled(con: duckdb.DuckDBPyConnection, case: Case, counted: Volume) -> list[Warn]:
    """One warning for all days that hold the same number of rows again, while none of the ids was there."""
    if not case.keyed or not case.dataset.id or not case.before:
        return []
    days = [day for day in counted.days if day.new and day.live]
    if not _alike(days, FEWEST) and not _alike(_inner(case, counted), PERIODS):
        return []
    share = known_ids(con, case)
    if share is None or share >= KNOWN:
        return []
    again = sum(day.new for day in days)
    text = (
        f"{rows(again)} stand on days of which as many were loaded before, day by day, but {percent(share)} of the "
        "file's ids are known: if these are the same under other ids, they count twice"
    )
    return [Warn(kind="doubled", text=text, from_=days[0].day, until=days[-1].day + DAY)]


def _inner(case: Case, counted: Volume) -> list[Period]:
    """The periods that both hold, but for those at the ends of the file."""
    both = [period for period in counted.of(case.grains()[0]) if period.new and period.live]
    return both[1:-1] if len(both) > PERIODS else both


def _alike(found: Sequence[Day] | Sequence[Period], fewest: int) -> bool:
    if len(found) < fewest or statistics.median(one.live for one in found) < ENOUGH:
        return False
    return sum(one.new == one.live for one in found) >= EQUAL * len(found)
