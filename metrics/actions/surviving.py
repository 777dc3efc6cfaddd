"""What keeps a store alive: a backup, a store made of one, and rows read again from the kept original."""

from __future__ import annotations

from pathlib import Path

from metrics import definition
from metrics.access.visit import Visit, guarded
from metrics.actions.define import read_again
from metrics.actions.house import refresh, store
from metrics.errors import Problem, StoreError
from metrics.store import Backup, Store, Upload, default_home, lake, restoring


@guarded
def backup(visit: Visit, target: Path) -> Backup:
    """Copy the whole store into one new file, while others read and write. Raises StoreError, DiskFull."""
    made = visit.store.backup(target)
    detail = {"sha256": made.sha256, "schema": made.schema, "files": made.files, "bytes": made.bytes}
    visit.store.record(visit.actor, "backup", None, target.name, detail | {"damaged": sorted(made.damaged)})
    return made


def restore(file: Path, home: Path | None, actor: str) -> tuple[Store, Backup]:
    """Make a store of a backup in an empty folder, every hash checked, and open it. Raises StoreError, DiskFull."""
    folder = (home or default_home()).expanduser().resolve()
    made = restoring.restore(file, folder)
    opened = store(folder)
    detail = {"sha256": made.sha256, "made_at": made.made_at.isoformat(), "schema": made.schema}
    opened.record(actor, "restore", None, file.name, detail)
    return opened, made


@guarded
def reread(visit: Visit, upload: str, reason: str) -> Upload:
    """Read an upload's kept original again, as the definition now says, in place of rows that are damaged or gone.

    Raises StoreError where the original is not what was uploaded, NeedsAnswer where it leaves something open.
    """
    store = visit.store
    found = store.kept_upload(upload)
    if found.state not in ("live", "undone"):
        raise StoreError(Problem(f"Upload {found.id} is {found.state}", "There are no rows to read again."))
    if not found.original_path.is_file() or lake.sha256(found.original_path) != found.sha256:
        remedy = f"Restore a backup, or purge {found.id} and upload the file again."
        raise StoreError(Problem("The kept original is damaged or gone", remedy, file=found.file_name))
    defined = definition.parse(store.definition(found.project).text)
    if found.dataset not in defined.dataset:
        raise StoreError(Problem("The project has this dataset no longer", value=found.dataset))
    store.reread(found.id, read_again(store, defined, found), actor=visit.actor, reason=reason)
    refresh(store, found.project)
    return store.upload(found.id)
