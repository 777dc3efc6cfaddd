"""What a past upload changed: the snapshot that followed it against the one before it."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.access.visit import Visit, guarded
from metrics.actions import restating
from metrics.actions.house import thawed
from metrics.actions.named_deeds import EDIT, named
from metrics.difference import Change, differences
from metrics.store import AuditRow, SnapshotRow


@dataclass(frozen=True)
class Effect:
    """What an upload changed. together: other deeds between the same two snapshots; why: where it is unknown."""

    changes: tuple[Change, ...] = ()
    together: tuple[str, ...] = ()
    why: str | None = None

    @property
    def known(self) -> bool:
        """Whether there are snapshots to compare."""
        return self.why is None


@guarded
def effect(visit: Visit, upload: str) -> Effect:
    """What an upload's first commit changed, from the snapshots as they were frozen then; nothing is computed anew.

    Where several deeds share one snapshot (files committed together), they are named: the changes are those of all.
    Raises StoreError for an unknown upload.
    """
    store = visit.store
    found = store.upload(upload)
    deeds = [(row, revision) for row in store.audit(found.project) if (revision := row.detail.get("revision"))]
    mine = next((at for row, at in deeds if row.action == "upload" and row.subject == found.id), None)
    if mine is None:
        return Effect(why="its commit is not in the audit")
    taken = store.snapshots(found.project)
    before = max((row for row in taken if row.revision < mine), key=_age, default=None)
    after = min((row for row in taken if row.revision >= mine), key=_age, default=None)
    if after is None:
        return Effect(why="no snapshot has been taken since")
    if before is None:
        return Effect(why="no snapshot was taken before it")
    others = [
        named(row) for row, at in deeds if before.revision < at <= after.revision and not _is(row, found.id, mine, at)
    ]
    old, new = (thawed(store, found.project, row.id) for row in (before, after))
    together, edited = tuple(dict.fromkeys(name for name in others if name)), EDIT in others
    refitted = [] if edited else restating.refitted(old, new)
    closed = restating.foretold(store, found.project, old, new, edited, before.revision)
    return Effect((*differences(old, new), *refitted, *closed), together)


def _age(row: SnapshotRow) -> tuple[int, str]:
    return row.revision, row.taken_at.isoformat()


def _is(row: AuditRow, upload: str, mine: int, at: int) -> bool:
    """The deed itself, or the definition that its answers taught in the same transaction."""
    return at == mine and (row.subject == upload or row.action != "upload")
