"""A file on its way in: what the Uploads page remembers of it from one run to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import streamlit as st

from metrics import actions, worker
from metrics.access import local
from metrics.errors import ProveoutError
from metrics.intake import Answers, Staged
from metrics.store import Store
from metrics.worker import Job

KEY = "arrival"
Changes = list[tuple[str, str | None, str | None]]


@dataclass
class Arrival:
    """One received file and the jobs that read it, preview it and commit it."""

    project: str
    dataset: str
    file_name: str
    path: Path
    answers: dict[str, Any] = field(default_factory=dict)
    reading: Job | None = None
    staged: Staged | None = None
    refused: ProveoutError | None = None
    revision: int = 0
    comparing: Job | None = None
    changes: Changes | None = None
    committing: Job | None = None

    def read(self, store: Store) -> None:
        """Have the file read, with the answers so far; what an earlier reading left in staging goes."""
        self.leave(store, keep=self.path)
        self.staged = self.refused = self.comparing = self.changes = None
        given = (self.project, self.dataset, self.path, Answers(**self.answers), self.file_name)
        self.reading = worker.submit(store, actions.stage, *given, progress=True)

    def settle(self, store: Store) -> None:
        """Take what a finished reading found, and have its effect on the results worked out."""
        if self.reading is None or not self.reading.done():
            return
        try:
            self.staged = cast(Staged, self.reading.result())
        except ProveoutError as error:
            self.refused = error
        self.reading = None
        if self.staged and self.staged.files:
            self.compare(store)

    def compare(self, store: Store) -> None:
        """Work out what committing would change, on the project as it is now."""
        self.changes, self.revision = None, store.revision(self.project)
        self.comparing = worker.submit(store, actions.impact, self.staged)

    def commit(self, store: Store) -> actions.Uploaded:
        """Make the rows live: one job, however often the page runs meanwhile."""
        if self.committing is None:
            self.committing = worker.submit(store, actions.commit, self.staged, local.user(), self.revision)
        try:
            return cast(actions.Uploaded, self.committing.result())
        except ProveoutError:
            self.committing = None
            raise

    def leave(self, store: Store, keep: Path | None = None) -> None:
        """Delete what staging holds of the file, but for the file itself where it will be read again."""
        if self.staged:
            actions.discard(self.staged, keep)
        if keep is None:
            actions.forget(store, self.path)


def present() -> Arrival | None:
    """The file that this reader is bringing in."""
    return cast("Arrival | None", st.session_state.get(KEY))


def begin(store: Store, project: str, dataset: str, upload: Any) -> None:
    """Receive a file from the uploader and have it read."""
    arrival = Arrival(project, dataset, upload.name, actions.receive(store, upload.name, upload))
    st.session_state[KEY] = arrival
    arrival.read(store)


def end(store: Store, committed: bool = False) -> None:
    """Forget the file; the uploader is drawn anew and empty."""
    arrival = present()
    if arrival and not committed:
        arrival.leave(store)
    st.session_state[KEY] = None
    st.session_state["uploader"] = st.session_state.get("uploader", 0) + 1
