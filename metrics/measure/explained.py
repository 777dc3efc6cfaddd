"""Where a broken run comes from: the segments that moved most against what was expected of them (method §3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from metrics import words
from metrics.results import HeldResult, KpiResult, Point, Share, Warn

TOLD = 3  # segments at most


def explained(results: Sequence[KpiResult], additive: Collection[str]) -> list[KpiResult]:
    """The results whose target is broken, with the share of each segment in what is missing, and a warning.

    additive: the KPIs whose values are counts or sums.

    Of several columns the one is told whose largest segment has the largest share. Shares are of the sum of all
    segments' shortfalls in the run; of a KPI that is no count each is weighed with its rows.
    """
    parts: dict[tuple[str, str], list[KpiResult]] = defaultdict(list)
    for kpi in results:
        if kpi.segment is not None:
            parts[kpi.name, kpi.grain].append(kpi)
    return [
        kpi if kpi.segment else _explained(kpi, parts[kpi.name, kpi.grain], kpi.name in additive) for kpi in results
    ]


def _explained(kpi: KpiResult, segments: Sequence[KpiResult], additive: bool) -> KpiResult:
    run = _run(kpi)
    if not run or kpi.held is None:
        return kpi
    columns: dict[str, dict[str, float]] = defaultdict(dict)
    for part in segments:
        if part.segment is not None and (short := _shortfall(part, run, additive)) > 0:
            columns[part.segment.partition("=")[0]][part.segment] = short
    shares = max((_shares(each) for each in columns.values()), key=lambda each: each[0].share, default=[])
    held: HeldResult = kpi.held.model_copy(update={"explained_by": tuple(shares[:TOLD])})
    return kpi.model_copy(update={"held": held, "warnings": (*kpi.warnings, _warning(kpi, run, shares))})


def _run(kpi: KpiResult) -> list[Point]:
    """The missed periods from the first of two in a row on, as far as they follow each other."""
    if kpi.held is None or kpi.held.broken_since is None:
        return []
    found: list[Point] = []
    for point in kpi.points:
        if point.period >= kpi.held.broken_since:
            if point.held != "missed":
                break
            found.append(point)
    return found


def _shortfall(part: KpiResult, run: Sequence[Point], additive: bool) -> float:
    """How far a segment was on the bad side of what its effect since launch led to expect, summed over the run."""
    sign = 1 if part.better == "higher" else -1
    usual = 1 + (part.effect.relative or 0.0)
    missed = {point.period for point in run}
    return sum(
        sign * (point.expected * usual - point.value) * (1 if additive else point.rows)
        for point in part.points
        if point.period in missed and point.value is not None and point.expected is not None
    )


def _shares(shortfalls: dict[str, float]) -> list[Share]:
    total = sum(shortfalls.values())
    found = [Share(segment=segment, share=short / total) for segment, short in shortfalls.items()]
    return sorted(found, key=lambda each: (-each.share, each.segment))


def _warning(kpi: KpiResult, run: Sequence[Point], shares: Sequence[Share]) -> Warn:
    first, last = (words.period(point.period, kpi.grain) for point in (run[0], run[-1]))
    text = f"the target was missed from {first} to {last}"
    if shares:
        text += f"; {shares[0].segment} moved most ({words.percent(shares[0].share)} of it)"
    return Warn(kind="broken", text=text, from_=run[0].period, until=run[-1].period)
