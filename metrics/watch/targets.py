"""Rules of the target: missed in the last counted period, and slipping (two misses in three)."""

from __future__ import annotations

from metrics import words
from metrics.results import HeldResult, KpiResult, Point
from metrics.watch.case import Case, Judged, Judgement, of_kpi

LAST, MISSES = 3, 2
STATES = {
    "met": "the target is met",
    "missed": "the target is missed",
    "within_noise": "too near to the target to tell from chance",
}


def missed(case: Case) -> Judged:
    """The target was missed in the last period that counts."""
    for kpi in case.mains():
        counted = [point for point in kpi.points if point.held]
        if kpi.held is None or not counted:
            continue
        last = counted[-1]
        yield Judgement(
            key=kpi.name,
            firing=last.held == "missed",
            title=f"{kpi.title}: {STATES[last.held or '']}",
            text=f"{against(kpi, kpi.held, last)}: {STATES[last.held or '']}.",
            about=last.period.isoformat(),
            query=of_kpi(kpi),
            numbers={"period": last.period.isoformat(), "value": last.value, "expected": last.expected},
            moved=moved(kpi.held) if last.held == "missed" else (),
        )


def slipping(case: Case) -> Judged:
    """The target was missed in two of the last three periods that count."""
    for kpi in case.mains():
        last = [point for point in kpi.points if point.held][-LAST:]
        misses = [point for point in last if point.held == "missed"]
        if kpi.held is None or not last:
            continue
        named = ", ".join(f"{words.period(p.period, kpi.grain)}: {words.level(p.value, kpi.unit)}" for p in misses)
        told = f" ({named})" if misses else ""
        yield Judgement(
            key=kpi.name,
            firing=len(misses) >= MISSES,
            title=f"{kpi.title}: {'slipping' if len(misses) >= MISSES else 'no longer slipping'}",
            text=f"{kpi.title}: target missed in {len(misses)} of the last {words.count(len(last), kpi.grain)} "
            f"that count{told}.",
            about=misses[-1].period.isoformat() if misses else "",
            query=of_kpi(kpi),
            numbers={"missed": len(misses), "of": len(last)},
            moved=moved(kpi.held) if len(misses) >= MISSES else (),
        )


def against(kpi: KpiResult, held: HeldResult, point: Point) -> str:
    """A period beside what was promised for it: "812 tickets in May 2026, 45 % below the 1,480 expected, where …"."""
    when = words.period(point.period, kpi.grain)
    if held.target_value is not None:
        value = words.level(point.value, kpi.unit, against=held.target_value)
        side = "at most" if kpi.better == "lower" else "at least"
        return f"{kpi.title}: {value} in {when}, where {side} {words.level(held.target_value, kpi.unit)} was promised"
    value = words.level(point.value, kpi.unit)
    if held.target is None or point.value is None or not point.expected:
        return f"{kpi.title}: {value} in {when}"
    relative = point.value / point.expected - 1
    here, aim = _told_apart(relative, held.target)
    expected = words.figure(point.expected, kpi.unit)
    return f"{kpi.title}: {value} in {when}, {here} the {expected} expected, where {aim} was promised"


def moved(held: HeldResult) -> tuple[str, ...]:
    """The segments that a broken run comes from, with their shares of what is missing."""
    return tuple(f"{share.segment}: {words.percent(share.share)} of what is missing" for share in held.explained_by)


def _told_apart(here: float, aim: float) -> tuple[str, str]:
    """Two relative figures with digits enough to be told from each other."""
    digits = next((n for n in range(4) if words.percent(here, n) != words.percent(aim, n)), 0)
    return tuple(  # type: ignore[return-value]
        f"{words.percent(abs(each), digits)} {'below' if each < 0 else 'above'}" for each in (here, aim)
    )
