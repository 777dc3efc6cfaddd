"""Alerts: what fires, since when, who was told; mutes, and what a project wants to be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from metrics.errors import Problem, StoreError
from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue, now
from metrics.store.outbox import Delivery, last_told, put, withdraw
from metrics.store.snapshots import SYSTEM

Closed = Literal["recovered", "settled", "withdrawn"]
AGAIN_DAYS, REJECTS_SHARE = 7, 0.05  # what a project that wishes nothing else gets
_alerts, _mutes, _wishes, _watched = schema.alerts, schema.mutes, schema.watch_wishes, schema.watched


@dataclass(frozen=True)
class Alert:
    """Something that fires: by which rule, on what (`key`), in one sentence (`text`).

    about: what it was last judged on, such as a period; news where that changes. closed_as: how it ended; its text is
    then what ended it. Settled is an event that has become the state of things: nobody is told of that. detail: the
    figures, the place of the chart, the segments that moved, the owner.
    """

    id: str
    project: str
    rule: str
    key: str
    title: str
    text: str
    about: str
    detail: dict[str, Any]
    snapshot: str
    fired_at: dt.datetime
    judged_at: dt.datetime
    closed_at: dt.datetime | None = None
    closed_as: Closed | None = None


@dataclass(frozen=True)
class Mute:
    """Nothing is told of an alert up to and including a day."""

    project: str
    rule: str
    key: str
    until: dt.date
    reason: str
    muted_at: dt.datetime
    muted_by: str


@dataclass(frozen=True)
class Wishes:
    """What a project wants to be told, and who is told: receivers by name, rules that are off, and their measures."""

    receivers: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    again_days: int = AGAIN_DAYS
    rejects_share: float = REJECTS_SHARE


@dataclass(frozen=True)
class Watched:
    """What a judgement meets: the open alerts, the mutes, the wishes, and the last delivery by alert and receiver."""

    open: tuple[Alert, ...]
    mutes: tuple[Mute, ...]
    wishes: Wishes
    told: Mapping[tuple[str, str], Delivery]


@dataclass(frozen=True)
class Step:
    """What follows: alerts that are new, those as they are now (closed ones too), and what is to be delivered."""

    opened: tuple[Alert, ...] = ()
    judged: tuple[Alert, ...] = ()
    queued: tuple[Delivery, ...] = field(default=())


class Alerts(Catalogue):
    """The part of Store that keeps alerts."""

    def unwatched(self, day: dt.date) -> tuple[tuple[str, str, int], ...]:
        """Project, snapshot and revision of the standing snapshots that were not judged yet, or not on this day."""
        snaps = schema.snapshots
        order = func.row_number().over(
            partition_by=snaps.c.project, order_by=[snaps.c.revision.desc(), snaps.c.n.desc()]
        )
        ranked = select(snaps, order.label("place")).subquery()
        query = (
            select(ranked.c.project, ranked.c.id, ranked.c.revision)
            .join(schema.projects, schema.projects.c.id == ranked.c.project)
            .join(_watched, _watched.c.project == ranked.c.project, isouter=True)
            .where(
                ranked.c.place == 1,
                schema.projects.c.removed_at.is_(None),
                or_(
                    _watched.c.day.is_(None),
                    _watched.c.day < day,
                    _watched.c.snapshot != ranked.c.id,
                    _watched.c.revision != ranked.c.revision,
                ),
            )
            .order_by(ranked.c.project)
        )
        with self.read() as con:
            return tuple((row.project, row.id, row.revision) for row in con.execute(query))

    def watch(
        self,
        project: str,
        judge: Callable[[Watched], Step],
        *,
        snapshot: str,
        revision: int,
        day: dt.date,
        actor: str = SYSTEM,
    ) -> Step:
        """Keep what `judge` makes of a project's alerts, with what is to be delivered, in one transaction.

        `judge` is called with the write lock held, so that two processes never open or tell the same alert twice.
        """
        with self.write() as con:
            revisions.current(con, project, lock=True)
            if (con.scalar(select(_watched.c.revision).where(_watched.c.project == project)) or 0) > revision:
                return Step()  # another process has judged newer results meanwhile
            step = judge(_standing(con, project))
            for alert in step.opened:
                con.execute(insert(_alerts).values(**asdict(alert)))
                detail = {"about": alert.about, "text": alert.text, "after": "fired"}
                audit.record(con, actor, "alert", project, _name(alert), detail)
            for alert in step.judged:
                con.execute(update(_alerts).where(_alerts.c.id == alert.id).values(**asdict(alert)))
                if alert.closed_as:
                    detail = {"about": alert.about, "text": alert.text, "before": "fired", "after": alert.closed_as}
                    audit.record(con, actor, "alert", project, _name(alert), detail)
            put(con, step.queued)
            con.execute(delete(_watched).where(_watched.c.project == project))
            row = {"project": project, "snapshot": snapshot, "revision": revision, "day": day}
            con.execute(insert(_watched).values(**row))
        return step

    def alerts(self, projects: Sequence[str], closed_since: dt.datetime | None = None) -> tuple[Alert, ...]:
        """The open alerts of projects, and those closed since; the open ones first, each newest first."""
        shown: ColumnElement[bool] = _alerts.c.closed_at.is_(None)
        if closed_since is not None:
            shown = or_(shown, _alerts.c.closed_at >= closed_since)
        order = (_alerts.c.closed_at.is_not(None), _alerts.c.fired_at.desc(), _alerts.c.rule, _alerts.c.key)
        query = select(_alerts).where(_alerts.c.project.in_(projects), shown).order_by(*order)
        with self.read() as con:
            return tuple(Alert(**row) for row in con.execute(query).mappings())

    def mutes(self, projects: Sequence[str]) -> tuple[Mute, ...]:
        """What is muted, ended mutes too."""
        with self.read() as con:
            rows = con.execute(select(_mutes).where(_mutes.c.project.in_(projects))).mappings()
            return tuple(Mute(**row) for row in rows)

    def mute(self, project: str, alert: str, until: dt.date, reason: str, *, actor: str) -> Mute:
        """Say nothing of an alert, and of what fires by the same rule on the same thing, up to and including a day.

        Raises StoreError without a reason, and where the project has no such alert.
        """
        if not reason.strip():
            raise StoreError(Problem("an alert is muted for a reason", "Say why nobody needs to be told."))
        with self.write() as con:
            found = _alert(con, project, alert)
            made = Mute(project, found.rule, found.key, until, reason.strip(), now(), actor)
            before = _unmute(con, found)
            con.execute(insert(_mutes).values(**asdict(made)))
            detail = {"before": before, "after": until.isoformat(), "reason": made.reason}
            audit.record(con, actor, "mute", project, _name(found), detail)
        return made

    def unmute(self, project: str, alert: str, *, actor: str) -> None:
        """Tell of an alert again. Raises StoreError where it is not muted."""
        with self.write() as con:
            found = _alert(con, project, alert)
            before = _unmute(con, found)
            if before is None:
                raise StoreError(Problem("this alert is not muted", "Nothing was changed."))
            con.execute(delete(_watched).where(_watched.c.project == project))  # judged anew: it is told at once
            audit.record(con, actor, "unmute", project, _name(found), {"before": before, "after": None})

    def wishes(self, project: str) -> Wishes:
        """What a project wants to be told. Raises StoreError for an unknown one."""
        with self.read() as con:
            revisions.current(con, project)
            return _wished(con, project)

    def wish(self, project: str, wishes: Wishes, *, actor: str) -> None:
        """Keep what a project wants to be told; what waits for receivers that it no longer names is not delivered."""
        with self.write() as con:
            revisions.current(con, project, lock=True)
            before = _wished(con, project)
            if before == wishes:
                return
            con.execute(delete(_wishes).where(_wishes.c.project == project))
            con.execute(insert(_wishes).values(project=project, wishes=_listed(wishes)))
            withdraw(con, project, sorted(set(before.receivers) - set(wishes.receivers)))
            con.execute(delete(_watched).where(_watched.c.project == project))  # judged anew, by the new wishes
            audit.record(con, actor, "watch", project, None, {"before": _listed(before), "after": _listed(wishes)})


def _standing(con: Connection, project: str) -> Watched:
    rows = con.execute(select(_alerts).where(_alerts.c.project == project, _alerts.c.closed_at.is_(None))).mappings()
    open_ = tuple(Alert(**row) for row in rows)
    mutes = tuple(Mute(**row) for row in con.execute(select(_mutes).where(_mutes.c.project == project)).mappings())
    return Watched(open_, mutes, _wished(con, project), last_told(con, [alert.id for alert in open_]))


def _wished(con: Connection, project: str) -> Wishes:
    kept = con.scalar(select(_wishes.c.wishes).where(_wishes.c.project == project)) or {}
    wished: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return replace(Wishes(), **wished)


def _listed(wishes: Wishes) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(wishes).items()}


def _alert(con: Connection, project: str, alert: str) -> Alert:
    row = con.execute(select(_alerts).where(_alerts.c.project == project, _alerts.c.id == alert)).mappings().first()
    if row is None:
        raise StoreError(Problem("this project has no such alert", "List its alerts first.", value=alert))
    return Alert(**row)


def _unmute(con: Connection, alert: Alert) -> str | None:
    same = and_(_mutes.c.project == alert.project, _mutes.c.rule == alert.rule, _mutes.c.key == alert.key)
    before = con.scalar(select(_mutes.c.until).where(same))
    con.execute(delete(_mutes).where(same))
    return None if before is None else str(before)


def _name(alert: Alert) -> str:
    return f"{alert.rule}: {alert.key}" if alert.key else alert.rule
