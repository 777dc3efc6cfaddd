"""Which segments moved a KPI from one period to the next: change = value − value before, in the KPI's unit.

A share is one segment's part of the change of the whole (a fraction; those of a column sum to 1). It is given only for
a column whose segments add up to the whole in both periods: for counts and sums, not for averages and ratios.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from metrics.results import KpiResult

ADDS_UP = 1e-9  # relative: recomputed sums of doubles differ in their last digits (design §1)


@dataclass(frozen=True)
class SegmentMoved:
    """A segment this period and the one before. share: of the change of the whole, where the segments add up to it."""

    segment: str
    before: float | None
    value: float | None
    change: float | None
    share: float | None


def columns(parts: Sequence[KpiResult]) -> tuple[str, ...]:
    """The columns that a KPI is broken down by, in order: "channel" of "channel=chat"."""
    return tuple(dict.fromkeys(column_of(part) for part in parts))


def column_of(part: KpiResult) -> str:
    """The column of one segment's results."""
    return (part.segment or "").partition("=")[0]


def segments_moved(
    parts: Sequence[KpiResult],
    period: dt.date,
    earlier: dt.date | None,
    value: float | None,
    before: float | None,
) -> tuple[SegmentMoved, ...]:
    """The segments, those that moved most first. value, before: the whole in both periods; None where not known."""
    found: list[SegmentMoved] = []
    change = less(value, before)
    for column in columns(parts):
        rows = [
            (part.segment or "", _at(part, earlier), _at(part, period)) for part in parts if column_of(part) == column
        ]
        adds = bool(change) and _adds_up([row[1] for row in rows], before)
        adds = adds and _adds_up([row[2] for row in rows], value)
        for segment, then, now in rows:
            moved = less(now or 0.0, then or 0.0) if adds else less(now, then)
            share = moved / change if adds and change and moved is not None else None
            found.append(SegmentMoved(segment, then, now, moved, share))
    return tuple(sorted(found, key=lambda each: -abs(each.change or 0.0)))


def less(value: float | None, before: float | None) -> float | None:
    """value − before; unknown where one of them is."""
    return None if value is None or before is None else value - before


def _adds_up(values: Sequence[float | None], whole: float | None) -> bool:
    known = [value for value in values if value is not None]
    return whole is not None and bool(known) and math.isclose(sum(known), whole, rel_tol=ADDS_UP, abs_tol=ADDS_UP)


def _at(kpi: KpiResult, period: dt.date | None) -> float | None:
    return next((point.value for point in kpi.points if point.period == period), None)
