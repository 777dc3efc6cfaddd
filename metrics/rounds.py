"""The server's rounds: every few seconds snapshots that lag are taken, new ones judged, and the outbox is emptied.

Every project is judged after each of its snapshots, and daily. Of several servers on one store one makes the rounds.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading

from metrics import actions, catchup, watch, worker
from metrics.errors import ProveoutError
from metrics.logs import about
from metrics.recurring import Recurring, seconds_from
from metrics.store import Store

VARIABLE = "PROVEOUT_WATCH"  # off, or the seconds between two rounds
SECONDS = 15.0
LOCK = ".watch.lock"

log = logging.getLogger("proveout")


def configured() -> float | None:
    """Seconds between two rounds, None where they are switched off. Raises ProveoutError for other words."""
    return seconds_from(VARIABLE, SECONDS, "The rounds", "rounds")


class Rounds(Recurring):
    """The rounds over a store: `start` and `stop` them, or make one with `go`."""

    failed = "a round could not be made; it is tried again"

    def __init__(self, store: Store, seconds: float = SECONDS) -> None:
        super().__init__("rounds", store.home / LOCK, seconds)
        self._store = store
        self._failed: dict[str, tuple[str, int, dt.date]] = {}

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

    def once(self) -> None:
        """One round; deliveries under way when it ends are repeated by the next server, and say so."""
        self.go()

    def later(self, error: Exception) -> None:
        """What holds up this round holds up no other."""
        log.warning("the rounds wait: %s", about(error))
