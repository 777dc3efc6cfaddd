"""One KPI at one grain and segment as a result: what SQL found, put in its place, with the reason of every null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from metrics.measure import sentence, warned
from metrics.measure.effect.estimate import BAND
from metrics.measure.effect.its import SLOPE_POINTS, Proof
from metrics.measure.held import held
from metrics.measure.keyed import Key, Row
from metrics.measure.limits import Chart
from metrics.measure.proving import Proofs
from metrics.measure.summed import summed
from metrics.measure.verdict import ALPHA, Judged
from metrics.model import Project
from metrics.results import BaselineResult, Effect, KpiResult, Point, RungResult, Sealed
from metrics.store import Seal

NOT_PROVEN = "only a proven rung has an interval"


@dataclass(frozen=True)
class Found:
    """What SQL found of one key. row: of the table kpis; effects: rows of change_effect.sql by method."""

    key: Key
    row: Row
    baseline: Row | None
    effects: Mapping[str, Row]
    ladder: tuple[RungResult, ...]
    basis: RungResult | None
    proofs: Proofs
    judged: Judged
    chart: Chart | None
    points: Sequence[Point]
    regression: Row | None
    seal: Seal | None  # None too where the KPI is sealed, but had no point of this grain and segment then
    moved: Row | None
    unmatched: str | None = None  # why nothing is measured: no row meets the KPI's condition

    @property
    def proof(self) -> Proof | None:
        """The proven rung that the claim rests on."""
        if self.basis is None or self.basis.class_ != "proven":
            return None
        return self.proofs.control if self.basis.method == "control" else self.proofs.its


def kpi_result(project: Project, found: Found) -> tuple[KpiResult, dict[str, str]]:
    """The result, and the reasons of its nulls by field."""
    name, grain, segment = found.key
    kpi = project.kpi[name]
    since = [p for p in found.points if p.period >= found.row["post_from"] and p.sealed_value is None]
    known = sum(1 for point in since if point.complete and point.value is not None)
    baseline = _baseline(project, found)
    effect, why = _effect(found)
    target, no_target = held(kpi, found.row, since)
    points, no_sum = summed(found.points, found.row["kind"], found.proof)
    why |= no_target | no_sum | _why(project, found)
    result = KpiResult(
        name=name,
        title=kpi.title or name,
        unit=kpi.unit,
        better=kpi.better,
        grain=found.row["grain"],
        segment=segment,
        primary=name == project.primary() and grain == kpi.grain,
        baseline=baseline,
        points=tuple(points),
        ladder=found.ladder,
        effect=effect,
        verdict=found.judged.verdict,
        control_limits=found.chart.limits if found.chart else None,
        held=target,
    )
    warnings = warned.regression_to_the_mean(found.regression, found.ladder[0])
    warnings += warned.disagreement(found.ladder, grain)
    warnings += warned.no_like_period(found.effects.get("same_period"), found.basis, grain)
    warnings += warned.fading(found.proof, kpi.better, effect, grain)
    warnings += warned.unproven(found.ladder[3]) + warned.outliers(found.proof)
    warnings += warned.short_for_season(result, kpi.season)
    warnings += warned.seal_moved(found.moved)
    if grain == kpi.grain and segment is None:  # once a KPI
        warnings += warned.no_rows(found.unmatched)
        warnings += warned.edge(found.points, grain)
        warnings += warned.calendar(project.project.calendar, found.row["kind"], grain, effect.relative)
    said = sentence.sentence(result, known, found.judged) if not found.unmatched else sentence.unmatched(result)
    return result.model_copy(update={"sentence": said, "warnings": tuple(warnings)}), why


def _baseline(project: Project, found: Found) -> BaselineResult:
    """Its span as defined; points and mean as sealed. Days are days of the project's time zone."""
    row, seal = found.row, found.seal
    sealed: Sealed = "no"
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
    slope = _slope(found)
    effect = Effect(
        basis=found.basis.method,
        relative=row["relative"],
        low=found.basis.low,
        high=found.basis.high,
        absolute=row["absolute"],
        level=BAND if found.basis.low is not None else None,
        first3=row["first3"],
        last3=row["last3"],
        slope=slope,
    )
    why: dict[str, str] = {}
    for field in ("low", "high"):
        if getattr(effect, field) is None:
            why[f"effect.{field}"] = NOT_PROVEN if found.proof is None else found.basis.reason or ""
    if slope is None:
        fewer = f"a slope needs {SLOPE_POINTS} complete periods since launch"
        why["effect.slope"] = "only a proven rung has a slope" if found.proof is None else fewer
    if effect.relative is None:
        why["effect.relative"] = found.basis.reason or ""
    for field in ("first3", "last3"):
        if row["periods"] < 3:
            why[f"effect.{field}"] = "fewer than three complete periods since launch"
        elif row[field] is None:
            why[f"effect.{field}"] = "the expected values of these three do not sum to more than zero"
    return effect, why


def _slope(found: Found) -> float | None:
    """How much the effect grows from period to period, on the fitting scale: of logs nearly a fraction."""
    proof = found.proof
    return None if proof is None or proof.slope is None else float(proof.slope.mean())


def _why(project: Project, found: Found) -> dict[str, str]:
    why: dict[str, str] = {}
    if found.baseline is None or found.baseline["mean"] is None:
        why["baseline.mean"] = "no complete period before launch"
    if found.judged.verdict is None:
        why["verdict"] = "no complete period since launch"
    elif found.proof is not None and found.judged.alpha < ALPHA:
        why["verdict"] = sentence.why(found.judged)
    if found.chart is None:
        why["control_limits"] = "the baseline has no two periods in a row"
    elif found.chart.reason:
        why["control_limits"] = found.chart.reason
    return why
