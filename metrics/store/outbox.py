"""The outbox: what is to be delivered of alerts, to whom, and how far that has come. At least once, and marked.

An attempt is counted before it is made: after a kill between sending and marking, the next one is known as a repeat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import Connection, func, insert, select, update

from metrics.store import schema
from metrics.store.database import Catalogue, now

Kind = Literal["fired", "again", "recovered", "withdrawn"]
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=6)  # between two attempts, doubling
ENDS_AFTER = dt.timedelta(days=14)  # without success; the page says so
REMOVED = "the project was removed"
NO_LONGER_CHOSEN = "the project no longer names this receiver"
_outbox = schema.outbox


@dataclass(frozen=True)
class Delivery:
    """One message to one receiver. `id` stays from attempt to attempt; sent_at: the receiver took it."""

    id: str
    alert: str
    project: str
    receiver: str
    kind: Kind
    about: str
    title: str
    text: str
    made_at: dt.datetime
    next_try_at: dt.datetime
    attempts: int = 0
    sent_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None  # given up, or nobody wants it any more
    error: str | None = None


def pause(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts: 1, 2, 4 … minutes, 6 hours at most."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


class Outbox(Catalogue):
    """The part of Store that keeps deliveries."""

    def deliveries(self, alerts: Sequence[str]) -> tuple[Delivery, ...]:
        """All deliveries of alerts, oldest first."""
        query = select(_outbox).where(_outbox.c.alert.in_(alerts)).order_by(_outbox.c.made_at, _outbox.c.id)
        with self.read() as con:
            return tuple(Delivery(**row) for row in con.execute(query).mappings())

    def waiting(self, at: dt.datetime) -> tuple[Delivery, ...]:
        """What may be tried now, by the time it may: of each alert and receiver the oldest, so that order is kept."""
        open_ = (_outbox.c.sent_at.is_(None), _outbox.c.ended_at.is_(None))
        place = func.row_number().over(
            partition_by=[_outbox.c.alert, _outbox.c.receiver], order_by=[_outbox.c.made_at, _outbox.c.id]
        )
        ranked = select(_outbox, place.label("place")).where(*open_).subquery()
        query = select(ranked).where(ranked.c.place == 1, ranked.c.next_try_at <= at)
        with self.read() as con:
            rows = con.execute(query.order_by(ranked.c.next_try_at, ranked.c.made_at, ranked.c.id)).mappings()
            return tuple(Delivery(**{name: row[name] for name in Delivery.__dataclass_fields__}) for row in rows)

    def claim(self, delivery: Delivery, at: dt.datetime | None = None) -> Delivery | None:
        """Count an attempt that is about to be made; None where another process makes it, or it is no longer wanted."""
        at = at or now()
        attempts = delivery.attempts + 1
        mine = (
            _outbox.c.id == delivery.id,
            _outbox.c.attempts == delivery.attempts,
            _outbox.c.sent_at.is_(None),
            _outbox.c.ended_at.is_(None),
        )
        with self.write() as con:
            counted = update(_outbox).where(*mine).values(attempts=attempts, next_try_at=at + pause(attempts))
            if not con.execute(counted).rowcount:
                return None
            row = con.execute(select(_outbox).where(_outbox.c.id == delivery.id)).mappings().one()
            return Delivery(**row)

    def delivered(self, delivery: Delivery, at: dt.datetime | None = None) -> None:
        """The receiver took it."""
        with self.write() as con:
            con.execute(update(_outbox).where(_outbox.c.id == delivery.id).values(sent_at=at or now(), error=None))

    def not_delivered(self, delivery: Delivery, error: str, at: dt.datetime | None = None) -> None:
        """The receiver did not take it: it is tried again, for 14 days. error: without the receiver's secrets."""
        at = at or now()
        ended = at if at - delivery.made_at >= ENDS_AFTER else None
        with self.write() as con:
            con.execute(update(_outbox).where(_outbox.c.id == delivery.id).values(error=error, ended_at=ended))


def put(con: Connection, deliveries: Sequence[Delivery]) -> None:
    """Add deliveries within the caller's transaction."""
    if deliveries:
        con.execute(insert(_outbox), [asdict(delivery) for delivery in deliveries])


def last_told(con: Connection, alerts: Sequence[str]) -> Mapping[tuple[str, str], Delivery]:
    """The newest delivery by alert and receiver."""
    query = select(_outbox).where(_outbox.c.alert.in_(alerts)).order_by(_outbox.c.made_at, _outbox.c.id)
    found = (Delivery(**row) for row in con.execute(query).mappings())
    return {(each.alert, each.receiver): each for each in found}


def withdraw_all(con: Connection, project: str) -> None:
    """End what waits of a project that is removed."""
    waiting = (_outbox.c.project == project, _outbox.c.sent_at.is_(None), _outbox.c.ended_at.is_(None))
    con.execute(update(_outbox).where(*waiting).values(ended_at=now(), error=REMOVED))


def withdraw(con: Connection, project: str, receivers: Sequence[str]) -> None:
    """End what waits for receivers that a project no longer names."""
    waiting = (_outbox.c.project == project, _outbox.c.receiver.in_(receivers), _outbox.c.sent_at.is_(None))
    con.execute(
        update(_outbox).where(*waiting, _outbox.c.ended_at.is_(None)).values(ended_at=now(), error=NO_LONGER_CHOSEN)
    )
