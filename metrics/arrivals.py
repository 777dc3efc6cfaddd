"""Files on their way in, as the server remembers them: one queue for each person, project and dataset.

A page may be drawn again, reloaded, closed and opened elsewhere: the queue stays, its jobs run on, and what is
committed is committed once. It lives as long as the server; bytes that it leaves in staging are swept after a day.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from metrics import actions, worker
from metrics.access.visit import Visit
from metrics.difference import Change
from metrics.errors import ProveoutError
from metrics.intake import Answers, Reason, Staged
from metrics.store import Store, Upload
from metrics.worker import Job

Standing = Literal["waiting", "reading", "question", "refused", "ready", "known", "twice", "left out"]
SAID_SECONDS = 300.0  # for so long a page says what the last commit did
NOT_FOR_ALL = "accept"  # what is let pass although it looks wrong is looked at file by file

_queues: dict[tuple[Path, str, str, str], Queue] = {}
_lock = threading.Lock()


@dataclass
class Arrival:
    """One received file. `same`: the upload that it is byte for byte, in whatever state and however it was read."""

    file_name: str
    path: Path
    size: int
    answers: dict[str, Any] = field(default_factory=dict)
    reading: Job | None = None
    staged: Staged | None = None
    refused: ProveoutError | None = None
    same: Upload | None = None
    same_reading: bool = False
    reasons: Sequence[Reason] = ()
    twice: bool = False
    left_out: bool = False

    @property
    def key(self) -> str:
        """What tells this file from the others: the name of its bytes in staging."""
        return self.path.name

    def told(self, without: str = "") -> Answers:
        """The answers so far, but for one field."""
        return Answers(**{name: value for name, value in self.answers.items() if name != without})

    @property
    def standing(self) -> Standing:
        """How far the file has come. known: it is live already and would change nothing; twice: so is its double."""
        if self.reading:
            return "reading" if self.reading.future.running() else "waiting"
        if self.refused:
            return "refused"
        if self.staged is None:
            return "waiting"
        if self.staged.questions:
            return "question"
        if self.same and self.same_reading and self.same.state == "live":
            return "known"
        if self.twice:
            return "twice"
        return "left out" if self.left_out else "ready"


@dataclass
class Queue:
    """The files that one person is bringing into one dataset, and the jobs that compare and commit them together."""

    project: str
    dataset: str
    files: list[Arrival] = field(default_factory=list)
    comparing: Job | None = None
    compared: tuple[tuple[str, ...], int] | None = None  # the files, in order, and the revision of `changes`
    changes: list[Change] | None = None
    failed: ProveoutError | None = None
    incomparable: ProveoutError | None = None  # why there are no changes
    committing: Job | None = None
    taking: list[Arrival] = field(default_factory=list)  # what is being committed
    done: list[actions.Uploaded] = field(default_factory=list)
    done_at: float = 0.0
    changed_meanwhile: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def receive(self, visit: Visit, name: str, stream: BinaryIO, size: int) -> Arrival:
        """Write a file into staging and have it read."""
        arrival = Arrival(name, actions.receive(visit, name, stream), size)
        with self.lock:
            self.done, self.failed = [], None
            self.files.append(arrival)
            self.read(visit, arrival)
        return arrival

    def read(self, visit: Visit, arrival: Arrival) -> None:
        """Have a file read with its answers so far; what an earlier reading left in staging goes."""
        with self.lock:
            if self.committing:
                return
            self._drop(arrival)
            given = (self.project, self.dataset, arrival.path, arrival.told(), arrival.file_name)
            arrival.reading = worker.submit(visit, actions.stage, *given, progress=True)

    def share(self, visit: Visit, answers: dict[str, Any], asked: Sequence[str]) -> None:
        """Give the answers to every other file that waits for the same questions, and have those read again."""
        with self.lock:
            for other in self.files:
                open_ = {question.key for question in (other.staged.questions if other.staged else ())}
                fits = {key for key in asked if key in open_ and key != NOT_FOR_ALL}
                for key in fits:
                    outer, _, inner = key.partition(".")
                    given = answers[outer]
                    other.answers[outer] = {**other.answers.get(outer, {}), inner: given[inner]} if inner else given
                if fits:
                    self.read(visit, other)

    def settle(self, visit: Visit) -> None:
        """Take what finished jobs found, and start the one that is due. Never waits for a job."""
        with self.lock:
            for arrival in self.files:
                if arrival.reading and arrival.reading.done():
                    self._read(visit, arrival)
            self._doubles()
            self._committed()
            if not self.committing:  # files that came while others were being committed waited for that
                for arrival in self.files:
                    if not (arrival.reading or arrival.staged or arrival.refused):
                        self.read(visit, arrival)
            self._compare(visit)

    def ready(self) -> list[Arrival]:
        """The files that a commit would take, in order."""
        return [arrival for arrival in self.files if arrival.standing == "ready"]

    def busy(self) -> bool:
        """Whether a job is under way: somebody should look again soon."""
        return bool(self.comparing or self.committing or any(arrival.reading for arrival in self.files))

    def token(self) -> str:
        """What a person decides on: these files on this revision. A commit with another token does nothing."""
        return repr(self.compared)

    def commit(self, visit: Visit, token: str) -> bool:
        """Have the ready files made live, as they were compared; False where that has happened or something moved."""
        with self.lock:
            self.settle(visit)
            if self.committing or self.changes is None or token != self.token():
                return False
            self.taking, self.done, self.failed = self.ready(), [], None
            given = ([arrival.staged for arrival in self.taking], (self.compared or ((), 0))[1])
            self.committing = worker.submit(visit, actions.commit_all, *given, progress=True)
            return True

    def leave(self, visit: Visit, arrival: Arrival) -> None:
        """Forget a file and its bytes; not while it is being committed."""
        with self.lock:
            if self.committing or arrival not in self.files:
                return
            self.files.remove(arrival)
            self._drop(arrival, everything=True)
            actions.forget(visit, arrival.path)

    def again(self) -> None:
        """Have the changes worked out anew."""
        with self.lock:
            self.compared = self.changes = self.incomparable = None

    def choose(self, arrival: Arrival, taken: bool) -> None:
        """Take a file into the commit, or leave it out for now."""
        with self.lock:
            if not self.committing:
                arrival.left_out = not taken

    def said(self, visit: Visit) -> tuple[list[actions.Uploaded], ProveoutError | None]:
        """What the last commit did and what stopped it, until something else is done here or it is undone or old."""
        with self.lock:
            if time.monotonic() - self.done_at > SAID_SECONDS:
                self.done, self.failed = [], None
            if self.done:
                live = {each.id for each in visit.store.uploads(self.project, self.dataset) if each.state == "live"}
                self.done = [each for each in self.done if each.upload.id in live]
            return self.done, self.failed

    def _drop(self, arrival: Arrival, everything: bool = False) -> None:
        if arrival.staged:
            actions.discard(arrival.staged, keep=None if everything else arrival.path)
        arrival.staged = arrival.refused = arrival.same = None
        arrival.reasons, arrival.twice = (), False

    def _read(self, visit: Visit, arrival: Arrival) -> None:
        job, arrival.reading = arrival.reading, None
        try:
            arrival.staged = cast(Staged, job.result() if job else None)
        except ProveoutError as error:
            arrival.refused = error
            return
        if files := arrival.staged.files:
            of = (self.project, self.dataset, files.sha256)
            same = visit.store.find_upload(*of, files.recipe_hash)
            arrival.same_reading = same is not None
            arrival.same = same or _bytes_live(visit.store, *of)
            if files.rejected:
                arrival.reasons = actions.reasons(visit, arrival.staged)

    def _doubles(self) -> None:
        seen: set[tuple[str, str]] = set()
        for arrival in self.files:
            files = arrival.staged.files if arrival.staged else None
            if files and not arrival.left_out:
                identity = (files.sha256, files.recipe_hash)
                arrival.twice = identity in seen
                seen.add(identity)

    def _committed(self) -> None:
        if self.committing is None or not self.committing.done():
            return
        job, self.committing = self.committing, None
        self.done_at = time.monotonic()
        try:
            batch = cast(actions.Batch, job.result())
        except ProveoutError as error:
            self.failed = error
        else:
            self.done, self.failed = list(batch.done), batch.failed
            live = {uploaded.staged.files.sha256 for uploaded in batch.done if uploaded.staged.files}
            taken = {id(arrival) for arrival in self.taking[: len(batch.done)]}
            doubles = [arrival for arrival in self.files if arrival.twice and _sha(arrival) in live]
            self.files = [each for each in self.files if id(each) not in taken and each not in doubles]
            for double in doubles:
                self._drop(double, everything=True)
        self.compared, self.changes, self.taking = None, None, []

    def _compare(self, visit: Visit) -> None:
        """The impact of all ready files together, worked out anew when they or the project have changed."""
        if self.comparing and self.comparing.done():
            job, self.comparing = self.comparing, None
            try:
                self.changes = job.result()
            except ProveoutError as error:
                self.incomparable = error
        if self.committing or self.comparing or any(arrival.reading for arrival in self.files):
            return
        ready = self.ready()
        wish = (tuple(arrival.key for arrival in ready), visit.store.revision(self.project))
        if wish == self.compared:
            return
        before = self.compared
        self.changed_meanwhile = bool(before and ready and before[0] == wish[0])
        self.compared, self.changes = (wish, None) if ready else (None, None)
        if ready:
            self.incomparable = None
            self.comparing = worker.submit(visit, actions.impact, [arrival.staged for arrival in ready])


def queue(visit: Visit, project: str, dataset: str) -> Queue:
    """A person's queue for a dataset; the same one whichever page, tab or session asks.

    Raises Forbidden and StoreError as the actions do for one who may not upload there.
    """
    actions.require_dataset(visit, project, dataset)
    with _lock:
        return _queues.setdefault((visit.store.home, visit.actor, project, dataset), Queue(project, dataset))


def others(visit: Visit, project: str, dataset: str) -> list[Queue]:
    """The person's further queues that hold files."""
    with _lock:
        return [
            found
            for (home, who, *of), found in _queues.items()
            if (home, who) == (visit.store.home, visit.actor) and of != [project, dataset] and found.files
        ]


def _bytes_live(store: Store, project: str, dataset: str, sha256: str) -> Upload | None:
    found = (upload for upload in store.uploads(project, dataset) if upload.sha256 == sha256)
    return next((upload for upload in found if upload.state == "live"), None)


def _sha(arrival: Arrival) -> str | None:
    return arrival.staged.files.sha256 if arrival.staged and arrival.staged.files else None
