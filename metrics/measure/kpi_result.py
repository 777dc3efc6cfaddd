"""One KPI at one grain and segment as a result: what SQL found, put in its place, with the reason of every null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from metrics.measure import verdict, warned
from metrics.measure.held import held
from metrics.measure.keyed import Key, Row
from metrics.measure.limits import Chart
from metrics.model import Project
from metrics.results import BaselineResult, Effect, Guardrail, KpiResult, Point, RungResult
from metrics.store import Seal

LATER = "intervals come with the time-series rungs, which this version does not compute"


@dataclass(frozen=True)
class Found:
    """What SQL found of one key. row: of the table kpis; effects: rows of change_effect.sql by method."""

    key: Key
    row: Row
    baseline: Row | None
    effects: Mapping[str, Row]
    ladder: tuple[RungResult, ...]
    basis: RungResult | None
    chart: Chart | None
    points: Sequence[Point]
    regression: Row | None
    seal: Seal | None  # None too where the KPI is sealed, but had no point of this grain and segment then
    moved: Row | None


def kpi_result(project: Project, found: Found) -> tuple[KpiResult, dict[str, str]]:
    """The result, and the reasons of its nulls by field."""
    name, grain, segment = found.key
    kpi = project.kpi[name]
    since = [p for p in found.points if p.period >= found.row["post_from"] and p.sealed_value is None]
    known = sum(1 for point in since if point.complete and point.value is not None)
    baseline = _baseline(project, found)
    effect, why = _effect(found)
    target, no_target = held(kpi, found.row, since)
    called = verdict.verdict(baseline.points, known, found.basis)
    why |= no_target | _why(project, found, called is None)
    result = KpiResult(
        name=name,
        title=kpi.title or name,
        unit=kpi.unit,
        better=kpi.better,
        grain=found.row["grain"],
        segment=segment,
        primary=name == project.primary() and grain == kpi.grain,
        baseline=baseline,
        points=tuple(found.points),
        ladder=found.ladder,
        effect=effect,
        verdict=called,
        control_limits=found.chart.limits if found.chart else None,
        held=target,
        guardrails=tuple(Guardrail(kpi=rail, state="unknown") for rail in kpi.guardrails),
    )
    warnings = warned.regression_to_the_mean(found.regression, found.ladder[0])
    warnings += warned.disagreement(found.ladder, grain)
    warnings += warned.short_for_season(result, kpi.season)
    warnings += warned.seal_moved(found.moved)
    if grain == kpi.grain and segment is None:  # once a KPI
        warnings += warned.edge(found.points, grain) + warned.calendar(project.project.calendar)
    said = verdict.sentence(result, known)
    return result.model_copy(update={"sentence": said, "warnings": tuple(warnings)}), why


def _baseline(project: Project, found: Found) -> BaselineResult:
    """Its span as defined; points and mean as sealed. Days are days of the project's time zone."""
    row, seal = found.row, found.seal
    sealed: Literal["before_launch", "after_launch", "no"] = "no"
    if seal:
        day = seal.sealed_at.astimezone(ZoneInfo(project.project.timezone)).date()
        sealed = "before_launch" if day < row["launch"] else "after_launch"
    return BaselineResult(
        from_=row["baseline_from"],
        until=row["baseline_until"],
        points=found.baseline["points"] if found.baseline else 0,
        mean=found.baseline["mean"] if found.baseline else None,
        sealed=sealed,
        sealed_at=seal.sealed_at if seal else None,
        sealed_by=seal.sealed_by if seal else None,
    )


def _effect(found: Found) -> tuple[Effect, dict[str, str]]:
    if found.basis is None:
        return Effect(), {"effect": found.ladder[0].reason or "no valid rung"}
    row = found.effects[found.basis.method]
    effect = Effect(
        basis=found.basis.method,
        relative=row["relative"],
        absolute=row["absolute"],
        first3=row["first3"],
        last3=row["last3"],
    )
    why = {"effect.low": LATER, "effect.high": LATER, "effect.slope": LATER}
    if effect.relative is None:
        why["effect.relative"] = found.basis.reason or ""
    for field in ("first3", "last3"):
        if row["periods"] < 3:
            why[f"effect.{field}"] = "fewer than three complete periods since launch"
        elif row[field] is None:
            why[f"effect.{field}"] = "the expected values of these three do not sum to more than zero"
    return effect, why


def _why(project: Project, found: Found, no_verdict: bool) -> dict[str, str]:
    kpi = project.kpi[found.key[0]]
    why: dict[str, str] = {}
    if found.baseline is None or found.baseline["mean"] is None:
        why["baseline.mean"] = "no complete period before launch"
    if no_verdict:
        why["verdict"] = "no complete period since launch"
    if found.chart is None:
        why["control_limits"] = "the baseline has no two periods in a row"
    elif found.chart.reason:
        why["control_limits"] = found.chart.reason
    if kpi.guardrails:
        why["guardrails"] = "a guardrail is judged on a proven rung, which this version does not compute"
    return why
