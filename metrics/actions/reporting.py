"""Make reports of a project, and say later whether their numbers still hold."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from metrics.access.visit import Visit, guarded
from metrics.actions import read
from metrics.actions.annotating import chart_notes
from metrics.actions.house import refresh, thawed
from metrics.actions.versions import versions
from metrics.chart import events
from metrics.errors import Problem, ProveoutError, StoreError
from metrics.report import Format, Member, Pack, Portfolio, gathered, made
from metrics.results import EventMark
from metrics.store import Head, Store
from metrics.store.snapshots import SnapshotRow


@guarded
def report(visit: Visit, project: str, format: Format) -> bytes:
    """The project's standing results as a file; the audit keeps the file's hash, so that a changed one is noticed."""
    store = visit.store
    row = refresh(store, project)
    pack = _pack(visit, row, store.audit_head(), _now())
    file = made(pack, format)
    _record(visit, format, file, [pack])
    return file


@guarded
def portfolio_report(visit: Visit, format: Format) -> bytes:
    """The standing results of every project that the visitor sees as a whole, as a file; each one's audit has it.

    Projects that cannot be told of are named in it with the reason. Raises StoreError where there is none at all.
    """
    store, head, at = visit.store, visit.store.audit_head(), _now()
    members, left_out = [], []
    for project in visit.projects():
        if visit.segments(project) is not None:
            left_out.append(f"{project} is left out: you see some segments of it only.")
            continue
        row, note = _standing(store, project)
        if row is None:
            left_out.append(f"{project} is left out: {note}")
        else:
            members.append((_pack(visit, row, head, at, whole=False), note))
    lines = {line.project: line for line in read.portfolio(visit)}
    found = [Member(pack, lines[pack.result.project], note) for pack, note in members if pack.result.project in lines]
    if not found:
        raise StoreError(Problem("There is no project to report on", " ".join(left_out) or "Define one first."))
    order = sorted(found, key=lambda member: list(lines).index(member.line.project))
    file = gathered(Portfolio(tuple(order), head, at, visit.actor, tuple(left_out)), format)
    _record(visit, format, file, [member.pack for member in order])
    return file


def _standing(store: Store, project: str) -> tuple[SnapshotRow | None, str]:
    """The snapshot to tell of; where the present one cannot be computed the last good one, and why."""
    try:
        return refresh(store, project), ""
    except ProveoutError as error:
        row = store.latest_snapshot(project)
        why = f"its present results cannot be computed. {error}"
        return row, f"These are its last good results: {why}" if row else why


def _pack(visit: Visit, row: SnapshotRow, head: Head, at: dt.datetime, *, whole: bool = True) -> Pack:
    """What a snapshot froze, without what it says by segment where only the whole is told of; and what stands beside
    its figures. The audit's head was read before the notes: a note that comes in between is known to come after it.
    """
    keys = [key for key in row.part_hashes if whole or not key.startswith("kpi/") or key.endswith("/")]
    result = thawed(visit.store, row.project, row.id, keys)
    notes = chart_notes(visit, row.project)
    edits = {kpi.name: _edits(visit, row.project, kpi.name) for kpi in result.mains()}
    return Pack(result, row.part_hashes, head, at, visit.actor, notes=notes, edits=edits)


def _edits(visit: Visit, project: str, kpi: str) -> tuple[EventMark, ...]:
    saved = [(each.saved_at.date(), each.changes, each.saved_by) for each in versions(visit, project, kpi)[1:]]
    return tuple(events.of_versions(saved))


def _record(visit: Visit, format: Format, file: bytes, packs: Sequence[Pack]) -> None:
    detail: dict[str, object] = {"format": format, "sha256": hashlib.sha256(file).hexdigest()}
    detail |= {"projects": len(packs)} if len(packs) > 1 else {}
    for pack in packs:
        visit.store.record(visit.actor, "report", pack.result.project, pack.result.snapshot, detail)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
