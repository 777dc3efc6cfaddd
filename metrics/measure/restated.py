"""Booked figures against those that stand now: which moved, and whether more than a refit is expected to move them.

Tolerances: what is counted, 1e-9 relative (sums of doubles differ in their last digits from run to run); what rests on
a fitted model, 1e-4, as results are verified. A model is fitted anew with every new month, so expected values, and the
effects and benefits made from them, move a little in months that nobody touched. Such a move counts as a refit while
the new expected value lies inside the 95 % interval that was booked with the old one, and nothing counted has moved.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

from metrics.results import Booked, BookedPoint

COUNTED = 1e-9  # relative
FITTED = 1e-4  # relative
Figure = float | str | bool | None


@dataclass(frozen=True)
class Moved:
    """A figure with its values before and after. kpi, grain, period: None for the month's money.

    refit: it moved as a refitted model moves, within the interval that was booked.
    """

    figure: str  # a field of BookedPoint or Booked
    title: str
    unit: str
    kpi: str | None
    grain: str | None
    period: dt.date | None
    before: Figure
    after: Figure
    refit: bool


def moved(before: Booked, after: Booked) -> tuple[Moved, ...]:
    """Every booked figure that another state of the results tells differently, KPIs first; the same order always."""
    now = {(point.kpi, point.grain, point.period): point for point in after.points}
    found = [
        each for point in before.points for each in _points(point, now.get((point.kpi, point.grain, point.period)))
    ]
    return (*found, *_money(before, after, quiet=all(each.refit for each in found), moved=bool(found)))


def restates(found: tuple[Moved, ...]) -> bool:
    """Whether the moves are more than a refit's."""
    return not all(each.refit for each in found)


def _points(before: BookedPoint, after: BookedPoint | None) -> Iterator[Moved]:
    if after is None:
        gone = before.model_copy(update=dict.fromkeys(("value", "expected", "effect", "held", "benefit")))
        after = gone.model_copy(update={"complete": False})
    firm = [name for name in ("value", "complete", "held") if not _same(before, after, name, COUNTED)]
    soft = [name for name in ("expected", "effect", "benefit") if not _same(before, after, name, FITTED)]
    refit = not firm and "expected" in soft and _inside(after.expected, before.low, before.high)
    for name in (*firm, *soft):
        yield Moved(
            figure=name,
            title=before.title,
            unit=before.unit,
            kpi=before.kpi,
            grain=before.grain,
            period=before.period,
            before=getattr(before, name),
            after=getattr(after, name),
            refit=refit,
        )


def _money(before: Booked, after: Booked, quiet: bool, moved: bool) -> Iterator[Moved]:
    firm = [name for name in ("currency", "cost") if not _same(before, after, name, COUNTED)]
    soft = [name for name in ("benefit", "net") if not _same(before, after, name, FITTED)]
    for name in (*firm, *soft):
        values = getattr(before, name), getattr(after, name)
        yield Moved(name, "", "", None, None, None, *values, refit=moved and quiet and not firm)


def _inside(value: float | None, low: float | None, high: float | None) -> bool:
    return value is not None and low is not None and high is not None and low <= value <= high


def _same(before: object, after: object, name: str, tolerance: float) -> bool:
    old, new = getattr(before, name), getattr(after, name)
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=tolerance, abs_tol=COUNTED)
    return bool(old == new)
