"""Reading what the catalogue knows of uploads, and undoing and redoing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select, update

from metrics.errors import Problem, StoreError
from metrics.results import Warn
from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue
from metrics.store.upload import State, Upload

_uploads = schema.uploads
_plain = [item.name for item in fields(Upload) if item.name in _uploads.c and item.name != "warnings"]


def upload_of(home: Path, row: RowMapping) -> Upload:
    """The upload that a catalogue row describes, with absolute paths."""
    rejects = row["rejects_file"]
    return Upload(
        **{name: row[name] for name in _plain},
        warnings=tuple(Warn.model_validate(warn) for warn in row["warnings"]),
        rows_path=home / row["rows_file"],
        rejects_path=None if rejects is None else home / rejects,
        original_path=home / row["original_file"],
    )


def identical(con: Connection, project: str, dataset: str, sha256: str, recipe_hash: str) -> RowMapping | None:
    """The upload of the same bytes read in the same way: the live one, else the latest undone one."""
    same = _of(project).where(
        _uploads.c.dataset == dataset,
        _uploads.c.sha256 == sha256,
        _uploads.c.recipe_hash == recipe_hash,
        _uploads.c.state.in_(["live", "undone"]),
    )
    # "live" sorts before "undone"
    return con.execute(same.order_by(None).order_by(_uploads.c.state, _uploads.c.seq.desc())).mappings().first()


def by_id(con: Connection, upload_id: str, among: Sequence[str] | None = None) -> RowMapping:
    """The row with this id, or with the only id that begins so, of all projects or of those `among` which to look.

    Raises StoreError for none or several.
    """
    start = upload_id.strip().lower()
    query = select(_uploads).where(_uploads.c.id.startswith(start, autoescape=True)).order_by(_uploads.c.id)
    there = select(schema.projects.c.id).where(schema.projects.c.removed_at.is_(None))
    query = query.where(_uploads.c.project.in_(there if among is None else among))
    found = con.execute(query.limit(6)).mappings().all() if start else []
    exact = [row for row in found if row["id"] == start]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        remedy = "List the ids with: proveout uploads PROJECT."
        raise StoreError(Problem("There is no such upload", remedy, value=upload_id))
    ids = ", ".join(row["id"] for row in found[:5]) + (" and more" if len(found) > 5 else "")
    raise StoreError(Problem(f"Several uploads begin like that: {ids}", "Write more of the id.", value=upload_id))


def set_state(con: Connection, row: RowMapping, state: State, actor: str, action: str) -> int:
    """Flip an upload's state, bump the revision and record it; returns the revision."""
    revision = revisions.bump(con, row["project"])
    con.execute(update(_uploads).where(_uploads.c.id == row["id"]).values(state=state))
    detail = {"revision": revision, "dataset": row["dataset"], "file": row["file_name"], "rows": row["rows"]}
    detail |= {"before": row["state"], "after": state}
    audit.record(con, actor, action, row["project"], row["id"], detail)
    return revision


def _of(project: str) -> Select[Any]:
    return select(_uploads).where(_uploads.c.project == project).order_by(_uploads.c.seq)


class Uploads(Catalogue):
    """The part of Store that reads and flips uploads."""

    def uploads(self, project: str, dataset: str | None = None) -> tuple[Upload, ...]:
        """Uploads in every state, in the order of their first commit. Raises StoreError for an unknown project."""
        query = _of(project) if dataset is None else _of(project).where(_uploads.c.dataset == dataset)
        with self.read() as con:
            revisions.current(con, project)
            return tuple(upload_of(self.home, row) for row in con.execute(query).mappings())

    def upload(self, upload_id: str, among: Sequence[str] | None = None) -> Upload:
        """The upload with this id or with the only id that begins so, in all projects or `among` these.

        Raises StoreError for none or several.
        """
        with self.read() as con:
            return upload_of(self.home, by_id(con, upload_id, among))

    def live(self, project: str) -> dict[str, tuple[Upload, ...]]:
        """The live uploads of each dataset that has any, in order of seq."""
        found: dict[str, tuple[Upload, ...]] = {}
        with self.read() as con:
            revisions.current(con, project)
            for row in con.execute(_of(project).where(_uploads.c.state == "live")).mappings():
                found[row["dataset"]] = (*found.get(row["dataset"], ()), upload_of(self.home, row))
        return found

    def find_upload(self, project: str, dataset: str, sha256: str, recipe_hash: str) -> Upload | None:
        """The upload of the same bytes read in the same way: the live one, else the latest undone one, else None."""
        with self.read() as con:
            row = identical(con, project, dataset, sha256, recipe_hash)
            return None if row is None else upload_of(self.home, row)

    def same_bytes(self, sha256: str) -> tuple[Upload, ...]:
        """The live uploads of the same bytes in any project and dataset, in the order of their first commit."""
        query = select(_uploads).where(_uploads.c.sha256 == sha256, _uploads.c.state == "live")
        with self.read() as con:
            found = con.execute(query.order_by(_uploads.c.uploaded_at)).mappings()
            return tuple(upload_of(self.home, row) for row in found)

    def undo(self, upload_id: str, *, actor: str) -> Upload:
        """Take a live upload out of every result; its files stay. Raises StoreError unless it is live."""
        with self.write() as con:
            row = by_id(con, upload_id)
            if row["state"] != "live":
                remedy = "Redo brings it back." if row["state"] == "undone" else "Only live uploads can be undone."
                raise StoreError(
                    Problem(f"{row['file_name']} (upload {row['id']}) is not live but {row['state']}", remedy)
                )
            set_state(con, row, "undone", actor, "undo")
            return upload_of(self.home, by_id(con, row["id"]))

    def redo(self, upload_id: str, *, actor: str) -> Upload:
        """Make an undone upload live again, in its old place in the order.

        Raises StoreError unless it is undone, when the same file is live under another id, or when its rows are gone.
        """
        with self.write() as con:
            row = by_id(con, upload_id)
            if row["state"] != "undone":
                remedy = "Nothing needs to be done." if row["state"] == "live" else "Upload the file again."
                raise StoreError(
                    Problem(f"{row['file_name']} (upload {row['id']}) is not undone but {row['state']}", remedy)
                )
            twin = identical(con, row["project"], row["dataset"], row["sha256"], row["recipe_hash"])
            if twin is not None and twin["state"] == "live":
                text = f"The same file is live as upload {twin['id']}"
                raise StoreError(
                    Problem(text, f"Undo {twin['id']} first, or leave it as it is.", file=row["file_name"])
                )
            require_rows(self.home, row)
            set_state(con, row, "live", actor, "redo")
            return upload_of(self.home, by_id(con, row["id"]))


def require_rows(home: Path, row: RowMapping) -> None:
    """Raises StoreError when an upload's rows are not on the disk any more."""
    if not (home / row["rows_file"]).is_file():
        remedy = "Upload the original file again, or restore a backup."
        raise StoreError(Problem(f"The rows of upload {row['id']} are missing", remedy, file=row["rows_file"]))
