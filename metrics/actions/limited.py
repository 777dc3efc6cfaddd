"""What a reader sees who is limited to some segments of a project: those, and nothing that the others made."""

from __future__ import annotations

from collections.abc import Collection

from metrics.results import Headline, Inputs, KpiResult, ProjectResult
from metrics.snapshot import KpiRef, ProjectView

KEPT = (
    "project",
    "name",
    "owner",
    "owner_until",
    "orphaned",
    "stage",
    "simulated",
    "currency",
    "as_of",
    "launch",
    "snapshot",
    "has_kpis",
    "stale",
)


def headline(head: Headline) -> Headline:
    """The project's name, owner and dates; its figures are of all segments."""
    return Headline(limited=True, **{field: getattr(head, field) for field in KEPT})


def view(whole: ProjectView, segments: Collection[str]) -> ProjectView:
    """The KPIs that have one of the segments, and why figures of theirs are unknown."""
    found = (_ref(ref, segments) for ref in whole.kpis)
    return ProjectView(
        headline=headline(whole.headline),
        kpis=tuple(ref for ref in found if ref.segments),
        events=whole.events,
        reasons=_reasons(whole.reasons, segments),
        inputs=_inputs(whole.inputs),
        method=whole.method,
        seed=whole.seed,
    )


def kpi(found: KpiResult) -> KpiResult:
    """One segment's figures without what is said of other KPIs as a whole."""
    return found.model_copy(update={"guardrails": ()})


def document(whole: ProjectResult, segments: Collection[str]) -> ProjectResult:
    """The document with the KPIs of these segments alone: no money, no forecasts, no names of files."""
    return whole.model_copy(
        update={
            "kpis": tuple(kpi(found) for found in whole.kpis if found.segment in segments),
            "reasons": _reasons(whole.reasons, segments),
            "warnings": (),
            "forecasts": (),
            "money": None,
            "inputs": _inputs(whole.inputs),
        }
    )


def _ref(ref: KpiRef, segments: Collection[str]) -> KpiRef:
    mine = tuple(segment for segment in ref.segments if segment in segments)
    return ref.model_copy(update={"segments": mine, "whole": False})


def _reasons(reasons: dict[str, str], segments: Collection[str]) -> dict[str, str]:
    """Those of the paths kpi.NAME.GRAIN.SEGMENT.FIELD that are of one of the segments."""
    return {
        path: why
        for path, why in reasons.items()
        if path.startswith("kpi.") and any(f".{segment}." in path for segment in segments)
    }


def _inputs(inputs: Inputs) -> Inputs:
    return inputs.model_copy(update={"uploads": ()})
