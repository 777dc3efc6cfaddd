"""A definition change that alters how files are read: the new text and the re-read rows, in one transaction."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, update

from metrics.errors import Problem, StoreError
from metrics.store import audit, commits, definitions, lake, revisions, schema, uploads
from metrics.store.database import Catalogue
from metrics.store.upload import StagedFiles

_uploads = schema.uploads


class Changes(Catalogue):
    """The part of Store that changes a definition together with the rows it led to."""

    def change(
        self,
        project: str,
        *,
        actor: str,
        reason: str | None,
        text: str,
        digest: str,
        expected_revision: int | None,
        rereads: Mapping[str, StagedFiles],
        owner: Mapping[str, Any] | None = None,
    ) -> int:
        """Save a definition and replace the rows and rejects of uploads (by id) that it reads differently.

        Ids, order, states and originals stay; recipe hash, counts and files are those of the new reading. owner: who
        owns the project now and who did before, for the audit, where that is another one. Returns the new revision.
        Raises StoreError when expected_revision is not the present one, when a staged file is not of
        its upload or is gone, or when two live uploads would become the same; nothing is changed then.
        """
        content: commits.Content = {}
        for staged in rereads.values():
            content |= commits.sync_readings(self, staged)
        with self.write() as con:
            before = definitions.latest(con, project)
            if before is None:
                raise revisions.unknown(con, project)
            revision = revisions.bump(con, project, expected_revision)
            definitions.save(con, project, revision, (text, digest), actor, reason)
            rows = {upload_id: _same_file(con, project, upload_id, staged) for upload_id, staged in rereads.items()}
            _lift_identities(con, rows.values())
            moves: list[lake.Move] = []
            for upload_id, staged in rereads.items():
                moves += _replace(con, rows[upload_id], staged, content)
            detail = {
                "revision": revision,
                "before": before["digest"],
                "after": digest,
                "reason": reason,
                "reread": [row["id"] for row in rows.values()],
            }
            detail |= {"owner": dict(owner)} if owner else {}
            audit.record(con, actor, "change", project, project, detail)
            lake.place(self.home, moves)
            self._keep_a_day(rows)
        for staged in rereads.values():
            lake.discard(self.home, staged.original_path)
        return revision

    def reread(self, upload_id: str, staged: StagedFiles, *, actor: str, reason: str) -> int:
        """Replace an upload's rows and rejects by another reading of its original; the definition stays.

        Returns the new revision. Raises StoreError where the staged file is not of the upload or gone.
        """
        content = commits.sync_readings(self, staged)
        with self.write() as con:
            row = _same_file(con, staged.project, upload_id, staged)
            revision = revisions.bump(con, staged.project)
            _lift_identities(con, [row])
            moves = _replace(con, row, staged, content)
            detail = {"revision": revision, "reason": reason, "file": row["file_name"], "rows": staged.rows}
            audit.record(con, actor, "reread", staged.project, row["id"], detail)
            lake.place(self.home, moves)
            self._keep_a_day({row["id"]: row})
        lake.discard(self.home, staged.original_path)
        return revision

    def _keep_a_day(self, replaced: Mapping[str, RowMapping]) -> None:
        """Computations that began on the old files may finish: a sweep takes them a day from now."""
        for row in replaced.values():
            for file in (row["rows_file"], row["rejects_file"]):
                if file is not None and (self.home / file).exists():
                    os.utime(self.home / file)


def _same_file(con: Connection, project: str, upload_id: str, staged: StagedFiles) -> RowMapping:
    row = uploads.by_id(con, upload_id)
    if row["state"] == "purged":
        remedy = "Nothing was changed. Do it again: purged uploads are left out."
        raise StoreError(Problem(f"Upload {row['id']} was purged meanwhile", remedy, file=row["file_name"]))
    read = (staged.project, staged.dataset, staged.sha256)
    if row["project"] != project or read != (project, row["dataset"], row["sha256"]):
        text = f"The new rows are not those of upload {row['id']}"
        raise StoreError(Problem(text, "Nothing was changed. Read its original again.", file=staged.file_name))
    return row


def _lift_identities(con: Connection, rows: Iterable[RowMapping]) -> None:
    """Uploads may pass each other's identity on the way to their own: none of them holds one in between."""
    for row in rows:
        con.execute(update(_uploads).where(_uploads.c.id == row["id"]).values(recipe_hash=f"reading {row['id']}"))


def _replace(con: Connection, row: RowMapping, staged: StagedFiles, content: commits.Content) -> list[lake.Move]:
    of = (row["project"], row["dataset"], row["id"])
    twin = uploads.identical(con, row["project"], row["dataset"], row["sha256"], staged.recipe_hash)
    if row["state"] == "live" and twin is not None and twin["state"] == "live":
        text = f"Uploads {twin['id']} and {row['id']} are the same file and would now be read in the same way"
        raise StoreError(Problem(text, f"Nothing was changed. Undo {row['id']} first.", file=row["file_name"]))
    rows = lake.Move(staged.rows_path, lake.rows_file(lake.ROWS, *of, content[staged.rows_path], again=True))
    rejects = None
    if staged.rejects_path is not None:
        file = lake.rows_file(lake.REJECTS, *of, content[staged.rejects_path], again=True)
        rejects = lake.Move(staged.rejects_path, file)
    new = {"rows_file": rows.target, "rejects_file": rejects and rejects.target}
    con.execute(update(_uploads).where(_uploads.c.id == row["id"]).values(**commits.facts(staged), **new))
    return [rows] if rejects is None else [rows, rejects]
