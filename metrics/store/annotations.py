"""Annotations: dated notes that people put on a project's charts. No figure and no snapshot depends on them."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from metrics.errors import Problem, StoreError
from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue, now

MOST_SIGNS = 500  # of a note: it is a flag's words, not a report
MOST_NOTES = 1_000  # of a project
_notes = schema.annotated


@dataclass(frozen=True)
class Annotation:
    """A note on the day that it is about, for one KPI's charts or for all of the project (kpi None)."""

    id: str
    project: str
    kpi: str | None
    day: dt.date
    text: str
    written_at: dt.datetime
    written_by: str
    edited_at: dt.datetime | None = None


class Annotations(Catalogue):
    """The part of Store that keeps notes on charts."""

    def chart_notes(self, project: str) -> tuple[Annotation, ...]:
        """A project's notes by day, then as they were written. Raises StoreError for an unknown project."""
        query = select(_notes).where(_notes.c.project == project).order_by(_notes.c.day, _notes.c.written_at)
        with self.read() as con:
            revisions.current(con, project)
            return tuple(Annotation(**row) for row in con.execute(query).mappings())

    def annotate(self, project: str, kpi: str | None, day: dt.date, text: str, *, actor: str) -> Annotation:
        """Write a note. Raises StoreError for an unknown project, a text without words or one that is too long."""
        made = Annotation(secrets.token_hex(8), project, kpi, day, _said(text), now(), str(actor))
        with self.write() as con:
            revisions.current(con, project)
            if len(con.execute(select(_notes.c.id).where(_notes.c.project == project)).all()) >= MOST_NOTES:
                raise StoreError(Problem(f"A project has at most {MOST_NOTES:,} notes", "Remove some first."))
            con.execute(insert(_notes).values(**asdict(made)))
            audit.record(con, actor, "annotate", project, made.id, {"before": None, "after": _told(made)})
        return made

    def edit_note(self, project: str, note: str, day: dt.date, text: str, *, actor: str, of: str | None) -> Annotation:
        """Change a note's day and text. of: whose notes alone may be changed, None for anybody's.

        Raises StoreError for one that is not there, or that is somebody else's.
        """
        said = _said(text)
        with self.write() as con:
            before = _found(con, project, note, of)
            con.execute(update(_notes).where(_notes.c.id == note).values(day=day, text=said, edited_at=now()))
            after = _found(con, project, note, of)
            audit.record(con, actor, "annotate", project, note, {"before": _told(before), "after": _told(after)})
        return after

    def remove_note(self, project: str, note: str, *, actor: str, of: str | None) -> None:
        """Take a note off the charts; the audit keeps what it said. Raises StoreError as edit_note."""
        with self.write() as con:
            before = _found(con, project, note, of)
            con.execute(delete(_notes).where(_notes.c.id == note))
            audit.record(con, actor, "annotate", project, note, {"before": _told(before), "after": None})


def _said(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise StoreError(Problem("A note needs words", "Write what a reader of the chart should know."))
    if len(said) > MOST_SIGNS:
        raise StoreError(Problem(f"A note has at most {MOST_SIGNS} characters; this has {len(said):,}", "Shorten it."))
    return said


def _found(con: Connection, project: str, note: str, of: str | None) -> Annotation:
    query = select(_notes).where(_notes.c.project == project, _notes.c.id == note)
    row: RowMapping | None = con.execute(query).mappings().first()
    if row is None:
        raise StoreError(Problem("This note is not there any more", "Open the page anew."))
    if of is not None and row["written_by"] != of:
        raise StoreError(Problem(f"{row['written_by']} wrote this note", "Write one of your own beside it."))
    return Annotation(**row)


def _told(note: Annotation) -> dict[str, Any]:
    return {"day": note.day.isoformat(), "kpi": note.kpi, "text": note.text, "by": note.written_by}
