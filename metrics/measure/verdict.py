"""What may be said of a KPI: the verdict, and one plain sentence from the result's own numbers."""

from __future__ import annotations

from metrics import words
from metrics.measure.rungs import MIN_BASELINE, compared_with
from metrics.results import HeldResult, KpiResult, RungResult, Verdict


def verdict(baseline_points: int, post_points: int, basis: RungResult | None) -> Verdict | None:
    """The verdict that the present rungs allow; None where no complete period has passed since launch.

    improved, worse, no_material_change and not_distinguishable need a proven rung (method §3).
    """
    if baseline_points < MIN_BASELINE:
        return "insufficient_baseline"
    if post_points == 0 or basis is None:
        return None
    return "indicative"


def sentence(kpi: KpiResult, post_points: int) -> str:
    """One plain sentence; without a verb, as titles may be one thing or many."""
    title = f"{kpi.title} ({kpi.segment})" if kpi.segment else kpi.title
    noun = kpi.grain
    if kpi.verdict == "insufficient_baseline":
        have = words.count(kpi.baseline.points, f"complete {noun}")
        return f"{title}: too little data before launch ({have}, {MIN_BASELINE} are needed)."
    if kpi.verdict is None or kpi.effect.basis is None:
        reason = next((rung.reason for rung in kpi.ladder if rung.method == "naive" and rung.reason), None)
        return f"{title}: no effect can be told yet ({reason or 'no complete period since launch'})."
    held = _held_words(kpi.held, noun) if kpi.held and kpi.held.of else ""
    over = f" over {words.count(post_points, noun)}" if not held else ""
    against = compared_with(kpi.effect.basis, noun)
    return f"{title}: {_change(kpi, post_points)} {against}{over}.{held} Indicative, not yet proven."


def _change(kpi: KpiResult, post_points: int) -> str:
    """The effect as a share of what was expected; where there is no share, a period's mean in the KPI's unit."""
    if kpi.effect.relative is not None:
        return words.change(kpi.effect.relative, kpi.better)
    if not kpi.effect.absolute:
        return words.change(None, kpi.better)
    each = kpi.effect.absolute / post_points
    good = (each > 0) == (kpi.better == "higher")
    unit = f" {kpi.unit}" if kpi.unit else ""
    size = f"{words.number(abs(each))}{unit} a {kpi.grain} {'lower' if each < 0 else 'higher'}"
    return f"{size} ({'better' if good else 'worse'}) than"


def _held_words(held: HeldResult, noun: str) -> str:
    parts = [f"{held.missed} missed"] if held.missed else []
    parts += [f"{held.within_noise} within noise"] if held.within_noise else []
    return f" Held in {held.met} of {words.count(held.of, noun)}" + (f", {', '.join(parts)}" if parts else "") + "."
