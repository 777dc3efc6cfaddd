"""The rules on one project: its standing snapshot is judged, alerts change state, what is told goes to the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from metrics import definition, snapshot
from metrics.results import ProjectResult
from metrics.store import SnapshotRow, Step, Store
from metrics.watch.case import Booked, Case
from metrics.watch.receivers import address
from metrics.watch.rules import judge
from metrics.watch.states import Moment, step


def check(store: Store, project: str, now: dt.datetime | None = None, closed: Sequence[Booked] = ()) -> Step:
    """Judge a project's standing snapshot and its closed months, and keep what follows.

    Raises StoreError where it has no snapshot, or a damaged one.
    Nothing is delivered here, so that no receiver can hold it up.
    """
    now = now or dt.datetime.now(dt.UTC)
    row = store.latest_snapshot(project)
    if row is None:
        return Step()
    saved = store.definitions(project)
    defined = definition.parse(next(each.text for each in saved if each.revision <= row.revision))
    zone = ZoneInfo(defined.project.timezone)
    today, result = now.astimezone(zone).date(), _thawed(store, row)
    case = Case(
        project=defined,
        now=result,
        before=_before(store, row),
        today=today,
        uploads=store.live(project),
        defined_on=saved[-1].saved_at.astimezone(zone).date(),
        wishes=store.wishes(project),
        closed=tuple(closed),
    )
    moment = Moment(project, result.name, result.owner, row.id, now, today, address())
    return store.watch(
        project,
        lambda found: step(found, judge(replace(case, wishes=found.wishes)), moment),
        snapshot=row.id,
        revision=row.revision,
        day=now.astimezone(dt.UTC).date(),
    )


def _before(store: Store, standing: SnapshotRow) -> ProjectResult | None:
    """The last results of an earlier data date: what was known a period ago, whatever was uploaded since."""
    if standing.as_of is None:
        return None
    earlier = [row for row in store.snapshots(standing.project) if row.as_of and row.as_of < standing.as_of]
    return _thawed(store, store.snapshot(standing.project, earlier[-1].id)) if earlier else None


def _thawed(store: Store, row: SnapshotRow) -> ProjectResult:
    return snapshot.thaw(list(row.part_hashes), lambda key: store.part(row.project, row.id, key))
