"""Purging: an upload's bytes are erased for privacy; its row keeps counts and hash, the audit who did it and why.

The catalogue comes first, then the files: killed in between, the next opening of the store and every sweep erase what
is left, however young. The original goes last, for it is what copies elsewhere in the store are recognised by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from metrics.errors import Problem, StoreError
from metrics.store import audit, lake, revisions, schema, uploads
from metrics.store.database import Catalogue, told
from metrics.store.upload import Upload

_uploads = schema.uploads
BESIDE = (".report.json", ".report.txt", ".answers.toml")  # what the inbox leaves beside them


@dataclass(frozen=True)
class Purged:
    """Who erased an upload, when and why."""

    at: dt.datetime
    by: str
    reason: str


class Purges(Catalogue):
    """The part of Store that erases uploads."""

    def purge(self, upload_id: str, *, actor: str, reason: str) -> Upload:
        """Erase an upload's original, rows and rejects for good, in whatever state it is; live, it leaves all results.

        Raises StoreError without a reason, for less than the whole id, and for an upload that is purged already.
        """
        if not reason.strip():
            raise StoreError(Problem("No reason is given for the purge", "State one: --reason TEXT."))
        with self.write() as con:
            row = uploads.by_id(con, upload_id)
            if row["id"] != upload_id.strip().lower():
                remedy = f"A purge cannot be taken back: write the whole id, {row['id']}."
                raise StoreError(Problem("This is the beginning of an upload's id", remedy, value=upload_id))
            if row["state"] == "purged":
                raise StoreError(_gone(row, _purges(con, row["project"]).get(row["id"])))
            revision = revisions.bump(con, row["project"])
            empty: list[Any] = []  # warnings may quote cells
            con.execute(update(_uploads).where(_uploads.c.id == row["id"]).values(state="purged", warnings=empty))
            told_of = ("dataset", "file_name", "sha256", "rows", "rejected")
            detail = {"revision": revision, "reason": reason.strip(), **{name: row[name] for name in told_of}}
            detail |= {"before": row["state"], "after": "purged"}
            audit.record(con, actor, "purge", row["project"], row["id"], detail)
            row = uploads.by_id(con, row["id"])
        with told(self.home):
            _erase(self.home, row)
        return uploads.upload_of(self.home, row)

    def purged(self, project: str) -> dict[str, Purged]:
        """The purges of a project by the id of their upload."""
        with self.read() as con:
            revisions.current(con, project)
            return _purges(con, project)

    def kept_upload(self, upload_id: str) -> Upload:
        """The upload, its bytes included. Raises StoreError that says who erased them, when and why."""
        with self.read() as con:
            row = uploads.by_id(con, upload_id)
            if row["state"] == "purged":
                raise StoreError(_gone(row, _purges(con, row["project"]).get(row["id"])))
            return uploads.upload_of(self.home, row)

    def finish_purges(self) -> tuple[Path, ...]:
        """Erase what a purge that was killed has left; quick where there is nothing."""
        with self.read() as con:
            rows = con.execute(select(_uploads).where(_uploads.c.state == "purged")).mappings().all()
        named = ("original_file", "rows_file", "rejects_file")
        with told(self.home):
            left = [row for row in rows if any(row[name] and (self.home / row[name]).exists() for name in named)]
            return tuple(path for row in left for path in _erase(self.home, row))


def _purges(con: Connection, project: str) -> dict[str, Purged]:
    table = schema.audit
    query = select(table).where(table.c.project == project, table.c.action == "purge")
    return {
        row["subject"]: Purged(row["at"], row["actor"], row["detail"]["reason"])
        for row in con.execute(query).mappings()
    }


def _gone(row: RowMapping, purged: Purged | None) -> Problem:
    by = f" by {purged.by} on {purged.at:%Y-%m-%d}: {purged.reason}" if purged else ""
    remedy = "Its bytes are gone for good; the same file can be uploaded again."
    return Problem(f"Upload {row['id']} of {row['file_name']} was purged{by}", remedy)


def _erase(home: Path, row: RowMapping) -> list[Path]:
    """Delete every file of an upload; returns them. The named ones go last: while one is there, it is not finished."""
    of = (row["project"], row["dataset"])
    named = [home / row[name] for name in ("rows_file", "rejects_file", "original_file") if row[name]]
    others = [path for kind in (lake.ROWS, lake.REJECTS) for path in home.joinpath(kind, *of).glob(f"{row['id']}.*")]
    copies = list(_copies(home, row))
    paths = [*copies, *(path for path in others if path not in named), *named]
    erased = [path for path in paths if path.is_file()]
    for path in erased:
        path.unlink(missing_ok=True)
    folder = named[-1].parent
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    for touched in {path.parent for path in erased if path.parent.is_dir()}:
        lake.sync(touched)
    return erased


def _copies(home: Path, row: RowMapping) -> Iterator[Path]:
    """The same bytes elsewhere in the store: a copy left in staging, the file that the inbox put aside."""
    inbox = lake.inbox_folder(home, row["project"], row["dataset"])
    original = home / row["original_file"]
    size = original.stat().st_size if original.is_file() else None
    for folder in (home / lake.STAGING, *(inbox / name for name in (lake.DONE, lake.REFUSED))):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not path.is_file() or path.is_symlink() or (size is not None and path.stat().st_size != size):
                continue
            if lake.sha256(path) == row["sha256"]:
                yield path
                yield from (path.with_name(path.name + end) for end in BESIDE)
