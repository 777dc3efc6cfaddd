"""Better, worse or neither: the one place where a figure's direction becomes a colour's meaning."""

from __future__ import annotations

from metrics.chart.theme import Tone
from metrics.results import Effect, KpiResult

UNDECIDED = frozenset({"insufficient_baseline", "not_distinguishable", "no_material_change", "conflict"})


def tone(better: str | None, relative: float | None) -> Tone:
    """The tone of a relative effect of a KPI that should go `better`."""
    if better is None or not relative:
        return "ink"
    return "good" if (relative > 0) == (better == "higher") else "concern"


def of_kpi(kpi: KpiResult) -> Tone:
    """The tone of what happened after launch; ink where the verdict does not decide."""
    return "ink" if kpi.verdict in UNDECIDED else of_effect(kpi.better, kpi.effect)


def of_effect(better: str | None, effect: Effect | None) -> Tone:
    """The tone of an effect."""
    return tone(better, effect.relative if effect else None)
