"""Who did what and when: one row for every write, appended in that write's own transaction and chained by hash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select

from metrics.errors import StoreError
from metrics.store import schema, verifying
from metrics.store.actor import place_of
from metrics.store.chain import GENESIS, canonical, link
from metrics.store.database import Catalogue, now
from metrics.store.verifying import Verified

Detail = Mapping[str, Any]  # what JSON can hold; `before` and `after` where one thing took another's place
MANY = 5_000  # rows that a long reading holds at once
_table = schema.audit


@dataclass(frozen=True)
class AuditRow:
    """One recorded deed; `n` rises by one and orders them, `hash` stands for it and all before it."""

    n: int
    at: dt.datetime
    actor: str
    place: str | None
    action: str
    project: str | None
    subject: str | None
    detail: dict[str, Any]
    previous: str
    hash: str


class Head(NamedTuple):
    """The last entry's number and hash: whoever keeps the hash notices a change of any entry up to it."""

    n: int
    hash: str


@dataclass(frozen=True)
class Wanted:
    """Which entries; None and empty mean all. since: the first moment; without: actions that are left out."""

    project: str | None = None
    actor: str | None = None
    action: str | None = None
    since: dt.datetime | None = None
    without: tuple[str, ...] = ()

    def where(self) -> list[ColumnElement[bool]]:
        """The conditions of a query."""
        equal = {"project": self.project, "actor": self.actor, "action": self.action}
        conditions: list[ColumnElement[bool]] = [_table.c[name] == to for name, to in equal.items() if to is not None]
        if self.since is not None:
            conditions.append(_table.c.at >= self.since)
        if self.without:
            conditions.append(_table.c.action.not_in(self.without))
        return conditions


ALL = Wanted()


def record(
    con: Connection, actor: str, action: str, project: str | None, subject: str | None, detail: Detail | None = None
) -> None:
    """Append a row to the audit within the caller's transaction; its write lock keeps others from coming between.

    An Actor says from where. Raises StoreError without an actor.
    """
    if not actor.strip():
        raise StoreError("Nobody is named as the one who does this. State who it is (--by WHO)")
    last = _head(con)
    row: dict[str, Any] = {"n": last.n + 1, "at": now(), "actor": str(actor), "place": place_of(actor)}
    row |= {"action": action, "project": project, "subject": subject, "previous": last.hash}
    kept = dict(detail or {})
    con.execute(insert(_table).values(**row, detail=kept, hash=link(row | {"detail": canonical(kept)})))


def _head(con: Connection) -> Head:
    """The end of the chain. Where a database lets two writers in at once, the key refuses the second's entry."""
    last = con.execute(select(_table.c.n, _table.c.hash).order_by(_table.c.n.desc()).limit(1)).first()
    return Head(0, GENESIS) if last is None else Head(*last)


class Audit(Catalogue):
    """The audit part of Store."""

    def record(
        self, actor: str, action: str, project: str | None, subject: str | None, detail: Detail | None = None
    ) -> None:
        """Append a row for a deed outside the catalogue (an export, a report). Writes of Store record themselves."""
        with self.write() as con:
            record(con, actor, action, project, subject, detail)

    def audit(self, project: str | None = None, wanted: Wanted = ALL) -> tuple[AuditRow, ...]:
        """All rows, or those of one project, or those wanted, oldest first."""
        return tuple(self.audit_entries(Wanted(project) if project is not None else wanted))

    def audit_entries(self, wanted: Wanted = ALL) -> Iterator[AuditRow]:
        """The rows wanted, oldest first, one after the other: an export needs no room for all of them."""
        query = select(_table).where(*wanted.where()).order_by(_table.c.n)
        with self.read() as con:
            for row in con.execution_options(yield_per=MANY).execute(query).mappings():
                yield AuditRow(**row)

    def audit_count(self, wanted: Wanted) -> int:
        """How many rows are wanted."""
        with self.read() as con:
            return con.scalar(select(func.count()).select_from(_table).where(*wanted.where())) or 0

    def audit_page(self, wanted: Wanted, page: int, size: int) -> tuple[AuditRow, ...]:
        """One page (from 1) of the rows wanted, newest first."""
        query: Select[Any] = select(_table).where(*wanted.where()).order_by(_table.c.n.desc())
        with self.read() as con:
            rows = con.execute(query.limit(size).offset((page - 1) * size)).mappings()
            return tuple(AuditRow(**row) for row in rows)

    def audit_names(self, project: str | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Everybody who ever did something, in one project or anywhere, and every action there is, each sorted."""
        where = Wanted(project).where()
        with self.read() as con:
            queries = (select(_table.c[name]).where(*where).distinct() for name in ("actor", "action"))
            actors, actions = (con.scalars(query) for query in queries)
            return tuple(sorted(actors)), tuple(sorted(actions))

    def audit_head(self) -> Head:
        """The end of the chain, to be printed where it is kept: 0 and zeros before the first entry."""
        with self.read() as con:
            return _head(con)

    def verify_audit(self, against: str | None = None) -> Verified:
        """Recompute the whole chain; against: a head hash that was kept earlier. Raises StoreError for no hash."""
        with self.read() as con:
            return verifying.verify(con, against)
