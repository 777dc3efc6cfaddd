"""Seal a baseline: its points and definition, dated and owned; results keep them until it is sealed again."""

from __future__ import annotations

import datetime as dt
import json

from metrics import definition
from metrics.access.visit import Visit, guarded
from metrics.actions.house import refresh
from metrics.actions.read import results
from metrics.errors import Problem, StoreError
from metrics.measure.seal import points_to_seal


@guarded
def seal(visit: Visit, project: str, kpi: str | None, reason: str) -> tuple[str, ...]:
    """Seal one KPI's baseline, or all of the project's; the names that were sealed.

    Refused where a KPI has no complete baseline period with a value: there is nothing to hold it to.
    """
    store = visit.store
    defined = definition.parse(store.definition(project).text)
    if kpi is not None and kpi not in defined.kpi:
        raise StoreError(Problem("the project has no such KPI", f"Its KPIs: {', '.join(defined.kpi)}.", value=kpi))
    names = (kpi,) if kpi else tuple(defined.kpi)
    found = results(visit, project)
    taken = {name: points_to_seal([result for result in found.kpis if result.name == name]) for name in names}
    empty = [name for name, points in taken.items() if all(value is None for *_, value in json.loads(points))]
    if empty or not names:
        raise StoreError(
            [
                Problem(
                    "has no complete baseline period to seal",
                    "Upload its data first, or look at its condition.",
                    path=f"kpi.{n}",
                )
                for n in empty
            ]
            or [Problem("the project has no KPI to seal", "Define one first.", path="kpi")]
        )
    for name, points in taken.items():
        store.seal(
            project,
            name,
            actor=visit.actor,
            reason=reason,
            definition_digest=definition.digest(defined),
            points=points,
            sealed_at=dt.datetime.now(dt.UTC),
        )
    refresh(store, project)
    return names
