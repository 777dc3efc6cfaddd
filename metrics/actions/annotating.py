"""Notes on charts: who has the right adds them, and changes or removes their own; owners remove anybody's."""

from __future__ import annotations

import datetime as dt

from metrics import definition
from metrics.access.visit import Visit, guarded
from metrics.errors import Problem, StoreError
from metrics.store import Annotation


@guarded
def chart_notes(visit: Visit, project: str, kpi: str | None = None) -> tuple[Annotation, ...]:
    """A project's notes, or those that a KPI's charts show: its own and those of the whole project; by day."""
    found = visit.store.chart_notes(project)
    return found if kpi is None else tuple(each for each in found if each.kpi in (None, kpi))


@guarded
def annotate(visit: Visit, project: str, kpi: str | None, day: dt.date, text: str) -> Annotation:
    """Put a note on the charts of a KPI, or of the whole project (None), at a day.

    Raises StoreError for a KPI that the project has not, a note without words, and one of over 500 characters.
    """
    known = definition.parse(visit.store.definition(project).text).kpi
    if kpi is not None and kpi not in known:
        raise StoreError(Problem("the project has no such KPI", f"Its KPIs: {', '.join(known) or 'none'}.", value=kpi))
    return visit.store.annotate(project, kpi, day, text, actor=visit.actor)


@guarded
def edit_note(visit: Visit, project: str, note: str, day: dt.date, text: str) -> Annotation:
    """Change the day and the words of a note of one's own."""
    return visit.store.edit_note(project, note, day, text, actor=visit.actor, of=str(visit.actor))


@guarded
def remove_note(visit: Visit, project: str, note: str) -> None:
    """Take a note off the charts: one's own, or anybody's for an owner of the project."""
    of = None if visit.may("owner", project) else str(visit.actor)
    visit.store.remove_note(project, note, actor=visit.actor, of=of)
