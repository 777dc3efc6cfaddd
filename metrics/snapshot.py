"""Snapshots: all results of a project frozen in parts, so that a reader gets only the parts that he needs.

Parts: "headline" (all that Portfolio reads), "project" (everything but the parts below),
"kpi/<name>/<grain>/<segment>", "forecast/<name>", "money".

A snapshot's id hashes its inputs, each part has a hash of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence

from metrics.measure.rollback import trigger
from metrics.measure.verdict import UNDECIDED
from metrics.model import Grain, Project
from metrics.results import (
    Capacity,
    EventMark,
    ForecastResult,
    Headline,
    Held,
    Inputs,
    KnownMonth,
    KpiResult,
    Money,
    Point,
    ProjectResult,
    Result,
    Rung,
    UploadRef,
    Warn,
)
from metrics.rollup.periods import step
from metrics.store.upload import Upload

METHOD = "1.6"  # version of the rules behind the numbers; part of every snapshot's id
SEED = 0


class KpiRef(Result):
    """A KPI that the project page can switch to."""

    name: str
    title: str
    unit: str
    why: str = ""
    grains: tuple[Grain, ...]
    segments: tuple[str, ...] = ()
    primary: bool = False
    whole: bool = True  # false for a reader who sees these segments only


class ForecastRef(Result):
    """A forecast that the forecasts page can switch to."""

    name: str
    title: str


class ProjectView(Result):
    """The project without its large parts: what a page needs before it opens one."""

    headline: Headline
    kpis: tuple[KpiRef, ...] = ()
    forecasts: tuple[ForecastRef, ...] = ()
    events: tuple[EventMark, ...] = ()
    reasons: dict[str, str] = {}
    warnings: tuple[Warn, ...] = ()
    inputs: Inputs
    basis: Rung | None = None
    capacity: tuple[Capacity, ...] = ()
    method: str
    seed: int = 0


def kpi_key(name: str, grain: str, segment: str | None) -> str:
    """The part that holds one KPI at one grain and segment."""
    return f"kpi/{name}/{grain}/{segment or ''}"


def snapshot_id(definition: str, uploads: Sequence[Upload], seals: Mapping[str, str], as_of: dt.date | None) -> str:
    """SHA-256 of everything that decides the numbers; the clock counts only through as_of."""
    inputs = {
        "definition": definition,
        "uploads": [[u.id, u.sha256, u.recipe_hash, u.seq, str(u.complete_through), u.mode] for u in uploads],
        "catalogue": dict(sorted(seals.items())),
        "as_of": str(as_of),
        "method": METHOD,
        "seed": SEED,
    }
    return "sha256:" + hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def freeze(result: ProjectResult, project: Project, recheck_on: dt.date | None = None) -> dict[str, bytes]:
    """The parts of a result, as bytes to keep."""
    head = _headline(result, project, recheck_on)
    view = ProjectView(
        headline=head,
        kpis=_kpi_refs(result, project),
        forecasts=tuple(ForecastRef(name=f.name, title=f.title or f.name) for f in result.forecasts),
        events=result.events,
        reasons=result.reasons,
        warnings=result.warnings,
        inputs=result.inputs,
        basis=result.money.basis if result.money else None,
        capacity=result.money.capacity if result.money else (),
        method=result.method,
        seed=result.seed,
    )
    parts: dict[str, Result] = {"headline": head, "project": view}
    parts |= {kpi_key(kpi.name, kpi.grain, kpi.segment): kpi for kpi in result.kpis}
    parts |= {f"forecast/{forecast.name}": forecast for forecast in result.forecasts}
    if result.money:
        parts["money"] = result.money
    return {key: part.model_dump_json().encode() for key, part in parts.items()}


def thaw(keys: Sequence[str], part: Callable[[str], bytes]) -> ProjectResult:
    """The whole document again from its parts: the promise of `proveout results --json`."""
    view = ProjectView.model_validate_json(part("project"))
    head = view.headline
    return ProjectResult(
        project=head.project,
        name=head.name,
        owner=head.owner,
        stage=head.stage,
        simulated=head.simulated,
        currency=head.currency,
        as_of=head.as_of,
        snapshot=head.snapshot,
        method=view.method,
        seed=view.seed,
        inputs=view.inputs,
        launch=head.launch,
        events=view.events,
        reasons=view.reasons,
        warnings=view.warnings,
        kpis=tuple(
            KpiResult.model_validate_json(part(key))
            for ref in view.kpis
            for grain in ref.grains
            for segment in (None, *ref.segments)
            if (key := kpi_key(ref.name, grain, segment)) in keys
        ),
        forecasts=tuple(ForecastResult.model_validate_json(part(f"forecast/{ref.name}")) for ref in view.forecasts),
        money=Money.model_validate_json(part("money")) if "money" in keys else None,
    )


def upload_refs(uploads: Sequence[Upload]) -> tuple[UploadRef, ...]:
    """The live uploads as the results name them."""
    return tuple(
        UploadRef(id=u.id, dataset=u.dataset, file=u.file_name, sha256=u.sha256, rows=u.rows, rejected=u.rejected)
        for u in uploads
    )


def _headline(result: ProjectResult, project: Project, recheck_on: dt.date | None) -> Headline:
    primary = next((kpi for kpi in result.kpis if kpi.primary and kpi.segment is None), None)
    money, stated = result.money, trigger(project, result.kpis)
    rollback = stated.text if stated and stated.met else None
    after = [p for p in primary.points if p.period >= result.launch and not p.transition] if primary else []
    return Headline(
        project=result.project,
        name=result.name,
        owner=result.owner,
        stage=result.stage,
        simulated=result.simulated,
        currency=result.currency,
        as_of=result.as_of,
        launch=result.launch,
        snapshot=result.snapshot or "",
        kpi=primary.title if primary else None,
        unit=primary.unit if primary else "",
        grain=primary.grain if primary else None,
        better=primary.better if primary else None,
        verdict=primary.verdict if primary else None,
        sentence=primary.sentence if primary else "",
        effect=primary.effect if primary else None,
        held=primary.held if primary else None,
        held_states=tuple(p.held for p in after if p.complete or p.partial_reason == "no data"),
        trend=tuple(p.value for p in primary.points if p.complete or p.value is None) if primary else (),
        payback=money.payback if money else None,
        invested=money.invested if money else None,
        cost=money.cost if money else None,
        benefit=money.benefit if money else None,
        net=money.net if money else None,
        roi=money.roi if money else None,
        flows=known_months(money) if money else None,
        warnings=_warned(result),
        missing=days_missing(result),
        decision=rollback or _decision(result, primary),
        rollback=rollback,
        baseline=primary.baseline if primary else None,
        has_kpis=bool(result.kpis),
        has_forecasts=bool(result.forecasts),
        recheck_on=recheck_on,
    )


def known_months(money: Money) -> tuple[KnownMonth, ...]:
    """A project's months that have been, as a headline tells them."""
    return tuple(
        KnownMonth(period=flow.period, cost=flow.cost, benefit=flow.benefit)
        for flow in money.cash_flows
        if not flow.projected
    )


def days_missing(result: ProjectResult) -> tuple[Warn, ...]:
    """Stretches of days without rows in periods since launch that count in the headline all the same, in order.

    A period with any row is covered (method, part 1), so that days without rows lower a count and read as an effect.
    """
    found = {
        (warn.from_, warn.until): warn
        for kpi in result.kpis
        if kpi.segment is None and (kpi.primary or kpi.benefit is not None)
        for warn in kpi.warnings
        if warn.kind == "gap" and any(_counted(point, kpi.grain, warn, result.launch) for point in kpi.points)
    }
    return tuple(found[days] for days in sorted(found))


def _counted(point: Point, grain: Grain, hole: Warn, launch: dt.date) -> bool:
    counts = point.complete and point.value is not None and point.period >= launch
    return counts and hole.meets(point.period, step(point.period, grain))


def _warned(result: ProjectResult) -> int:
    """Warnings of the project and its KPIs; what is said of an upload counts once, on however many KPIs it is told."""
    of_kpis = [warn for kpi in result.kpis if kpi.segment is None for warn in kpi.warnings]
    told = {(warn.upload, warn.kind, warn.text) for warn in (*result.warnings, *of_kpis) if warn.upload}
    return len(told) + sum(1 for warn in (*result.warnings, *of_kpis) if not warn.upload)


def _decision(result: ProjectResult, primary: KpiResult | None) -> str | None:
    """Why somebody should look at the project now, in one sentence; None where nothing is open."""
    if primary and primary.held and primary.held.broken_since and _last_held(primary) == "missed":
        return f"{primary.title} missed its target twice in a row from {primary.held.broken_since:%B %Y}, and last."
    if primary and any(warn.kind == "no_rows" for warn in primary.warnings):
        return primary.sentence
    if primary and primary.verdict in UNDECIDED:
        return f"{primary.title} {UNDECIDED[primary.verdict]}."
    if result.money and result.money.payback.status == "lost_again":
        return "The investment had paid back and has lost it again."
    if result.money and result.money.payback.status == "not_reached":
        return f"The investment has not paid back: {result.reasons.get('money.payback.months', 'no date is known')}."
    return None


def _last_held(kpi: KpiResult) -> Held | None:
    return next((point.held for point in reversed(kpi.points) if point.held), None)


def _kpi_refs(result: ProjectResult, project: Project) -> tuple[KpiRef, ...]:
    refs: dict[str, KpiRef] = {}
    for kpi in result.kpis:
        ref = refs.get(kpi.name)
        grains = tuple(dict.fromkeys((*(ref.grains if ref else ()), kpi.grain)))
        segments = tuple(dict.fromkeys((*(ref.segments if ref else ()), *([kpi.segment] if kpi.segment else []))))
        refs[kpi.name] = KpiRef(
            name=kpi.name,
            title=kpi.title,
            unit=kpi.unit,
            why=project.kpi[kpi.name].why,
            grains=grains,
            segments=segments,
            primary=kpi.primary or (ref.primary if ref else False),  # at its main grain alone a KPI is the primary one
        )
    return tuple(refs.values())
