"""Removing a project made by mistake: it goes out of sight whole, and comes back whole; the audit keeps both.

Nothing is erased: its rows, files, seals and snapshots stay as they are, and its id stays taken. What others rely on
cannot go so: a project with a closed month is refused, one with a sealed baseline asks to be told so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from metrics.errors import Problem, StoreError
from metrics.store import audit, outbox, revisions, schema
from metrics.store.database import Catalogue, now

_projects = schema.projects


@dataclass(frozen=True)
class Removed:
    """A project that was removed: when, by whom, why, and what it held."""

    project: str
    at: dt.datetime
    by: str
    reason: str
    uploads: int
    sealed: int


class Removals(Catalogue):
    """The part of Store that takes projects out of sight and brings them back."""

    def remove_project(self, project: str, *, actor: str, reason: str, sealed: bool = False) -> Removed:
        """Take a project out of sight. sealed: also where baselines are sealed.

        Raises StoreError without a reason, for an unknown project, and where a month is closed or, not told so, a
        baseline is sealed.
        """
        if not reason.strip():
            raise StoreError(Problem("No reason is given for the removal", "State one.", flag="--reason TEXT"))
        with self.write() as con:
            revision = revisions.bump(con, project)
            months, seals = _months(con, project), _sealed(con, project)
            if months:
                booked = f"{len(months)} closed {'month' if len(months) == 1 else 'months'}"
                remedy = "What was signed stays for those who rely on it."
                raise StoreError(Problem(f"{project} has {booked}, the last of them {max(months):%Y-%m}", remedy))
            if seals and not sealed:
                remedy = "Say that it goes out of sight with the project."
                raise StoreError(Problem(f"{project} has a sealed baseline", remedy, flag="--sealed"))
            uploads = _uploads(con, project)
            at = now()
            con.execute(update(_projects).where(_projects.c.id == project).values(removed_at=at))
            outbox.withdraw_all(con, project)
            held = {"uploads": uploads, "sealed": seals, "closed_months": len(months)}
            detail = {"revision": revision, "reason": reason.strip(), **held}
            audit.record(con, actor, "remove", project, project, detail)
            return Removed(project, at, str(actor), reason.strip(), uploads, seals)

    def restore_project(self, project: str, *, actor: str) -> int:
        """Bring a removed project back as it was; its new revision. Raises StoreError where it is not removed."""
        with self.write() as con:
            mine = select(_projects).where(_projects.c.id == project, _projects.c.removed_at.is_not(None))
            gone = con.execute(mine.with_for_update()).one_or_none()
            if gone is None:
                revisions.current(con, project)  # an unknown one is named as such
                raise StoreError(Problem(f"{project} is not removed", "There is nothing to bring back."))
            back = {"removed_at": None, "revision": gone.revision + 1}
            con.execute(update(_projects).where(_projects.c.id == project).values(**back))
            audit.record(con, actor, "restore_project", project, project, {"revision": gone.revision + 1})
            return int(gone.revision + 1)

    def removed(self) -> frozenset[str]:
        """The ids of removed projects."""
        with self.read() as con:
            return frozenset(con.scalars(select(_projects.c.id).where(_projects.c.removed_at.is_not(None))))

    def removals(self, projects: Collection[str]) -> tuple[Removed, ...]:
        """Those of these projects that are removed, by their ids."""
        table = schema.audit
        query = (
            select(table, _projects.c.removed_at)
            .join(_projects, _projects.c.id == table.c.project)
            .where(_projects.c.removed_at.is_not(None), table.c.action == "remove", _projects.c.id.in_(projects))
            .order_by(table.c.n)
        )
        with self.read() as con:
            rows = {row["project"]: row for row in con.execute(query).mappings()}  # the last of each
        held = ("reason", "uploads", "sealed")
        found = (
            Removed(name, row["removed_at"], row["actor"], *(row["detail"][each] for each in held))
            for name, row in rows.items()
        )
        return tuple(sorted(found, key=lambda each: each.project))


def _months(con: Connection, project: str) -> list[dt.date]:
    return list(con.scalars(select(schema.closes.c.month).where(schema.closes.c.project == project)))


def _sealed(con: Connection, project: str) -> int:
    table = schema.seals
    return con.scalar(select(func.count(table.c.kpi.distinct())).where(table.c.project == project)) or 0


def _uploads(con: Connection, project: str) -> int:
    return con.scalar(select(func.count()).where(schema.uploads.c.project == project)) or 0
