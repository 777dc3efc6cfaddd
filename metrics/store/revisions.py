"""A project's revision: it rises with every change of what results are computed from."""

from __future__ import annotations

import difflib

from sqlalchemy import Connection, select, update

from metrics.errors import Problem, StaleRevision, StoreError
from metrics.store import schema


def names(con: Connection) -> tuple[str, ...]:
    """The projects of the store, in order of their ids, without removed ones."""
    there = select(schema.projects.c.id).where(schema.projects.c.removed_at.is_(None))
    return tuple(con.scalars(there.order_by(schema.projects.c.id)))


def current(con: Connection, project: str, *, lock: bool = False) -> int:
    """The project's revision; StoreError that names the known projects when there is none, or it was removed.

    lock: hold the project's row until the transaction ends (databases with row locks; SQLite has locked all already).
    """
    there = (schema.projects.c.id == project, schema.projects.c.removed_at.is_(None))
    query = select(schema.projects.c.revision).where(*there)
    found = con.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise unknown(con, project)
    return int(found)


def bump(con: Connection, project: str, expected: int | None = None) -> int:
    """Raise the revision by one and return it. Raises StoreError when `expected` is not the present one."""
    revision = current(con, project, lock=True)
    if expected is not None and expected != revision:
        raise stale(con, project, expected, revision)
    con.execute(update(schema.projects).where(schema.projects.c.id == project).values(revision=revision + 1))
    return revision + 1


def stale(con: Connection, project: str, expected: int, revision: int) -> StaleRevision:
    """The error for work that was prepared on a state that is no longer the present one."""
    query = select(schema.audit).where(schema.audit.c.project == project).order_by(schema.audit.c.n.desc()).limit(1)
    last = con.execute(query).mappings().first()
    by = f"; the last change was {last['action']!r} by {last['actor']}" if last else ""
    return StaleRevision(
        Problem(
            f"Project {project!r} is at revision {revision}, but this was prepared on revision {expected}{by}",
            "Nothing was changed. Look at the project as it is now, then do it again.",
        )
    )


def unknown(con: Connection, project: str) -> StoreError:
    """The error for a project that the store does not have."""
    known = names(con)
    if not known:
        return StoreError(
            Problem(f"There is no project {project!r}: the store is empty", "Apply a project file first.")
        )
    near = difflib.get_close_matches(project, known, n=1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    return StoreError(Problem(f"There is no project {project!r}", f"{hint}Known projects: {', '.join(known)}."))
