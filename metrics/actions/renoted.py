"""What became of the notes on a project's charts since a report named their hash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from metrics.report.pack import noted
from metrics.store import Annotation, AuditRow, Store, Wanted


def renoted(store: Store, project: str, stood: str, since: int) -> tuple[AuditRow, ...] | None:
    """The writes on notes since they had the hash `stood`, oldest first; None where they never had it.

    since: the number of the audit's entry before the hash was taken. The audit keeps what each write took the place of,
    so that the notes of any later moment can be had by walking back.
    """
    notes = {note.id: note for note in store.chart_notes(project)}
    later = [row for row in store.audit_entries(Wanted(project, action="annotate")) if row.n > since]
    later.sort(key=lambda row: row.n)
    for known in range(len(later), -1, -1):
        if noted(notes.values()) == stood:
            return tuple(later[known:])
        if known:
            _take_back(notes, later[known - 1])
    return None


def _take_back(notes: dict[str, Annotation], row: AuditRow) -> None:
    note, before = row.subject or "", row.detail.get("before")
    notes.pop(note, None)
    if isinstance(before, Mapping):
        day, kpi, text, by = (before.get(name) for name in ("day", "kpi", "text", "by"))
        on = dt.date.fromisoformat(str(day))
        notes[note] = Annotation(note, row.project or "", kpi and str(kpi), on, str(text), row.at, str(by))
