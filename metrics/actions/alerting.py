"""Alerts for people: what fires and who was told, mutes, and what a project wants to be told."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from metrics import definition, watch, words
from metrics.access.visit import Visit, guarded
from metrics.actions import moves
from metrics.actions.house import refresh
from metrics.actions.restating import closed_months
from metrics.errors import Problem, ProveoutError, StoreError
from metrics.logs import about
from metrics.store import Alert, Delivery, Mute, Step, Store, Wishes

SHOWN_FOR = dt.timedelta(days=30)  # what has recovered stays on the page
LONGEST_MUTE = dt.timedelta(days=366)

log = logging.getLogger("proveout")


@dataclass(frozen=True)
class Seen:
    """An alert as people see it. mute: the one that counts now; told: every delivery of it, oldest first.

    due: the receivers that the project names and that were not told yet, nor wait: the next round tells them.
    off: its rule was switched off since.
    """

    alert: Alert
    mute: Mute | None = None
    told: tuple[Delivery, ...] = ()
    due: tuple[str, ...] = ()
    off: bool = False

    @property
    def firing(self) -> bool:
        """Whether it fires now, muted or not."""
        return self.alert.closed_at is None

    @property
    def asks(self) -> bool:
        """Whether somebody has to decide something; a verdict that has improved is good news."""
        return self.firing and not (
            self.alert.rule == "verdict" and self.alert.detail["numbers"]["after"] == "improved"
        )

    @property
    def rule(self) -> str:
        """What its rule watches, in words."""
        rule = watch.RULES.get(self.alert.rule)
        return rule.title if rule else self.alert.rule

    @property
    def state(self) -> str:
        """Where it stands: "told to team-mail on 3 Oct 2026"."""
        if self.alert.closed_at:
            how = {"withdrawn": "no longer watched"}.get(self.alert.closed_as or "", self.alert.closed_as)
            return f"{how} on {words.day(self.alert.closed_at.date())}"
        if self.mute:
            return f"muted until {words.day(self.mute.until)}: {self.mute.reason}"
        came = {each.receiver: each.sent_at for each in self.told if each.sent_at}
        waits = sorted({each.receiver for each in self.told if not each.sent_at and not each.ended_at})
        lost = sorted({each.receiver for each in self.told if each.ended_at} - set(came))
        parts = [f"told to {name} on {words.day(at.date())}" for name, at in sorted(came.items())]
        parts += [f"waits for {', '.join(waits)}"] if waits else []
        parts += [f"given up for {', '.join(lost)}"] if lost else []
        if self.off:
            parts += ["its rule is switched off: the next round ends it"]
        parts += [f"{words.listed(self.due)} will be told at the next round"] if self.due else []
        return "; ".join(parts) or "fired; nobody is named to be told"

    @property
    def trouble(self) -> str:
        """What receivers that have not taken it yet answered last; "" where nothing went wrong."""
        open_ = [each for each in self.told if each.error and not each.sent_at]
        return "; ".join(f"{each.receiver}: {each.error} (attempt {each.attempts})" for each in open_)


@dataclass(frozen=True)
class Checked:
    """What a run of the rules found in one project. error: why it could not be judged."""

    project: str
    firing: tuple[Seen, ...] = ()
    recovered: tuple[Alert, ...] = ()
    error: ProveoutError | None = None


def judged(store: Store, project: str, now: dt.datetime | None = None) -> Step:
    """Run the rules on a project's standing snapshot, its closed months among them; the house's own work."""
    closed = [
        watch.Booked(
            each.close.month,
            each.close.closed_by,
            moves.clause([move for move in each.moved if not move.refit], each.current.currency)
            if each.state == "restated"
            else "",
        )
        for each in closed_months(store, project)
    ]
    return watch.check(store, project, now, closed)


def judged_at_once(store: Store, project: str) -> None:
    """Run the rules after a deed that may answer an alert, so that it no longer asks for what was just done.

    Nothing is judged where nothing fires. What cannot be judged now is left to the next round: the deed is done.
    """
    if not store.alerts((project,)):
        return
    try:
        judged(store, project)
    except ProveoutError as error:
        log.warning("the alert rules of %s could not be run: %s", project, about(error))


@guarded
def alerts(visit: Visit, project: str) -> tuple[Seen, ...]:
    """A project's alerts: those that fire, then those that recovered lately; none for one who sees segments only."""
    return _seen(visit, (project,), dt.datetime.now(dt.UTC) - SHOWN_FOR)


@guarded
def firing(visit: Visit) -> tuple[Seen, ...]:
    """What fires and is not muted, in every project that the visitor sees as a whole, newest first."""
    return tuple(each for each in _seen(visit, visit.projects()) if not each.mute)


@guarded
def mute(visit: Visit, project: str, alert: str, until: dt.date, reason: str) -> Mute:
    """Say nothing of an alert up to and including a day. Raises StoreError without a reason or with a day gone by."""
    today = dt.datetime.now(dt.UTC).date()
    if not today <= until <= today + LONGEST_MUTE:
        raise StoreError(Problem("an alert is muted for a year at most, from today on", value=until.isoformat()))
    return visit.store.mute(project, alert, until, reason, actor=visit.actor)


@guarded
def unmute(visit: Visit, project: str, alert: str) -> None:
    """Tell of an alert again. Raises StoreError where it is not muted."""
    visit.store.unmute(project, alert, actor=visit.actor)


@guarded
def wishes(visit: Visit, project: str) -> Wishes:
    """Whom a project tells, which rules are off, and their measures."""
    return visit.store.wishes(project)


@guarded
def receivers(visit: Visit, project: str) -> tuple[str, ...]:
    """The names of those whom the project may tell. Raises NotConfigured where the server's file cannot be used."""
    return watch.configured().of(project)


@guarded
def untold_owner(visit: Visit, project: str) -> str:
    """Why the owner, whom the project wishes to be told, cannot be now; "" where all is well or nobody wishes that."""
    known = watch.configured().by_name
    wished = [known[name] for name in visit.store.wishes(project).receivers if name in known]
    if not any(each.to_owner and each.serves(project) for each in wished):
        return ""
    return watch.nobody(definition.parse(visit.store.definition(project).text).project, dt.datetime.now(dt.UTC))


@guarded
def wish(visit: Visit, project: str, wishes: Wishes) -> None:
    """Say whom a project tells, and of what. Raises StoreError for an unknown receiver or rule, or a wrong measure."""
    wrong = [
        Problem("no receiver of this name is configured on the server", "Ask who runs it.", value=name)
        for name in sorted(set(wishes.receivers) - set(visit.store.wishes(project).receivers) - _known(project))
    ]
    wrong += [Problem("there is no such rule", value=name) for name in wishes.off if name not in watch.RULES]
    if not 1 <= wishes.again_days <= 365:
        wrong.append(Problem("told again after 1 to 365 days", value=str(wishes.again_days)))
    if not 0 <= wishes.rejects_share <= 1:
        wrong.append(Problem("a share of rows lies between 0 and 1", value=str(wishes.rejects_share)))
    if wrong:
        raise StoreError(wrong)
    visit.store.wish(project, wishes, actor=visit.actor)


@guarded
def run_rules(visit: Visit, now: dt.datetime | None = None) -> list[Checked]:
    """Take every snapshot that lags, judge every project, and deliver what is due; what fires now, by project."""
    now = now or dt.datetime.now(dt.UTC)
    found = []
    for project in visit.store.projects():
        try:
            refresh(visit.store, project, now)
            step = judged(visit.store, project, now)
        except ProveoutError as error:
            found.append(Checked(project, error=error))
            continue
        gone = tuple(alert for alert in step.judged if alert.closed_as == "recovered")
        found.append(Checked(project, recovered=gone))
    for thread in watch.deliver(visit.store, now):
        thread.join(DELIVERY_SECONDS)
    return [one if one.error else Checked(one.project, _seen(visit, (one.project,)), one.recovered) for one in found]


DELIVERY_SECONDS = 60.0  # then the command ends, and what is still under way is tried again


def _known(project: str) -> set[str]:
    return set(watch.configured().of(project))


def _seen(visit: Visit, projects: Sequence[str], since: dt.datetime | None = None) -> tuple[Seen, ...]:
    whole = [project for project in projects if visit.segments(project) is None]
    if not whole:
        return ()
    found, today = visit.store.alerts(whole, since), dt.datetime.now(dt.UTC).date()
    muted = {(m.project, m.rule, m.key): m for m in visit.store.mutes(whole) if today <= m.until}
    told: dict[str, list[Delivery]] = {}
    for delivery in visit.store.deliveries([alert.id for alert in found]):
        told.setdefault(delivery.alert, []).append(delivery)
    wished = {project: visit.store.wishes(project) for project in {alert.project for alert in found}}
    seen = []
    for alert in found:
        came, wishes = tuple(told.get(alert.id, ())), wished[alert.project]
        off = alert.rule in wishes.off
        due = () if off else tuple(set(wishes.receivers) - {each.receiver for each in came})
        mute = muted.get((alert.project, alert.rule, alert.key))
        seen.append(Seen(alert, mute, came, tuple(sorted(due)), off))
    return tuple(seen)
