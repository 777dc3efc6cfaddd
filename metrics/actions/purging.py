"""Erase an upload's bytes, for privacy; its hash, its counts and who erased it stay."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.access.visit import Visit, guarded
from metrics.actions.house import refresh
from metrics.store import Purged, Upload


@guarded
def purge(visit: Visit, upload: str, reason: str) -> Upload:
    """Erase an upload's original, rows and rejects for good; a live one leaves every figure, and cannot come back.

    Raises StoreError without a reason, for less than the whole id, and where it is purged already.
    """
    store = visit.store
    done = store.purge(upload, actor=visit.actor, reason=reason)
    refresh(store, done.project)
    return done


@guarded
def purged(visit: Visit, project: str) -> Mapping[str, Purged]:
    """Who purged which of a project's uploads (by id), when and why."""
    store = visit.store
    return store.purged(project)
