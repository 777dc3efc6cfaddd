"""Who answers for a project, and until when; a project whose owner's time is over is orphaned."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from metrics import definition, words
from metrics.model import ProjectInfo
from metrics.results import Headline, Warn
from metrics.store import Store

ORPHANED = "Nobody owns it: {owner}'s time ended on {day}. Somebody must take it over."


def owned(head: Headline, text: str, now: dt.datetime | None = None) -> Headline:
    """A headline with its owner as the present definition's text names them today; an orphan needs a decision."""
    info = _info(text)
    update: dict[str, object] = {"owner": info.owner, "owner_until": info.owner_until}
    if info.orphaned(_today(info, now)):
        update |= {"orphaned": True, "decision": " ".join(filter(None, (head.decision, _told(info))))}
    return head.model_copy(update=update)


def warning(store: Store, project: str, now: dt.datetime | None = None) -> Warn | None:
    """What results say of a project that is orphaned."""
    info = _info(store.definition(project).text)
    if not info.orphaned(_today(info, now)):
        return None
    return Warn(kind="orphaned", text=_told(info), from_=info.owner_until)


def _told(info: ProjectInfo) -> str:
    assert info.owner_until is not None
    last = info.owner_until - dt.timedelta(days=1)
    return ORPHANED.format(owner=info.owner or "the owner", day=words.day(last))


def _today(info: ProjectInfo, now: dt.datetime | None) -> dt.date:
    return (now or dt.datetime.now(dt.UTC)).astimezone(ZoneInfo(info.timezone)).date()


def _info(text: str) -> ProjectInfo:
    return definition.parse(text).project
