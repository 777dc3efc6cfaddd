"""Keep, watch or roll back: whether the trigger that the owner stated in advance is met, and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from metrics import words
from metrics.model import Alert, Project, Rollback
from metrics.results import KpiResult, Point


@dataclass(frozen=True)
class Trigger:
    """The trigger held against the latest periods since launch. met: None while a period of them is not known.

    text: one sentence with the evidence, whichever it is.
    """

    kpi: str
    met: bool | None
    text: str
    periods: tuple[Point, ...] = ()


def trigger(project: Project, results: Sequence[KpiResult]) -> Trigger | None:
    """The project's rollback trigger at the KPI's main grain, as a whole; None where none is stated or computed.

    Only complete periods since launch count, those of the transition too; the last ones must all be beyond the bound,
    without a gap between them.
    """
    stated = project.rollback
    if stated is None:
        return None
    grain = project.kpi[stated.kpi].grain
    kpi = next((k for k in results if k.name == stated.kpi and k.grain == grain and k.segment is None), None)
    if kpi is None:
        return None
    since = [point for point in kpi.points if point.period >= project.project.launch]
    ended = [point for point in since if point.complete or point.partial_reason == "no data"]
    last = tuple(ended[-stated.for_ :])
    known = [point for point in last if point.value is not None]
    beyond = [point for point in known if outside(point.value, stated.above, stated.below)]
    told = f"{kpi.title}: {bounds(stated.above, stated.below, kpi.unit)} {_span(stated.for_, grain)}"
    if not known:
        return Trigger(kpi.name, None, f"{told} is the trigger to roll back; no period since launch is known.", last)
    evidence = ", ".join(f"{words.period(p.period, grain)}: {beside(p.value, stated, kpi.unit)}" for p in known)
    if len(beyond) < len(known) or len(last) < stated.for_:
        return Trigger(kpi.name, False, f"{told} is the trigger to roll back; it is not met ({evidence}).", last)
    if len(known) < len(last):
        return Trigger(
            kpi.name, None, f"{told} is the trigger to roll back; not every period is known ({evidence}).", last
        )
    return Trigger(kpi.name, True, f"{told} ({evidence}): the trigger to roll back, stated in advance, is met.", last)


def outside(value: float | None, above: Decimal | None, below: Decimal | None) -> bool:
    """Whether a value is above the one or below the other; an unknown one is neither."""
    if value is None:
        return False
    return (above is not None and value > float(above)) or (below is not None and value < float(below))


def bounds(above: Decimal | None, below: Decimal | None, unit: str) -> str:
    """Bounds in words: "above 0.150", "below 10 or above 20 minutes"."""
    sides = {"below": below, "above": above}
    shown = " or ".join(f"{side} {words.figure(float(at), unit)}" for side, at in sides.items() if at is not None)
    return shown if unit == words.SHARE else f"{shown} {unit}".rstrip()


def beside(value: float | None, stated: Rollback | Alert, unit: str) -> str:
    """A value, with digits enough to be told from the bound that lies nearest."""
    sides = [float(at) for at in (stated.above, stated.below) if at is not None]
    near = min(sides, key=lambda at: abs(at - (value or 0.0)), default=None)
    return words.level(value, unit, against=near)


def _span(periods: int, grain: str) -> str:
    return f"in {periods} {grain}s in a row" if periods > 1 else f"in a {grain}"
