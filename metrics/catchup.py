"""Snapshots that lag behind their project are taken anew by the worker, while pages show the last ones.

That happens after a process was killed between a commit and its snapshot, while another process computes, and when a
period has ended since the last look.
"""

from __future__ import annotations

import threading
from pathlib import Path

from metrics import actions, worker
from metrics.errors import ProveoutError
from metrics.store import Store

_jobs: dict[tuple[Path, str], worker.Job] = {}
_failed: dict[tuple[Path, str], tuple[int, str]] = {}
_lock = threading.Lock()


def catch_up(store: Store) -> tuple[str, ...]:
    """Set the worker on every project whose snapshot lags; the names of those still being computed.

    A project whose computation failed is not tried again before its next revision.
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
                    _failed[key] = (revision, str(error))
                job = None
            if _failed.get(key, (None, ""))[0] == revision:
                continue
            if job is None:
                _jobs[key] = worker.submit(store, actions.refresh, head.project, lane="unattended")
        waiting.append(head.name)
    return tuple(waiting)
