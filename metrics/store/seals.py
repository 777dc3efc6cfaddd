"""Seals: a KPI's definition and baseline points, fixed with date and owner. Later seals do not erase earlier ones."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import RowMapping, func, insert, select

from metrics.errors import Problem, StoreError
from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue


@dataclass(frozen=True)
class Seal:
    """A KPI as sealed; `points` is the JSON that was sealed, byte for byte, `revision` the project's that it made."""

    project: str
    kpi: str
    revision: int
    definition_digest: str
    points: bytes
    points_sha256: str
    reason: str | None
    sealed_at: dt.datetime
    sealed_by: str


class Seals(Catalogue):
    """The seals part of Store."""

    def seal(
        self,
        project: str,
        kpi: str,
        *,
        actor: str,
        reason: str | None,
        definition_digest: str,
        points: bytes,
        sealed_at: dt.datetime,
    ) -> None:
        """Seal a KPI (again) and bump the revision. `points` is JSON. Raises StoreError for an unknown project."""
        sha256 = hashlib.sha256(points).hexdigest()
        with self.write() as con:
            revision = revisions.bump(con, project)
            table = schema.seals
            earlier = select(table.c.points_sha256).where(table.c.project == project, table.c.kpi == kpi)
            before = con.scalar(earlier.order_by(table.c.n.desc()).limit(1))
            con.execute(
                insert(table).values(
                    project=project,
                    kpi=kpi,
                    revision=revision,
                    definition_digest=definition_digest,
                    points=points,
                    points_sha256=sha256,
                    reason=reason,
                    sealed_at=sealed_at,
                    sealed_by=actor,
                )
            )
            detail = {"revision": revision, "digest": definition_digest, "before": before, "after": sha256}
            detail["reason"] = reason
            audit.record(con, actor, "seal", project, kpi, detail)

    def seals(self, project: str) -> dict[str, Seal]:
        """The latest seal of each sealed KPI. Raises StoreError for a damaged one or an unknown project."""
        table = schema.seals
        newest = select(func.max(table.c.n)).where(table.c.project == project).group_by(table.c.kpi)
        with self.read() as con:
            revisions.current(con, project)
            rows = con.execute(select(table).where(table.c.n.in_(newest)).order_by(table.c.kpi)).mappings()
            return {row["kpi"]: _sound(row) for row in rows}

    def seal_history(self, project: str, kpi: str) -> tuple[Seal, ...]:
        """Every seal of one KPI, oldest first."""
        table = schema.seals
        query = select(table).where(table.c.project == project, table.c.kpi == kpi).order_by(table.c.n)
        with self.read() as con:
            return tuple(_sound(row) for row in con.execute(query).mappings())


def _sound(row: RowMapping) -> Seal:
    seal = Seal(**{name: row[name] for name in Seal.__dataclass_fields__})
    if hashlib.sha256(seal.points).hexdigest() != seal.points_sha256:
        where = f"project {seal.project}, KPI {seal.kpi}"
        raise StoreError(Problem("A seal's points are not what was sealed", "Restore a backup.", path=where))
    return seal
