"""Make reports of a project, and say later whether their numbers still hold."""

from __future__ import annotations

import datetime as dt
import hashlib

from metrics.access.visit import Visit, guarded
from metrics.actions.house import refresh, thawed
from metrics.report import Format, Pack, made


@guarded
def report(visit: Visit, project: str, format: Format) -> bytes:
    """The project's standing results as a file; the audit keeps the file's hash, so that a changed one is noticed."""
    store = visit.store
    row = refresh(store, project)
    pack = Pack(
        result=thawed(store, project, row.id),
        parts=row.part_hashes,
        head=store.audit_head(),
        made_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        made_by=visit.actor,
    )
    file = made(pack, format)
    detail = {"format": format, "sha256": hashlib.sha256(file).hexdigest()}
    store.record(visit.actor, "report", project, row.id, detail)
    return file
