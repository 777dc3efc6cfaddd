"""How much a store holds, in sums over all projects: for those who watch over the server."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from metrics.store import lake, schema
from metrics.store.database import Catalogue


@dataclass(frozen=True)
class Census:
    """uploads: state → how many, their rows, their rejected rows. behind: projects whose latest snapshot is older than
    their last change. inbox: files put down and not yet taken.
    alerts: that fire. deliveries: of alerts, that wait for their receiver.
    """

    projects: int
    behind: int
    uploads: dict[str, tuple[int, int, int]]
    inbox: int
    alerts: int
    deliveries: int


class Counts(Catalogue):
    """The part of Store that counts what is there."""

    def census(self) -> Census:
        """The sums of now."""
        table, snaps, projects = schema.uploads, schema.snapshots, schema.projects
        sums = select(table.c.state, func.count(), func.sum(table.c.rows), func.sum(table.c.rejected))
        latest = select(func.max(snaps.c.revision)).where(snaps.c.project == projects.c.id).scalar_subquery()
        lags = func.coalesce(latest, 0) < projects.c.revision
        there = projects.c.removed_at.is_(None)
        with self.read() as con:
            uploads = {
                state: (n, rows, rejected) for state, n, rows, rejected in con.execute(sums.group_by(table.c.state))
            }
            known = con.scalar(select(func.count()).select_from(projects).where(there)) or 0
            behind = con.scalar(select(func.count()).select_from(projects).where(there, lags)) or 0
            fires = select(func.count()).join_from(schema.alerts, projects, schema.alerts.c.project == projects.c.id)
            fires = fires.where(there, schema.alerts.c.closed_at.is_(None))
            box = schema.outbox
            waits = select(func.count()).select_from(box).where(box.c.sent_at.is_(None), box.c.ended_at.is_(None))
            alerts, deliveries = con.scalar(fires) or 0, con.scalar(waits) or 0
        files = (path for path in self.home.glob(f"{lake.INBOX}/*/*/*") if path.is_file() and path.name[0] != ".")
        return Census(known, behind, uploads, sum(1 for _ in files), alerts, deliveries)
