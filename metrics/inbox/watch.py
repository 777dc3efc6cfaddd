"""Watching the inbox: a thread of the server looks every few seconds and takes what has stopped growing.

Of several servers on one store one watches: it holds a lock that the system releases when it dies. A file left in
working/ is taken again; a commit adds the same bytes once, so that a kill at any moment neither loses nor doubles.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from metrics import actions, worker
from metrics.access.identity import Identity
from metrics.access.visit import Visit
from metrics.disk import DiskFull, is_full
from metrics.errors import ProveoutError, StoreError
from metrics.inbox import report
from metrics.inbox.folders import ANSWERS, Place, Stamp, astray, file_name
from metrics.inbox.writers import being_written
from metrics.logs import FIELDS, about
from metrics.recurring import Recurring, seconds_from
from metrics.store import Store, lake

VARIABLE = "PROVEOUT_INBOX"  # off, or the seconds between two looks
SECONDS = 5.0
PAUSE_SECONDS = 60.0  # after a full disk
TRIES = 3  # for a store that refuses for reasons of its own, such as another process that holds it long

log = logging.getLogger("proveout")


def configured() -> float | None:
    """Seconds between two looks, None where the inbox is switched off. Raises ProveoutError for other words."""
    return seconds_from(VARIABLE, SECONDS, "The inbox", "looks")


class Inbox(Recurring):
    """The watch over a store's inbox: `start` and `stop` it, or `look` once."""

    failed = "the inbox could not be looked at; it is tried again"

    def __init__(self, store: Store, seconds: float = SECONDS) -> None:
        super().__init__("inbox", store.home / lake.INBOX / ".lock", seconds)
        self._store = store
        self._visit = Visit(store, Identity("inbox", "inbox", "inbox"))
        self._seen: dict[str, Stamp] = {}
        self._tries: dict[str, int] = {}
        self._places: dict[str, tuple[int, tuple[Place, ...]]] = {}
        self._pause_until = 0.0
        self._warned: set[str] = set()

    def look(self) -> int:
        """Take the files that have not changed since the last look, and those left over; the number dealt with."""
        if self._idle() or not self._alone():
            return 0
        dealt, seen = 0, dict[str, Stamp]()
        places = self._all_places()
        for place in places:
            with self._going_on():
                dealt += self._take(place, seen)
            if self._idle():
                return dealt
        for path in astray(self._store.home / lake.INBOX, places):
            self._warn(f"the inbox: {path} belongs to no dataset and is left alone")
        self._seen = seen
        return dealt

    def _take(self, place: Place, seen: dict[str, Stamp]) -> int:
        """Deal with what rests in one folder; what was seen there for the first time, or still changes, is noted."""
        if not place.make():
            self._warn(f"the inbox: {place.folder} is, or lies behind, a link and is not watched")
            return 0
        dealt, ready = 0, place.left()
        for path, stamp in place.waiting():
            with self._going_on():
                if self._seen.get(str(path)) != stamp or being_written(path):
                    seen[str(path)] = stamp
                elif claimed := place.claim(path):
                    ready.append(claimed)
        for path in ready:
            if self._idle():
                break
            with self._going_on():
                if not being_written(path):  # somebody opened it while it was claimed
                    dealt += self._deal(place, path.name, more_follow=len(ready) > 1)
        if dealt and len(ready) > 1:
            self._refresh(place.project)
        return dealt

    def _refresh(self, project: str) -> None:
        """The snapshot after several files; where it fails or is never reached, the pages catch up."""
        try:
            worker.run(self._store, actions.refresh, project, lane="unattended")
        except ProveoutError as error:
            if not self._stopped.is_set():
                self.later(error)

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        """What the system refuses with one file or folder holds up no other."""
        try:
            yield
        except OSError as error:
            self.later(error)

    def _idle(self) -> bool:
        return self._stopped.is_set() or time.monotonic() < self._pause_until

    def _deal(self, place: Place, claimed: str, more_follow: bool) -> int:
        """Upload one claimed file and put it aside; 0 where it stays for the next look."""
        path = place.folder / lake.WORKING / claimed
        name, where = file_name(path), lake.REFUSED
        try:
            answers = report.read_answers(place.answers(path), name + ANSWERS)
            given = (place.project, place.dataset, path, answers, name)
            taken = worker.run(self._visit, actions.take, *given, False, None, more_follow, lane="unattended")
            if taken.staged.questions:
                said = report.asked(name, taken)
            else:
                said, where = report.done(name, taken), lake.DONE
        except DiskFull as error:
            self.later(error)
            return 0
        except ProveoutError as error:
            if self._stopped.is_set():
                return 0  # the worker was stopped, not the file wrong
            self._tries[claimed] = self._tries.get(claimed, 0) + 1
            if isinstance(error, StoreError) and self._tries[claimed] < TRIES:
                return 0
            said = report.refused(name, error)
        self._tries.pop(claimed, None)
        place.put_aside(path, where, said)
        log.info(
            "the inbox took a file: %s", where, extra={FIELDS: {"project": place.project, "dataset": place.dataset}}
        )
        return 1

    def once(self) -> None:
        """One look."""
        self.look()

    def later(self, error: Exception) -> None:
        """Nothing can be written now: what was claimed stays in working/ and is taken again."""
        if is_full(error):
            self._pause_until = time.monotonic() + PAUSE_SECONDS
        self._warn(f"the inbox waits: {about(error)}")

    def _warn(self, text: str) -> None:
        """Say it in the log, once: the next look comes in seconds."""
        if text not in self._warned:
            self._warned.add(text)
            log.warning("%s", text)

    def _all_places(self) -> list[Place]:
        """The inbox of every dataset of every project; definitions are read when they have changed."""
        found: list[Place] = []
        for project in self._store.projects():
            revision = self._store.revision(project)
            if self._places.get(project, (None,))[0] != revision:
                names = actions.datasets(self._visit, project)
                home = self._store.home
                places = tuple(Place(project, name, lake.inbox_folder(home, project, name)) for name in names)
                self._places[project] = (revision, places)
            found += self._places[project][1]
        return found
