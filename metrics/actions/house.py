"""What the house does for itself and nobody in particular: its store, and snapshots that stand. No page calls it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from metrics import definition, disk, locales, measured, prove, snapshot
from metrics.access.visit import Visit
from metrics.actions import parts
from metrics.actions.ownership import owned
from metrics.results import Headline, ProjectResult
from metrics.store import Store
from metrics.store.snapshots import SnapshotRow
from metrics.store.soundness import require_readable


@lru_cache(maxsize=4)
def store(home: Path | None = None) -> Store:
    """The store of this process: one per home."""
    return Store.open(home)


def sweep(store: Store) -> int:
    """Clear away what unfinished uploads left a day ago or earlier; the number of files that went."""
    return len(store.sweep())


def signed_in(visit: Visit) -> None:
    """Write down that somebody came in, whatever they may do here."""
    visit.store.record(visit.actor, "login", None, None, {"kind": visit.who.kind, "place": visit.who.place})


def signed_out(visit: Visit) -> None:
    """Write down that somebody left."""
    visit.store.record(visit.actor, "logout", None, None, {"kind": visit.who.kind, "place": visit.who.place})


def refresh(store: Store, project: str, now: dt.datetime | None = None) -> SnapshotRow:
    """The snapshot of the project's present revision, taken now unless it stands already.

    Any process may call it: one that was killed between a commit and its snapshot is healed by the next.
    """
    now = now or dt.datetime.now(dt.UTC)
    while True:
        stored, revision = store.definition(project), store.revision(project)
        standing = store.latest_snapshot(project)
        if standing and standing.revision == revision and not _outdated(store, standing, now):
            return standing
        defined, live = definition.parse(stored.text), store.live(project)
        try:
            with disk.room(store.home, "the results"), measured.seconds("snapshot_seconds"):
                proof = prove(store.home, defined, live, store.seals(project), revision, now)
        except Exception as error:
            if store.revision(project) == revision:
                if isinstance(error, duckdb.Error):
                    require_readable(live)  # else it is a defect of ours
                raise
            continue  # an upload was purged under it
        if store.revision(project) != revision:
            continue  # changed meanwhile: those inputs are no longer the project's
        result = proof.result
        snapshot_id = str(result.snapshot)
        parts = snapshot.freeze(result, defined, proof.recheck_on)
        store.save_snapshot(project, snapshot_id=snapshot_id, revision=revision, as_of=result.as_of, parts=parts)
        return store.snapshot(project, snapshot_id)


def headlines(store: Store, now: dt.datetime | None = None) -> list[Headline]:
    """One headline per project; those whose snapshot lags say so, and those that nobody owns.

    They are put together anew when a revision, a snapshot or the minute is another one than the last time.
    """
    now = now or dt.datetime.now(dt.UTC)
    with locales.plain():
        return list(_headlines(store, store.standings(), now.replace(second=0, microsecond=0)))


@lru_cache(maxsize=16)
def _headlines(store: Store, _standings: Hashable, now: dt.datetime) -> tuple[Headline, ...]:
    found, rows = [], store.headlines()
    texts = store.texts()  # after them: a project that is new by now has a text and no line
    for _, revision, row, part in rows:
        head = owned(parts.headline(part), texts[row.project], now)
        stale = row.revision < revision or _due(store, row.project, head, now)
        found.append(head.model_copy(update={"stale": stale}))
    return tuple(sorted(found, key=lambda head: head.name.casefold()))


def thawed(store: Store, project: str, snapshot_id: str, keys: Sequence[str] | None = None) -> ProjectResult:
    """The results document as one snapshot froze it; keys: the parts that it is to have, all of them without."""
    row = store.snapshot(project, snapshot_id)
    return snapshot.thaw(
        list(row.part_hashes if keys is None else keys), lambda key: store.part(project, snapshot_id, key)
    )


def _outdated(store: Store, row: SnapshotRow, now: dt.datetime) -> bool:
    head = parts.part(store, row, "headline", Headline)
    return _due(store, row.project, head, now)


def _due(store: Store, project: str, head: Headline, now: dt.datetime) -> bool:
    """Whether a period has ended in the project's time zone; its definition is read where zones could differ on it."""
    day = dt.timedelta(days=1)
    if head.recheck_on is None or head.recheck_on > now.astimezone(dt.UTC).date() + day:
        return False
    zone = ZoneInfo(definition.parse(store.definition(project).text).project.timezone)
    return head.recheck_on <= now.astimezone(zone).date()
