"""Joint draws of what was expected, for the bands of the money: one draw of the parameters serves all periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.measure.keyed import Key
from metrics.measure.overlap import has_price
from metrics.measure.proving import Proofs
from metrics.measure.simulation import DRAWS, Draws
from metrics.model import Project
from metrics.results import KpiResult

SEED = 0


def draws(project: Project, results: Sequence[KpiResult], proofs: Mapping[Key, Proofs]) -> dict[str, Draws]:
    """Of every KPI with money whose claim rests on a proven rung, at its main grain, all segments together."""
    found: dict[str, Draws] = {}
    for kpi in results:
        defined = project.kpi[kpi.name]
        if not has_price(defined) or kpi.segment is not None or kpi.grain != defined.grain or kpi.effect.low is None:
            continue
        own = proofs[kpi.name, kpi.grain, None]
        estimate = (own.control if kpi.effect.basis == "control" else own.its).estimate
        if estimate is not None:
            periods = tuple(estimate.observed.periods[at] for at in estimate.places)
            found[kpi.name] = Draws(periods, estimate.draws(DRAWS, SEED))
    return found
