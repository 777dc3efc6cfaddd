"""Read results: snapshots and their parts, never raw rows. A snapshot that lags is taken anew on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from metrics import definition, disk, prove, snapshot
from metrics.errors import Problem, StoreError
from metrics.results import ForecastResult, KpiResult, Money, ProjectResult, Result
from metrics.snapshot import Headline, ProjectView, kpi_key
from metrics.store import Store
from metrics.store.snapshots import SnapshotRow

SomeResult = TypeVar("SomeResult", bound=Result)


@lru_cache(maxsize=4)
def store(home: Path | None = None) -> Store:
    """The store of this process: one per home."""
    return Store.open(home)


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
        defined = definition.parse(stored.text)
        try:
            with disk.room(store.home, "the results"):
                proof = prove(store.home, defined, store.live(project), store.seals(project), revision, now)
        except Exception:
            if store.revision(project) == revision:
                raise
            continue  # an upload was purged under it
        if store.revision(project) != revision:
            continue  # changed meanwhile: those inputs are no longer the project's
        result = proof.result
        snapshot_id = str(result.snapshot)
        parts = snapshot.freeze(result, defined, proof.recheck_on)
        store.save_snapshot(project, snapshot_id=snapshot_id, revision=revision, as_of=result.as_of, parts=parts)
        return store.snapshot(project, snapshot_id)


def results(store: Store, project: str) -> ProjectResult:
    """The whole results document of the project's present revision (docs/formats.md, part 2)."""
    return document(store, project, refresh(store, project).id)


def document(store: Store, project: str, snapshot_id: str) -> ProjectResult:
    """The results document as one snapshot froze it."""
    row = store.snapshot(project, snapshot_id)
    return snapshot.thaw(list(row.part_hashes), lambda key: store.part(project, snapshot_id, key))


def portfolio(store: Store, now: dt.datetime | None = None) -> list[Headline]:
    """One headline per project, in one query; those whose snapshot lags say so."""
    now, found = now or dt.datetime.now(dt.UTC), []
    for _, revision, row, part in store.headlines():
        head = Headline.model_validate_json(part)
        stale = row.revision < revision or _due(store, row.project, head, now)
        found.append(head.model_copy(update={"stale": stale}))
    return sorted(found, key=lambda head: head.name.casefold())


def grains_judged(store: Store, heads: Sequence[Headline]) -> dict[str, str]:
    """The period by which each project's primary KPI is judged; projects without results of one are left out."""
    views = {head.project: project(store, head.project) for head in heads if head.held}
    primary = {name: next((ref for ref in view.kpis if ref.primary), None) for name, view in views.items()}
    return {name: ref.grains[0] for name, ref in primary.items() if ref}


def project(store: Store, project: str) -> ProjectView:
    """A project without its large parts."""
    return _part(store, project, "project", ProjectView)


def kpi(store: Store, project: str, name: str, grain: str, segment: str | None = None) -> KpiResult:
    """One KPI at one grain, as a whole or for one segment."""
    return _part(store, project, kpi_key(name, grain, segment), KpiResult)


def forecast(store: Store, project: str, name: str) -> ForecastResult:
    """One forecast's accuracy figures."""
    return _part(store, project, f"forecast/{name}", ForecastResult)


def money(store: Store, project: str) -> Money | None:
    """Costs, benefits and payback; None where the project has neither costs nor benefits."""
    row = _standing(store, project)
    return _part(store, project, "money", Money) if "money" in row.part_hashes else None


def _part(store: Store, project: str, key: str, kind: type[SomeResult]) -> SomeResult:
    row = _standing(store, project)
    if key not in row.part_hashes:
        known = ", ".join(sorted(part for part in row.part_hashes if part.startswith(key.split("/")[0] + "/")))
        raise StoreError(Problem("this project has no such result", f"It has: {known or 'none'}.", value=key))
    return kind.model_validate_json(store.part(project, row.id, key))


def _standing(store: Store, project: str) -> SnapshotRow:
    """The latest snapshot, however old: pages read it at once, and say when it lags."""
    return store.latest_snapshot(project) or refresh(store, project)


def _outdated(store: Store, row: SnapshotRow, now: dt.datetime) -> bool:
    head = Headline.model_validate_json(store.part(row.project, row.id, "headline"))
    return _due(store, row.project, head, now)


def _due(store: Store, project: str, head: Headline, now: dt.datetime) -> bool:
    """Whether a period has ended in the project's time zone; its definition is read where zones could differ on it."""
    day = dt.timedelta(days=1)
    if head.recheck_on is None or head.recheck_on > now.astimezone(dt.UTC).date() + day:
        return False
    zone = ZoneInfo(definition.parse(store.definition(project).text).project.timezone)
    return head.recheck_on <= now.astimezone(zone).date()
