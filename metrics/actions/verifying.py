"""Say of a report whether every number still holds: the file, what it was made of, and the rows as they are."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from metrics import definition, prove, words
from metrics.access.visit import Visit, guarded
from metrics.actions import deeds
from metrics.actions.consequences import Told, consequences
from metrics.actions.house import thawed
from metrics.actions.named_deeds import named
from metrics.actions.renoted import renoted
from metrics.actions.restating import FILES
from metrics.difference import Change, differences
from metrics.errors import Problem, StaleRevision, StoreError
from metrics.report import Manifest
from metrics.report.manifest import headline
from metrics.report.pack import digest
from metrics.results import ProjectResult
from metrics.store import AuditRow, Store, Wanted
from metrics.store.verifying import Verified

TRIES = 3  # of a computation under which the project kept changing
KINDS = dict.fromkeys(FILES, "upload") | dict.fromkeys(("seal", "define", "change"), "definition")  # by action


@dataclass(frozen=True)
class Cause:
    """Why figures moved; kind: upload, definition, method, time, or computation where no input changed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Verification:
    """What was found. wrong: what does not fit in the file itself or in what the store kept of it, in sentences.

    changes: figures that are different now, as metrics.difference tells them; told: the same in words. notes: what
    became of the notes on its charts since, in sentences: no number rests on them; None where the file keeps no hash.
    """

    manifest: Manifest
    made: AuditRow | None
    wrong: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    told: tuple[Told, ...] = ()
    causes: tuple[Cause, ...] = field(default=())
    notes: tuple[str, ...] | None = None

    @property
    def holds(self) -> bool:
        """Whether the file is as it was made and every number of it is still what the rows give."""
        return not self.wrong and not self.changes


@guarded
def verify_report(visit: Visit, project: str, manifest: Manifest, file: bytes) -> Verification:
    """Hold a report of the project against the store: byte for byte, number by number, and computed anew from rows.

    Raises StoreError where the store does not have the snapshot, so that nothing can be said.
    """
    store = visit.store
    if manifest.project != project:
        raise StoreError(Problem("The report is of another project", value=manifest.project))
    row = store.snapshot(project, manifest.snapshot)
    kept = thawed(store, project, row.id)
    made = _made(store, manifest, hashlib.sha256(file).hexdigest())
    wrong = _wrong(manifest, kept, row.part_hashes, made, store.verify_audit(manifest.audit_hash))
    now = _computed(store, project)
    changes = tuple(differences(kept, now, fitted=kept.snapshot == now.snapshot))
    defined = definition.parse(store.definition(project).text)
    causes = _causes(store, manifest, kept, now) if changes else ()
    notes: tuple[str, ...] | None = None
    if manifest.notes is not None:
        written = renoted(store, project, manifest.notes, manifest.audit_n)
        notes = tuple(f"{row.actor} {deeds.sentence(row)}, {_when(row)}" for row in written or ())
        if written is None:
            wrong = (*wrong, "The notes that the manifest names never stood on the charts: it was edited.")
    return Verification(manifest, made, wrong, changes, tuple(consequences(changes, defined)), causes, notes)


def _made(store: Store, manifest: Manifest, sha256: str) -> AuditRow | None:
    """The entry of the audit that says that this very file was made."""
    reports = store.audit_entries(Wanted(manifest.project, action="report"))
    return next((row for row in reports if row.detail.get("sha256") == sha256), None)


def _wrong(
    manifest: Manifest, kept: ProjectResult, parts: dict[str, str], made: AuditRow | None, audit: Verified
) -> tuple[str, ...]:
    found = []
    if made is None:
        found.append(
            "The file is not byte for byte one that was made here: it was edited or saved by another program, so what "
            "it shows was not checked, its manifest was."
        )
    if digest(parts) != manifest.document:
        found.append("The store's results of this snapshot are not those that the report was made of.")
    if headline(kept) != dict(manifest.figures):
        found.append("The figures in the manifest are not those of its snapshot: the manifest was edited.")
    if audit.broken:
        found.append(f"The audit is not what was written. {audit.broken.text}")
    if audit.against and audit.against.n is None:
        found.append("The audit that the report names is not that of this store, or its entries were changed.")
    return tuple(found)


def _computed(store: Store, project: str) -> ProjectResult:
    """All results from the live rows as they stand now; nothing is kept."""
    for _ in range(TRIES):
        revision, stored = store.revision(project), store.definition(project)
        defined, live, now = definition.parse(stored.text), store.live(project), dt.datetime.now(dt.UTC)
        found = prove(store.home, defined, live, store.seals(project), revision, now).result
        if store.revision(project) == revision:
            return found
    raise StaleRevision(Problem("The project was changed again and again meanwhile", "Try again later."))


def _causes(store: Store, manifest: Manifest, kept: ProjectResult, now: ProjectResult) -> tuple[Cause, ...]:
    """Every change of what the snapshot was computed from since the report, from the audit and the two documents."""
    since = (row for row in store.audit(manifest.project) if row.n > manifest.audit_n and row.action in KINDS)
    causes = [Cause(KINDS[row.action], _told(row)) for row in since]
    kinds = {cause.kind for cause in causes}
    if kept.inputs.definition != now.inputs.definition and "definition" not in kinds:
        causes.append(Cause("definition", "the definition is another one"))
    if [one.id for one in kept.inputs.uploads] != [one.id for one in now.inputs.uploads] and "upload" not in kinds:
        causes.append(Cause("upload", "other uploads are live"))
    if kept.method != now.method:
        causes.append(Cause("method", f"the method was version {kept.method} and is {now.method}"))
    if kept.as_of != now.as_of:
        causes.append(Cause("time", f"the results reached to {kept.as_of} and reach to {now.as_of}"))
    if not causes:
        causes.append(Cause("computation", "no input changed, and the same rows give another figure"))
    return tuple(causes)


def _told(row: AuditRow) -> str:
    return f"{named(row)}, by {row.actor} {_when(row)}"


def _when(row: AuditRow) -> str:
    return f"on {words.day(row.at.date())} (audit entry {row.n})"
