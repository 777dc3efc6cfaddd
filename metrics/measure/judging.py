"""The verdicts of all KPIs of a project together: each is judged at a level that the others decide too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.measure import levels, verdict
from metrics.measure.keyed import Key, Row
from metrics.measure.proving import Proofs
from metrics.model import Project
from metrics.results import Point, RungResult
from metrics.rollup import periods


def judged(
    project: Project,
    kpis: Mapping[Key, Row],
    baselines: Mapping[Key, Row],
    bases: Mapping[Key, RungResult | None],
    proofs: Mapping[Key, Proofs],
    points: Mapping[Key, Sequence[Point]],
) -> dict[Key, verdict.Judged]:
    """The verdict of every key of the table kpis, with the level that it was judged at."""
    since = {one: _counted(kpis[one], points.get(one, ())) for one in kpis}
    elapsed = {
        one: levels.months_since(kpis[one]["launch"], periods.step(since[one][-1].period, kpis[one]["grain"]))
        if since[one]
        else 0
        for one in kpis
    }
    tested = {one: p for one in kpis if (p := _p_value(bases[one], proofs[one])) is not None}
    alphas = levels.alphas(project, tested, elapsed)
    return {
        one: verdict.judge(
            baselines.get(one, {}).get("points", 0),
            len(since[one]),
            bases[one],
            proofs[one],
            better=row["better"],
            matters=row["matters"],
            alpha=alphas.get(one, levels.USUAL),
            early=elapsed[one] < project.project.decision_month,
        )
        for one, row in kpis.items()
    }


def _counted(row: Row, points: Sequence[Point]) -> list[Point]:
    """The complete periods since transition."""
    return [
        point
        for point in points
        if point.period >= row["post_from"]
        and point.sealed_value is None
        and point.complete
        and point.value is not None
    ]


def _p_value(basis: RungResult | None, proofs: Proofs) -> float | None:
    if basis is None or basis.class_ != "proven":
        return None
    proof = proofs.control if basis.method == "control" else proofs.its
    return None if proof.estimate is None else proof.estimate.p_value()
