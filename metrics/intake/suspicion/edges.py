"""An edge where volume jumps or falls: an export filter or a cut month, not demand.

The first and the last period of the file are held against the periods next to them, those that are neither an edge of
the file nor of all rows. At day grain they are the same weekday's. What counts is what would be live with the file, so
that a month of which two files hold a half each is whole. The coarsest grain that shows the fault tells it. A period
that has not ended may be low; so may a week at whose end days are missing: exports of months cut weeks.

A count is a finding where it lies beyond all of its neighbours by a factor that they themselves do not know, and by
more than chance: both thresholds were set on clean simulated series (benchmarks/suspicion.py).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Final

from metrics import words
from metrics.intake.suspicion.case import Case
from metrics.intake.suspicion.told import DAY, named, rows
from metrics.intake.suspicion.volume import Period, Volume
from metrics.model import Grain
from metrics.results import Warn

FACTOR: Final = 1.5  # beyond the lowest or highest neighbour; months of one business rarely differ that much more
LONELY_FACTOR: Final = 3.0  # the same where two neighbours alone know it, and days with rows reach to its ends
SURE: Final = 4.0  # on the scale of 2·√count, where chance has deviation 1 (Anscombe 1948): 4 on top of the range
NEIGHBOURS: Final[dict[Grain, int]] = {"month": 6, "week": 8, "day": 8}  # near enough to share trend and season
CUT: Final = 3 * DAY  # without rows at an end of a period: more than a weekend
FEWEST: Final = 2  # neighbours without which nothing is said


def edges(case: Case, counted: Volume) -> list[Warn]:
    """A warning for each end of the file that does not fit its neighbours, at the coarsest grain that shows it."""
    found: list[Warn] = []
    told: set[bool] = set()
    for grain in case.grains():
        periods = counted.of(grain)
        ends = [period for period in periods if period.new]
        for last, period in ((False, ends[0]), (True, ends[-1])) if ends else ():
            single = ends[0] is ends[-1]
            if last in told or (single and not last):
                continue
            warn = _edge(case, counted, grain, period, _neighbours(periods, ends, period, grain))
            if warn is not None:
                found.append(warn)
                told.add(last)
    return found


def _neighbours(periods: Sequence[Period], ends: Sequence[Period], period: Period, grain: Grain) -> list[Period]:
    """The periods nearest to an edge that are no edge themselves."""
    edge = {periods[0], periods[-1], ends[0], ends[-1]}
    inner = [one for one in periods if one not in edge]
    if grain == "day":
        inner = [one for one in inner if one.start.weekday() == period.start.weekday()]
    inner.sort(key=lambda one: (abs((one.start - period.start).days), one.start))
    return sorted(inner[: NEIGHBOURS[grain]], key=lambda one: one.start)


def _edge(case: Case, counted: Volume, grain: Grain, period: Period, near: Sequence[Period]) -> Warn | None:
    if len(near) < FEWEST:
        return None
    low, high = min(one.both for one in near), max(one.both for one in near)
    filled = [day.day for day in counted.days if period.start <= day.day < period.end]
    cut = [f"data begins on {filled[0]}"] if filled[0] - period.start >= CUT else []
    cut += [f"data ends on {filled[-1]}"] if period.end - filled[-1] > CUT else []
    factor = max(FACTOR if cut or len(near) > FEWEST else LONELY_FACTOR, math.sqrt(high / low))
    count = period.both
    fell = count * factor < low and 2 * (math.sqrt(low) - math.sqrt(count)) > SURE
    rose = count > high * factor and 2 * (math.sqrt(count) - math.sqrt(high)) > SURE
    goes_on = period.end > case.now.date()
    if not (rose or (fell and not goes_on and not (cut and grain == "week"))):
        return None
    usual = statistics.median(one.both for one in near)
    times = _factor(usual / max(count, 1) if fell else count / usual)
    text = (
        f"{named(period.start, grain)} has {rows(count)}, the {len(near)} {_kin(period, grain)} next to it {low:,} to "
        f"{high:,} (a factor of {times}): the edge of an export or a "
        f"filter, not demand"
    )
    if cut and fell:
        text += f" ({' and '.join(cut)})"
    return Warn(kind="edge", text=text, from_=period.start, until=period.end)


def _factor(size: float) -> str:
    return words.number(float(f"{size:.2g}"), 0 if size >= 10 else 1)


def _kin(period: Period, grain: Grain) -> str:
    return f"{period.start:%A}s" if grain == "day" else f"{grain}s"
