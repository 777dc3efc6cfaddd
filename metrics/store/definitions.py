"""Projects and the history of their definitions (the project file's text, with its digest)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select

from metrics.errors import Problem, StoreError
from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue, now

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")  # as model.Slug; it is also a folder's name in the lake


@dataclass(frozen=True)
class StoredDefinition:
    """A definition as saved; `revision` is the project's revision that saving it made."""

    project: str
    text: str
    digest: str
    revision: int
    saved_at: dt.datetime
    saved_by: str
    reason: str | None


def latest(con: Connection, project: str) -> RowMapping | None:
    """The newest definition's row."""
    return con.execute(_history(project).limit(1)).mappings().first()


def save(
    con: Connection, project: str, revision: int, definition: tuple[str, str], actor: str, reason: str | None
) -> None:
    """Append a definition (text, digest) at a revision that the caller has made."""
    text, digest = definition
    con.execute(
        insert(schema.definitions).values(
            project=project, revision=revision, text=text, digest=digest, saved_at=now(), saved_by=actor, reason=reason
        )
    )


def _history(project: str) -> Select[Any]:
    table, projects = schema.definitions, schema.projects
    there = (table.c.project == project, projects.c.removed_at.is_(None))
    return select(table).join(projects).where(*there).order_by(table.c.revision.desc())


def _require_free(con: Connection, project: str) -> None:
    if con.scalar(select(schema.projects.c.id).where(schema.projects.c.id == project)):
        remedy = "An owner of it can bring it back; a new project needs another id."
        raise StoreError(Problem(f"A project {project!r} was removed, and keeps its id", remedy))


class Definitions(Catalogue):
    """The definitions part of Store."""

    def projects(self) -> tuple[str, ...]:
        """The ids of all projects, sorted."""
        with self.read() as con:
            return revisions.names(con)

    def revision(self, project: str) -> int:
        """The project's present revision. Raises StoreError for an unknown project."""
        with self.read() as con:
            return revisions.current(con, project)

    def definition(self, project: str) -> StoredDefinition:
        """The present definition. Raises StoreError for an unknown project, naming the known ones."""
        with self.read() as con:
            row = latest(con, project)
            if row is None:
                raise revisions.unknown(con, project)
            return StoredDefinition(**row)

    def texts(self) -> dict[str, str]:
        """The present definition's text of every project, in one query."""
        table = schema.definitions
        newest = select(table.c.project, func.max(table.c.revision).label("revision")).group_by(table.c.project)
        last = newest.subquery()
        same = (table.c.project == last.c.project) & (table.c.revision == last.c.revision)
        with self.read() as con:
            return {
                row.project: row.text for row in con.execute(select(table.c.project, table.c.text).join(last, same))
            }

    def definitions(self, project: str) -> tuple[StoredDefinition, ...]:
        """Every definition that the project had, newest first. Raises StoreError for an unknown project."""
        with self.read() as con:
            revisions.current(con, project)
            return tuple(StoredDefinition(**row) for row in con.execute(_history(project)).mappings())

    def save_definition(
        self,
        project: str,
        text: str,
        digest: str,
        *,
        actor: str,
        reason: str | None = None,
        expected_revision: int | None = None,
    ) -> int:
        """Create or update a project and return its revision; the same text again changes nothing.

        expected_revision: the project's revision that the text was edited from; StoreError when the definition was
        changed after it (uploads in between do not matter), or when the project never had that revision. A new
        project takes any: its file may come from another store.
        """
        if not SLUG.fullmatch(project):
            remedy = "Use small letters, digits, - and _, at most 63, beginning with a letter or digit."
            raise StoreError(Problem("This cannot be a project's id", remedy, value=project))
        with self.write() as con:
            before = latest(con, project)
            if before is None:
                _require_free(con, project)
                row = {"id": project, "revision": 0, "created_at": now(), "created_by": actor}
                con.execute(insert(schema.projects).values(**row))
            else:
                present = revisions.current(con, project, lock=True)
                if expected_revision is not None and not before["revision"] <= expected_revision <= present:
                    raise revisions.stale(con, project, expected_revision, present)
                if before["text"] == text and before["digest"] == digest:
                    return present
            revision = revisions.bump(con, project)
            save(con, project, revision, (text, digest), actor, reason)
            detail = {"revision": revision, "before": before and before["digest"], "after": digest, "reason": reason}
            audit.record(con, actor, "define" if before else "create", project, project, detail)
            return revision
