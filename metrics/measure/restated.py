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
FIGURES = ("value", "complete", "held", "expected", "effect", "benefit")
FIRM = FIGURES[:3]  # what a refit may not move unnoticed
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
    pairs = [(point, now.get((point.kpi, point.grain, point.period))) for point in before.points]
    found = [each for old, new in pairs for each in _points(old, new)]
    refit = all(each.refit for each in found) and any(_refitted(old, new) for old, new in pairs)
    return (*found, *_money(before, after, refit))


def restates(found: tuple[Moved, ...]) -> bool:
    """Whether the moves are more than a refit's."""
    return not all(each.refit for each in found)


def _points(before: BookedPoint, after: BookedPoint | None) -> Iterator[Moved]:
    now = after or before.model_copy(update=dict.fromkeys(FIGURES) | {"complete": False})
    firm = [name for name in FIRM if not _same(before, now, name, COUNTED)]
    soft = [name for name in ("expected", "benefit") if not _same(before, now, name, FITTED)]
    if "value" in firm or "expected" in soft:  # else it is what the two made it
        soft += [name for name in ("effect",) if not _same(before, now, name, FITTED)]
    refit = not firm and _refitted(before, after)
    for name in sorted({*firm, *soft}, key=FIGURES.index):
        yield Moved(
            figure=name,
            title=before.title,
            unit=before.unit,
            kpi=before.kpi,
            grain=before.grain,
            period=before.period,
            before=getattr(before, name),
            after=getattr(now, name),
            refit=refit,
        )


def _money(before: Booked, after: Booked, refit: bool) -> Iterator[Moved]:
    firm = [name for name in ("currency", "cost") if not _same(before, after, name, COUNTED)]
    soft = [name for name in ("benefit", "net") if not _same(before, after, name, FITTED)]
    for name in (*firm, *soft):
        values = getattr(before, name), getattr(after, name)
        yield Moved(name, "", "", None, None, None, *values, refit=refit and not firm)


def _refitted(before: BookedPoint, after: BookedPoint | None) -> bool:
    """Whether the expected value is another one, inside the interval that was booked with the old one."""
    if after is None or None in (after.expected, before.low, before.high) or _same(before, after, "expected", COUNTED):
        return False
    return (before.low or 0.0) <= (after.expected or 0.0) <= (before.high or 0.0)


def _same(before: object, after: object, name: str, tolerance: float) -> bool:
    old, new = getattr(before, name), getattr(after, name)
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=tolerance, abs_tol=COUNTED)
    return bool(old == new)
