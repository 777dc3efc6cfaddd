"""A month in review: each KPI against the month before, and which segments moved it. What an owner reads and signs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from metrics import words
from metrics.access.visit import Visit, guarded
from metrics.actions import parts
from metrics.actions.house import refresh
from metrics.measure.booked import book
from metrics.measure.moved import SegmentMoved, less, segments_moved
from metrics.results import Booked, BookedPoint, KpiResult, Money, Share, Warn
from metrics.rollup.periods import step
from metrics.snapshot import KpiRef, ProjectView, kpi_key
from metrics.store import SnapshotRow, Store

HOLES = ("gap", "edge")  # kinds of warnings
HELD = {"met": "the target was met", "missed": "the target was missed", "within_noise": "the target lies within noise"}


@dataclass(frozen=True)
class Reviewed:
    """A KPI's last period of the month beside the last of the month before; change = value − before, in its unit."""

    this: BookedPoint
    before: BookedPoint | None
    better: str
    change: float | None
    sentence: str
    segments: tuple[SegmentMoved, ...]
    explained: tuple[Share, ...]  # where a broken target comes from, as the results say


@dataclass(frozen=True)
class Review:
    """A month's figures and those of the month before, KPI by KPI, from one snapshot.

    holes: what the files' warnings say of days of the month without rows.
    """

    this: Booked
    before: Booked
    kpis: tuple[Reviewed, ...]
    snapshot: str
    holes: tuple[Warn, ...]


@guarded
def month(visit: Visit, project: str, month: dt.date) -> Review:
    """A month (its first day) in review, as the latest snapshot tells it."""
    store = visit.store
    standing = store.latest_snapshot(project) or refresh(store, project)
    view = parts.part(store, standing, "project", ProjectView)
    money = parts.part(store, standing, "money", Money) if _has(standing, "money") else None
    whole = {ref.name: _kpi(store, standing, ref, None) for ref in view.kpis}
    earlier = step(month, "month", -1)
    this, before = (book(each, view.headline.currency, whole.values(), money) for each in (month, earlier))
    reviewed = (_reviewed(store, standing, ref, whole[ref.name], this, before) for ref in view.kpis)
    holes = (warn for warn in view.warnings if warn.kind in HOLES and warn.meets(month, step(month, "month")))
    return Review(this, before, tuple(each for each in reviewed if each), standing.id, tuple(holes))


def _reviewed(
    store: Store, standing: SnapshotRow, ref: KpiRef, kpi: KpiResult, this: Booked, before: Booked
) -> Reviewed | None:
    now, last = (_last(booked, ref.name) for booked in (this, before))
    if now is None:
        return None
    change = None if last is None else less(now.value, last.value)
    known = (each for each in ref.segments if _has(standing, kpi_key(ref.name, ref.grains[0], each)))
    parts = [_kpi(store, standing, ref, segment) for segment in known]
    run = kpi.held and kpi.held.broken_since and now.held == "missed" and now.period >= kpi.held.broken_since
    return Reviewed(
        this=now,
        before=last,
        better=kpi.better,
        change=change,
        sentence=_sentence(now, last, change, kpi.better) + _sum(kpi, this),
        segments=segments_moved(
            parts, now.period, last.period if last else None, now.value, last.value if last else None
        ),
        explained=kpi.held.explained_by if kpi.held and run else (),
    )


def _sentence(now: BookedPoint, last: BookedPoint | None, change: float | None, better: str) -> str:
    """What happened to a KPI, without its title: "1,204 tickets; 36 tickets fewer (3 %) than in August 2025, …".

    A KPI of a finer grain is told by its last period that ends in the month, and the sentence says which that is.
    """
    finer = now.grain != "month"
    where = f"{words.period(now.period, now.grain)}, the last {now.grain} of the month" if finer else ""
    if now.value is None or not now.complete:
        return f"has no complete figure in {where or 'this month'}."
    level = words.level(now.value, now.unit)
    clauses = [f"{level} in {where}" if finer else level]
    if last is not None and change is not None and last.value:
        then = words.period(last.period, last.grain)
        if words.percent(abs(change) / abs(last.value), 1) == words.percent(0, 1):
            clauses.append(f"as in {then}")
        else:
            way = "more" if change > 0 else "less"
            good = "better" if (change > 0) == (better == "higher") else "worse"
            size = f"{words.size(change, now.unit)} {way} ({words.percent(abs(change) / abs(last.value), 1)})"
            clauses.append(f"{size} than in {then}, {good}")
    if now.effect is not None and now.expected is not None:
        clauses.append(_against(now.effect, now.expected, now.unit))
    if now.held:
        clauses.append(HELD[now.held])
    return "; ".join(clauses) + "."


def _against(effect: float, expected: float, unit: str) -> str:
    return f"{words.percent(effect, signed=True)} against the {words.figure(expected, unit)} expected"


def _sum(kpi: KpiResult, this: Booked) -> str:
    """What the periods of the month add up to, where a KPI of a finer grain can be added up; "" where it cannot."""
    mine = [point for point in this.points if point.kpi == kpi.name]
    values = [point.value for point in mine if point.value is not None and point.complete]
    adds = kpi.grain != "month" and any(point.summed is not None for point in kpi.points)
    if not adds or len(mine) < 2 or len(values) < len(mine):
        return ""
    total, expected = sum(values), [point.expected for point in mine if point.expected is not None]
    said = f" The {words.count(len(mine), kpi.grain)} that end in the month add up to {words.level(total, kpi.unit)}"
    whole = sum(expected)
    known = len(expected) == len(mine) and whole
    return f"{said}{f', {_against(total / whole - 1, whole, kpi.unit)}' if known else ''}."


def _last(booked: Booked, kpi: str) -> BookedPoint | None:
    return max((point for point in booked.points if point.kpi == kpi), key=lambda each: each.period, default=None)


def _kpi(store: Store, standing: SnapshotRow, ref: KpiRef, segment: str | None) -> KpiResult:
    return parts.part(store, standing, kpi_key(ref.name, ref.grains[0], segment), KpiResult)


def _has(standing: SnapshotRow, key: str) -> bool:
    return key in standing.part_hashes
