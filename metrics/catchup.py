"""Snapshots that lag behind their project are taken anew by the worker, while pages show the last ones.

That happens after a process was killed between a commit and its snapshot, while another process computes, and when a
period has ended since the last look.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import NamedTuple

from metrics import actions, worker
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from metrics.store import Store

AGAIN_SECONDS = 300.0  # a damaged file may have been put back


class _Failure(NamedTuple):
    revision: int
    words: str
    at: float


_jobs: dict[tuple[Path, str], worker.Job] = {}
_failed: dict[tuple[Path, str], _Failure] = {}
_lock = threading.Lock()


def catch_up(store: Store) -> tuple[str, ...]:
    """Set the worker on every project whose snapshot lags; the names of those still being computed.

    A project whose computation failed is not tried again before its next revision, or some minutes later.
    """
    waiting = []
    for head in actions.headlines(store):
        if not head.stale:
            continue
        key, revision = (store.home, head.project), store.revision(head.project)
        with _lock:
            job = _jobs.get(key)
            if job is not None and job.done():
                del _jobs[key]
                try:
                    job.result()
                except ProveoutError as error:
                    _failed[key] = _Failure(revision, str(error), time.monotonic())
                else:
                    _failed.pop(key, None)
                job = None
            failed = _failed.get(key)
            if failed and failed.revision == revision and job is None and time.monotonic() < failed.at + AGAIN_SECONDS:
                continue
            if job is None:
                _jobs[key] = worker.submit(store, actions.refresh, head.project, lane="unattended")
        waiting.append(head.name)
    return tuple(waiting)


def trouble(visit: Visit, project: str) -> str | None:
    """Why the results of a project's present revision could not be computed; None where they could, or may yet be."""
    store = visit.store
    with _lock:
        failed = _failed.get((store.home, project))
    if failed is None or not visit.sees(project):
        return None
    return failed.words if failed.revision == store.revision(project) else None
