"""Who did what and when: one row for every write, appended in that write's own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from metrics.errors import StoreError
from metrics.store import schema
from metrics.store.database import Catalogue, now

Detail = Mapping[str, Any]  # what JSON can hold


@dataclass(frozen=True)
class AuditRow:
    """One recorded deed; `n` rises with time and is never used twice."""

    n: int
    at: dt.datetime
    actor: str
    action: str
    project: str | None
    subject: str | None
    detail: dict[str, Any]


def record(
    con: Connection, actor: str, action: str, project: str | None, subject: str | None, detail: Detail | None = None
) -> None:
    """Append a row to the audit within the caller's transaction. Raises StoreError without an actor."""
    if not actor.strip():
        raise StoreError("Nobody is named as the one who does this. State who it is (--by WHO)")
    row = {"at": now(), "actor": actor, "action": action, "project": project, "subject": subject}
    con.execute(insert(schema.audit).values(**row, detail=dict(detail or {})))


class Audit(Catalogue):
    """The audit part of Store."""

    def record(
        self, actor: str, action: str, project: str | None, subject: str | None, detail: Detail | None = None
    ) -> None:
        """Append a row for a deed outside the catalogue (an export, a report). Writes of Store record themselves."""
        with self.write() as con:
            record(con, actor, action, project, subject, detail)

    def audit(self, project: str | None = None) -> tuple[AuditRow, ...]:
        """All rows, or those of one project, oldest first."""
        query = select(schema.audit).order_by(schema.audit.c.n)
        if project is not None:
            query = query.where(schema.audit.c.project == project)
        with self.read() as con:
            return tuple(AuditRow(**row) for row in con.execute(query).mappings())
