"""Guardrails: KPIs that must not get worse. While one is proven worse, the benefit is withheld (method §4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from metrics.model import Project
from metrics.results import Guardrail, KpiResult, Verdict, Warn

State = Literal["ok", "worse", "unknown"]
STATES: dict[Verdict, State] = {
    "worse": "worse",
    "improved": "ok",
    "no_material_change": "ok",
    "not_distinguishable": "ok",
}


def guarded(
    project: Project, results: Sequence[KpiResult], reasons: dict[str, str]
) -> tuple[list[KpiResult], dict[str, str]]:
    """The results with the states of their guardrails, each judged as a whole at its main grain."""
    verdicts = {
        kpi.name: kpi.verdict for kpi in results if kpi.segment is None and kpi.grain == project.kpi[kpi.name].grain
    }
    found = []
    for kpi in results:
        names = project.kpi[kpi.name].guardrails
        rails = tuple(Guardrail(kpi=name, state=_state(verdicts.get(name))) for name in names)
        unknown = [_title(project, rail.kpi) for rail in rails if rail.state == "unknown"]
        if unknown:
            place = f"kpi.{kpi.name}.{kpi.grain}.{kpi.segment or 'all'}.guardrails"
            reasons = reasons | {
                place: f"no proven verdict on {' and '.join(unknown)} yet, so nothing is withheld for it"
            }
        broken = worse(rails)
        warnings = kpi.warnings
        if broken and kpi.grain == project.kpi[kpi.name].grain and kpi.segment is None:
            warnings += (_warning(project, broken),)
        found.append(kpi.model_copy(update={"guardrails": rails, "warnings": warnings}))
    return found, reasons


def worse(rails: Sequence[Guardrail]) -> list[str]:
    """The KPIs whose guardrail is proven worse."""
    return [rail.kpi for rail in rails if rail.state == "worse"]


def _state(verdict: Verdict | None) -> State:
    return "unknown" if verdict is None else STATES.get(verdict, "unknown")


def _warning(project: Project, broken: Sequence[str]) -> Warn:
    named = " and ".join(_title(project, name) for name in broken)
    verb = "are" if len(broken) > 1 else "is"
    text = f"{named} {verb} proven worse, and must not be: while so, no benefit is counted here"
    return Warn(kind="guardrail", text=text)


def _title(project: Project, name: str) -> str:
    return project.kpi[name].title or name
