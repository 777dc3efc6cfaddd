"""Closed months and accepted restatements. Rows are added and never changed: what was booked stays booked."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from metrics.errors import Problem, StoreError
from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue, now

_closes, _acceptances = schema.closes, schema.acceptances


@dataclass(frozen=True)
class Close:
    """A signed month: its figures as JSON, byte for byte, and the snapshot and revision that they are of."""

    project: str
    month: dt.date
    snapshot: str
    revision: int
    figures: bytes
    figures_sha256: str
    comment: str
    closed_at: dt.datetime
    closed_by: str


@dataclass(frozen=True)
class Acceptance:
    """Restated figures of a closed month that somebody accepted; what was booked stays beside them."""

    project: str
    month: dt.date
    snapshot: str
    revision: int
    figures: bytes
    figures_sha256: str
    reason: str
    causes: tuple[str, ...]
    accepted_at: dt.datetime
    accepted_by: str


class Closes(Catalogue):
    """The part of Store that keeps what people put their name to."""

    def close_month(
        self,
        project: str,
        month: dt.date,
        *,
        actor: str,
        snapshot: str,
        revision: int,
        figures: bytes,
        comment: str,
        told: Mapping[str, Any],
    ) -> Close:
        """Book a month. told: its figures as the audit shows them.

        Raises StoreError where it is closed already, StaleRevision where the project is past `revision`: somebody
        would sign figures that no longer stand.
        """
        with self.write() as con:
            _unchanged(con, project, revision)
            if (before := _close(con, project, month)) is not None:
                text = f"{month:%B %Y} was closed by {before['closed_by']} on {before['closed_at']:%Y-%m-%d}"
                raise StoreError(Problem(text, "Accept its restatement, if there is one: booked figures stay."))
            row = _booked(project, month, snapshot, revision, figures)
            row |= {"comment": comment, "closed_at": now(), "closed_by": str(actor)}
            con.execute(insert(_closes).values(row))
            detail = {"comment": comment, "snapshot": snapshot, "sha256": row["figures_sha256"]}
            audit.record(con, actor, "close", project, f"{month:%Y-%m}", detail | {"before": None, "after": dict(told)})
        return Close(**row)

    def accept_restatement(
        self,
        project: str,
        month: dt.date,
        *,
        actor: str,
        snapshot: str,
        revision: int,
        figures: bytes,
        reason: str,
        causes: Sequence[str],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> Acceptance:
        """Take a closed month's present figures for its right ones. before, after: as the audit shows them.

        Raises StoreError where the month is not closed, StaleRevision where the project is past `revision`.
        """
        with self.write() as con:
            _unchanged(con, project, revision)
            if _close(con, project, month) is None:
                raise StoreError(Problem(f"{month:%B %Y} is not closed", "Nothing was changed."))
            row = _booked(project, month, snapshot, revision, figures)
            row |= {"reason": reason, "causes": list(causes), "accepted_at": now(), "accepted_by": str(actor)}
            con.execute(insert(_acceptances).values(row))
            detail = {"reason": reason, "causes": list(causes), "snapshot": snapshot, "sha256": row["figures_sha256"]}
            detail |= {"before": dict(before), "after": dict(after)}
            con.execute(delete(schema.watched).where(schema.watched.c.project == project))  # its alert is judged anew
            audit.record(con, actor, "accept", project, f"{month:%Y-%m}", detail)
        return Acceptance(**row | {"causes": tuple(causes)})

    def closes(self, project: str) -> tuple[Close, ...]:
        """The closed months, oldest first. Raises StoreError for an unknown project or damaged figures."""
        query = select(_closes).where(_closes.c.project == project).order_by(_closes.c.month)
        with self.read() as con:
            revisions.current(con, project)
            return tuple(Close(**_sound(row, Close)) for row in con.execute(query).mappings())

    def acceptances(self, project: str) -> dict[dt.date, tuple[Acceptance, ...]]:
        """The accepted restatements of each month that has any, oldest first. Raises StoreError as `closes`."""
        query = select(_acceptances).where(_acceptances.c.project == project).order_by(_acceptances.c.n)
        found: dict[dt.date, tuple[Acceptance, ...]] = {}
        with self.read() as con:
            for row in con.execute(query).mappings():
                kept = _sound(row, Acceptance) | {"causes": tuple(row["causes"])}
                found[row["month"]] = (*found.get(row["month"], ()), Acceptance(**kept))
        return found


def _booked(project: str, month: dt.date, snapshot: str, revision: int, figures: bytes) -> dict[str, Any]:
    hashed = {"figures": figures, "figures_sha256": hashlib.sha256(figures).hexdigest()}
    return {"project": project, "month": month, "snapshot": snapshot, "revision": revision, **hashed}


def _unchanged(con: Connection, project: str, revision: int) -> None:
    present = revisions.current(con, project, lock=True)
    if present != revision:
        raise revisions.stale(con, project, revision, present)


def _close(con: Connection, project: str, month: dt.date) -> RowMapping | None:
    query = select(_closes).where(_closes.c.project == project, _closes.c.month == month)
    return con.execute(query).mappings().first()


def _sound(row: RowMapping, kind: type[Close] | type[Acceptance]) -> dict[str, Any]:
    if hashlib.sha256(row["figures"]).hexdigest() != row["figures_sha256"]:
        where = f"project {row['project']}, {row['month']:%B %Y}"
        raise StoreError(Problem("A closed month's figures are not what was booked", "Restore a backup.", path=where))
    return {name: row[name] for name in kind.__dataclass_fields__}
