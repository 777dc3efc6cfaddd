"""The states of alerts: fired, told, told again after a pause or with news, recovered. Pure functions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from metrics.store import Alert, Delivery, Step, Watched
from metrics.store.alerts import Closed
from metrics.store.outbox import Kind
from metrics.watch import message
from metrics.watch.case import Judgement, place


@dataclass(frozen=True)
class Moment:
    """When and on what was judged. today: in the project's time zone. address: of the server, for links."""

    project: str
    name: str
    owner: str | None
    snapshot: str
    at: dt.datetime
    today: dt.date
    address: str = ""


def step(standing: Watched, judged: Mapping[tuple[str, str], Judgement], moment: Moment) -> Step:
    """What follows from judgements (by rule and key) on a project's alerts."""
    open_ = {(alert.rule, alert.key): alert for alert in standing.open}
    muted = {(mute.rule, mute.key) for mute in standing.mutes if moment.today <= mute.until}
    opened: list[Alert] = []
    judged_now: list[Alert] = []
    queued: list[Delivery] = []
    for (rule, key), said in judged.items():
        before = open_.pop((rule, key), None)
        if said.firing is None or (before is None and not said.firing):
            continue
        if said.firing:
            alert = _firing(before, rule, said, moment)
            (judged_now if before else opened).append(alert)
            if (rule, key) not in muted:
                queued += _told(alert, said, standing, moment)
        elif before:
            how: Closed = "settled" if said.once and not _undone(before, said) else "recovered"
            alert = replace(_firing(before, rule, said, moment), closed_at=moment.at, closed_as=how)
            judged_now.append(alert)
            queued += _closing(alert, standing, moment, "recovered") if how == "recovered" else ()
    for before in open_.values():
        text = f"{before.title}: no longer watched; the rule was switched off, or what it watches is gone."
        closed = replace(before, text=text, judged_at=moment.at, closed_at=moment.at, closed_as="withdrawn")
        judged_now.append(closed)
        queued += _closing(closed, standing, moment, "withdrawn")
    return Step(tuple(opened), tuple(judged_now), tuple(queued))


def _firing(before: Alert | None, rule: str, said: Judgement, moment: Moment) -> Alert:
    detail = {
        "numbers": dict(said.numbers),
        "moved": list(said.moved),
        "place": place(moment.project, said),
        "owner": moment.owner,
    }
    new = before or Alert(
        id=uuid.uuid4().hex,
        project=moment.project,
        rule=rule,
        key=said.key,
        title=said.title,
        text=said.text,
        about=said.about,
        detail=detail,
        snapshot=moment.snapshot,
        fired_at=moment.at,
        judged_at=moment.at,
    )
    told = {"title": said.title, "text": said.text, "about": said.about, "detail": detail}
    return replace(new, **told, snapshot=moment.snapshot, judged_at=moment.at)  # type: ignore[arg-type]


def _undone(before: Alert, said: Judgement) -> bool:
    """Whether what an event had changed is again as it was before it."""
    return bool(before.detail["numbers"].get("before") == said.numbers.get("after"))


def _told(alert: Alert, said: Judgement, standing: Watched, moment: Moment) -> Sequence[Delivery]:
    """To whom it is told now: who was not yet, and, once what they were told has come, again with news or a pause."""
    found, pause = [], dt.timedelta(days=standing.wishes.again_days)
    for receiver in standing.wishes.receivers:
        last = standing.told.get((alert.id, receiver))
        if last is None:
            found.append(_delivery(alert, receiver, "fired", moment))
            continue
        came = last.sent_at or last.ended_at
        if came and (last.about != said.about or (not said.once and came + pause <= moment.at)):
            found.append(_delivery(alert, receiver, "again", moment))
    return found


def _closing(alert: Alert, standing: Watched, moment: Moment, kind: Kind) -> Sequence[Delivery]:
    """Whoever was told that it fires is told that it does no more, muted or not."""
    told = [name for name in standing.wishes.receivers if (alert.id, name) in standing.told]
    return [_delivery(alert, receiver, kind, moment) for receiver in told]


def _delivery(alert: Alert, receiver: str, kind: Kind, moment: Moment) -> Delivery:
    title, text = message.compose(alert, kind, moment.name, moment.address)
    return Delivery(
        id=uuid.uuid4().hex,
        alert=alert.id,
        project=alert.project,
        receiver=receiver,
        kind=kind,
        about=alert.about,
        title=title,
        text=text,
        made_at=moment.at,
        next_try_at=moment.at,
    )
