"""Erase an upload's bytes, for privacy; its hash, its counts and who erased it stay."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.actions.read import refresh
from metrics.store import Purged, Store, Upload


def purge(store: Store, upload: str, reason: str, actor: str) -> Upload:
    """Erase an upload's original, rows and rejects for good; a live one leaves every figure, and cannot come back.

    Raises StoreError without a reason, for less than the whole id, and where it is purged already.
    """
    done = store.purge(upload, actor=actor, reason=reason)
    refresh(store, done.project)
    return done


def purged(store: Store, project: str) -> Mapping[str, Purged]:
    """Who purged which of a project's uploads (by id), when and why."""
    return store.purged(project)
