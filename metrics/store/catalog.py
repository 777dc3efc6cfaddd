"""The store as others see it: one object with the catalogue's parts and the lake."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from metrics.store import lake
from metrics.store.alerts import Alerts
from metrics.store.annotations import Annotations
from metrics.store.audit import Audit
from metrics.store.backup import Backups
from metrics.store.census import Counts
from metrics.store.changes import Changes
from metrics.store.closes import Closes
from metrics.store.commits import Commits
from metrics.store.database import told
from metrics.store.definitions import Definitions
from metrics.store.grants import Grants
from metrics.store.migrations import require_schema
from metrics.store.outbox import Outbox
from metrics.store.readiness import Readiness
from metrics.store.removing import Removals
from metrics.store.restoring import refuse_half_restored
from metrics.store.seals import Seals
from metrics.store.signatures import Signatures
from metrics.store.snapshots import Snapshots
from metrics.store.sweep import Sweeps
from metrics.store.tokens import Tokens
from metrics.store.uploads import Uploads

HOME_VARIABLE = "PROVEOUT_HOME"


def default_home() -> Path:
    """PROVEOUT_HOME, or the checkout's data/store; never the current folder."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named).expanduser() if named else Path(__file__).resolve().parents[2] / "data" / "store"


class Store(
    Definitions,
    Uploads,
    Commits,
    Changes,
    Snapshots,
    Seals,
    Audit,
    Sweeps,
    Backups,
    Counts,
    Grants,
    Tokens,
    Closes,
    Signatures,
    Readiness,
    Alerts,
    Outbox,
    Annotations,
    Removals,
):
    """Everything that is kept, below one home folder. Safe from many threads and beside other processes.

    Every writing function takes an actor and leaves an audit row in its own transaction.
    """

    @classmethod
    def open(cls, home: Path | None = None) -> Store:
        """Open the store, creating it where there is none and bringing its schema up to date.

        Raises StoreError when the folder cannot be used or when a newer program has written it.
        """
        folder = (home or default_home()).expanduser().resolve()
        with told(folder):
            refuse_half_restored(folder)
            for name in (lake.STAGING, *lake.FOLDERS):
                (folder / name).mkdir(parents=True, exist_ok=True)
            store = cls(folder)
            try:
                require_schema(store)
                store.finish_purges()
            except BaseException:
                store.close()
                raise
        return store

    def close(self) -> None:
        """Give the connections back; the object can be used again afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
