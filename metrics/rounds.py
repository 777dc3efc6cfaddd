"""The server's rounds: every few seconds snapshots that lag are taken, new ones judged, and the outbox is emptied.

Every project is judged after each of its snapshots, and daily. Of several servers on one store one makes the rounds.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
from typing import IO

from metrics import actions, catchup, disk, watch, worker
from metrics.errors import Problem, ProveoutError
from metrics.logs import about
from metrics.store import Store

VARIABLE = "PROVEOUT_WATCH"  # off, or the seconds between two rounds
SECONDS = 15.0
LOCK = ".watch.lock"

log = logging.getLogger("proveout")


def configured() -> float | None:
    """Seconds between two rounds, None where they are switched off. Raises ProveoutError for other words."""
    text = os.environ.get(VARIABLE, "").strip().lower()
    if text in ("off", "0", "no", "false"):
        return None
    try:
        seconds = float(text or SECONDS)
        if not 0 < seconds < float("inf"):
            raise ValueError
    except ValueError:
        remedy = f'Set {VARIABLE} to "off" or to the seconds between two rounds, default {SECONDS:g}.'
        raise ProveoutError(Problem("The rounds cannot be configured so", remedy, value=text)) from None
    return seconds


class Rounds:
    """The rounds over a store: `start` and `stop` them, or make one with `go`."""

    def __init__(self, store: Store, seconds: float = SECONDS) -> None:
        self._store, self._seconds = store, seconds
        self._failed: dict[str, tuple[str, int, dt.date]] = {}
        self._lock: IO[bytes] | None = None
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Say that the rounds end; `wait` until they have. Stop the workers in between: one may be waited for."""
        self._stopped.set()

    def wait(self) -> None:
        """Wait until the last round has ended; deliveries under way are repeated by the next server, and say so."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def go(self, now: dt.datetime | None = None) -> list[threading.Thread]:
        """One round; the threads that deliver, which it does not wait for."""
        if not self._alone():
            return []
        now = now or dt.datetime.now(dt.UTC)
        catchup.catch_up(self._store)
        day = now.astimezone(dt.UTC).date()
        for project, snapshot, revision in self._store.unwatched(day):
            if self._stopped.is_set():
                return []
            if self._failed.get(project) == (snapshot, revision, day):
                continue  # tried already: the next snapshot, or the next day, may do
            try:
                worker.run(self._store, actions.judged, project, now, lane="unattended")
                self._failed.pop(project, None)
            except ProveoutError as error:
                if not self._stopped.is_set():
                    self._failed[project] = (snapshot, revision, day)
                    log.warning("the alert rules of %s could not be run: %s", project, about(error))
        return watch.deliver(self._store, now)

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                self.go()
            except (OSError, ProveoutError) as error:
                log.warning("the rounds wait: %s", about(error))
            except Exception:
                log.exception("a round could not be made; it is tried again")

    def _alone(self) -> bool:
        """Whether this is the one that makes the rounds of this store."""
        if self._lock is None:
            self._lock = disk.alone(self._store.home / LOCK)
        return self._lock is not None
