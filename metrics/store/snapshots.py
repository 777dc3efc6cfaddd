"""Snapshots: frozen results in parts. Equal parts are kept once; a read part is checked against its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, Select, and_, delete, func, insert, select, update

from metrics.errors import Problem, StoreError
from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue, now

HEADLINE = "headline"  # the key of the part that the portfolio page reads
SYSTEM = "proveout"  # the actor of snapshots that a process takes by itself, to catch up

_snaps = schema.snapshots
_parts = schema.snapshot_parts
_data = schema.part_data


@dataclass(frozen=True)
class SnapshotRow:
    """A snapshot without its contents; `revision` is the project's that it stands for, `part_hashes` key → SHA-256."""

    id: str
    project: str
    revision: int
    as_of: dt.date | None
    taken_at: dt.datetime
    part_hashes: dict[str, str]


class Headline(NamedTuple):
    """A project's latest headline part; the snapshot lags while its revision is below `revision_now`."""

    project: str
    revision_now: int
    snapshot: SnapshotRow  # its part_hashes hold the headline alone
    headline: bytes


class Snapshots(Catalogue):
    """The snapshots part of Store."""

    def save_snapshot(
        self,
        project: str,
        *,
        snapshot_id: str,
        revision: int,
        as_of: dt.date | None,
        parts: Mapping[str, bytes],
        actor: str = SYSTEM,
    ) -> None:
        """Keep a snapshot of the project at a revision. Saving it again changes nothing.

        The same id at a later revision (an undo undone) keeps the parts of the first time; parts that were damaged
        since are replaced. Raises StoreError for an unknown project or a revision that it has not reached.
        """
        with self.write() as con:
            present = revisions.current(con, project, lock=True)
            if revision > present:
                text = f"A snapshot of revision {revision} cannot be kept: project {project!r} is at revision {present}"
                raise StoreError(Problem(text, "Take it again."))
            same = and_(_snaps.c.project == project, _snaps.c.id == snapshot_id)
            taken_for = set(con.scalars(select(_snaps.c.revision).where(same)))
            repaired = _keep_parts(con, project, snapshot_id, parts) and bool(taken_for)
            if revision not in taken_for:
                row = {"project": project, "id": snapshot_id, "revision": revision, "as_of": as_of, "taken_at": now()}
                con.execute(insert(_snaps).values(**row))
            elif not repaired:
                return
            detail = {"revision": revision, "as_of": as_of and as_of.isoformat(), "repaired": repaired}
            audit.record(con, actor, "snapshot", project, snapshot_id, detail)

    def latest_snapshot(self, project: str) -> SnapshotRow | None:
        """The snapshot of the highest revision, the last taken of several; None before the first."""
        query = select(_snaps).where(_snaps.c.project == project).order_by(_snaps.c.revision.desc(), _snaps.c.n.desc())
        with self.read() as con:
            row = con.execute(query.limit(1)).mappings().first()
            if row is None:
                revisions.current(con, project)
                return None
            return _row(row, _hashes(con, project, row["id"]))

    def snapshot(self, project: str, snapshot_id: str) -> SnapshotRow:
        """One snapshot by its id, at the latest revision that it stands for. Raises StoreError when unknown."""
        same = and_(_snaps.c.project == project, _snaps.c.id == snapshot_id)
        with self.read() as con:
            row = con.execute(select(_snaps).where(same).order_by(_snaps.c.n.desc()).limit(1)).mappings().first()
            if row is None:
                revisions.current(con, project)
                raise StoreError(Problem(f"Project {project!r} has no such snapshot", value=snapshot_id))
            return _row(row, _hashes(con, project, snapshot_id))

    def snapshots(self, project: str) -> tuple[SnapshotRow, ...]:
        """Every snapshot at every revision that it stands for, oldest first, without the hashes of its parts."""
        query = select(_snaps).where(_snaps.c.project == project).order_by(_snaps.c.revision, _snaps.c.n)
        with self.read() as con:
            return tuple(_row(row, {}) for row in con.execute(query).mappings())

    def part(self, project: str, snapshot_id: str, key: str) -> bytes:
        """The bytes of one part. Raises StoreError when there is none or when they are not what was saved."""
        query = _content(_parts.c.project == project, _parts.c.snapshot == snapshot_id, _parts.c.key == key)
        with self.read() as con:
            row = con.execute(query).mappings().first()
        if row is None:
            raise StoreError(Problem(f"Snapshot {snapshot_id} of project {project!r} has no such part", value=key))
        return _checked(project, snapshot_id, row)

    def standings(self) -> tuple[tuple[str, int, int | None], ...]:
        """Every project with its revision and the number of its last snapshot: equal where `headlines` would be."""
        last = select(func.max(_snaps.c.n)).where(_snaps.c.project == schema.projects.c.id).scalar_subquery()
        there = select(schema.projects.c.id, schema.projects.c.revision, last)
        query = there.where(schema.projects.c.removed_at.is_(None)).order_by(schema.projects.c.id)
        with self.read() as con:
            return tuple((row[0], row[1], row[2]) for row in con.execute(query))

    def headlines(self) -> list[Headline]:
        """The headline of every project's latest snapshot, by project, in one query; without a snapshot: left out."""
        order = func.row_number().over(
            partition_by=_snaps.c.project, order_by=[_snaps.c.revision.desc(), _snaps.c.n.desc()]
        )
        ranked = select(_snaps, order.label("place")).subquery()
        mine = and_(_parts.c.project == ranked.c.project, _parts.c.snapshot == ranked.c.id, _parts.c.key == HEADLINE)
        query = (
            select(ranked, schema.projects.c.revision.label("now"), _parts.c.key, _parts.c.sha256, _data.c.data)
            .join_from(ranked, schema.projects, schema.projects.c.id == ranked.c.project)
            .join(_parts, mine)
            .join(_data, _data.c.sha256 == _parts.c.sha256)
            .where(ranked.c.place == 1, schema.projects.c.removed_at.is_(None))
            .order_by(ranked.c.project)
        )
        with self.read() as con:
            rows = con.execute(query).mappings().all()
        return [
            Headline(
                row["project"],
                row["now"],
                _row(row, {HEADLINE: row["sha256"]}),
                _checked(row["project"], row["id"], row),
            )
            for row in rows
        ]


def _row(row: RowMapping, hashes: dict[str, str]) -> SnapshotRow:
    return SnapshotRow(row["id"], row["project"], row["revision"], row["as_of"], row["taken_at"], hashes)


def _hashes(con: Connection, project: str, snapshot_id: str) -> dict[str, str]:
    query = select(_parts.c.key, _parts.c.sha256).where(_parts.c.project == project, _parts.c.snapshot == snapshot_id)
    return {row.key: row.sha256 for row in con.execute(query.order_by(_parts.c.key))}


def _content(*where: Any) -> Select[Any]:
    return select(_parts.c.key, _parts.c.sha256, _data.c.data).join_from(_parts, _data).where(*where)


def _checked(project: str, snapshot_id: str, row: RowMapping) -> bytes:
    data = bytes(row["data"])
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        where = f"project {project}, snapshot {snapshot_id}, part {row['key']}"
        remedy = "Recalculate the project, or restore a backup."
        raise StoreError(
            Problem("A part of a snapshot is damaged: its bytes do not match their hash", remedy, path=where)
        )
    return data


def _keep_parts(con: Connection, project: str, snapshot_id: str, parts: Mapping[str, bytes]) -> bool:
    """Store the parts unless sound ones are there; True when something was written."""
    mine = and_(_parts.c.project == project, _parts.c.snapshot == snapshot_id)
    if not parts:
        return False
    kept = con.execute(_content(mine)).mappings().all()
    if kept and all(hashlib.sha256(row["data"]).hexdigest() == row["sha256"] for row in kept):
        return False
    con.execute(delete(_parts).where(mine))
    for key, data in parts.items():
        sha256 = hashlib.sha256(data).hexdigest()
        if con.scalar(select(_data.c.sha256).where(_data.c.sha256 == sha256)) is None:
            con.execute(insert(_data).values(sha256=sha256, data=data))
        else:  # equal bytes of another snapshot, or damaged ones that are made good here
            con.execute(update(_data).where(_data.c.sha256 == sha256, _data.c.data != data).values(data=data))
        con.execute(insert(_parts).values(project=project, snapshot=snapshot_id, key=key, sha256=sha256))
    return True
