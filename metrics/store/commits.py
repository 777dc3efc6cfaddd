"""Committing an upload: its files into the lake, then one transaction whose upload row is the commit."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from metrics.errors import Problem, StoreError
from metrics.store import audit, definitions, lake, revisions, schema, uploads
from metrics.store.database import Catalogue, now, told
from metrics.store.upload import StagedFiles, Upload

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u; sorts as its values
_TIME_SIGNS, _RANDOM_SIGNS = 7, 5  # seconds since 1970 for a thousand years; 33 million ids a second
Definition = tuple[str, str]  # text, digest
Content = dict[Path, str]  # staged rows and rejects → SHA-256 of their bytes


def new_id() -> str:
    """An upload's id: short, later ones sort later (by the second), not guessable from another."""
    value = (int(time.time()) << (5 * _RANDOM_SIGNS)) | secrets.randbits(5 * _RANDOM_SIGNS)
    signs = range(_TIME_SIGNS + _RANDOM_SIGNS - 1, -1, -1)
    return "u" + "".join(_ALPHABET[(value >> (5 * sign)) & 31] for sign in signs)


def facts(staged: StagedFiles) -> dict[str, Any]:
    """What one reading of a file found, as the catalogue's columns."""
    return {
        "recipe_hash": staged.recipe_hash,
        "rows": staged.rows,
        "rejected": staged.rejected,
        "duplicates": staged.duplicates,
        "first": staged.first,
        "until": staged.until,
        "complete_through": staged.complete_through,
        "mode": staged.mode,
        "warnings": [warn.model_dump(mode="json") for warn in staged.warnings],
    }


class Commits(Catalogue):
    """The part of Store that commits uploads."""

    def commit_upload(
        self,
        staged: StagedFiles,
        *,
        actor: str,
        expected_revision: int | None = None,
        definition: Definition | None = None,
    ) -> Upload:
        """Make a staged upload live, together with the definition (text, digest) that its answers led to.

        The same bytes read in the same way are kept once: a live upload is returned as it is, an undone one becomes
        live again; the staged files are then deleted. expected_revision: the revision that the preview was made for.
        Raises StoreError on another revision, an unknown project, or staged files that are gone; nothing is changed.
        """
        identity = (staged.project, staged.dataset, staged.sha256, staged.recipe_hash)
        with self.read() as con:
            known = uploads.identical(con, *identity)
        content = None if known else self._sync(staged)  # the slow part, before the write lock
        with self.write() as con:
            before = definitions.latest(con, staged.project)
            if before is None:
                raise revisions.unknown(con, staged.project)
            if definition is not None and definition == (before["text"], before["digest"]):
                definition = None
            known = uploads.identical(con, *identity)
            if known is None and content is None:  # changed between the two looks
                content = self._sync(staged)
            if known is None or known["state"] != "live" or definition is not None:
                row = self._commit(con, staged, content or {}, known, actor, expected_revision, definition)
            else:
                row = known
        if known is not None:
            lake.discard(self.home, staged.rows_path, staged.rejects_path, staged.original_path)
        return uploads.upload_of(self.home, row)

    def _commit(
        self,
        con: Connection,
        staged: StagedFiles,
        content: Content,
        known: RowMapping | None,
        actor: str,
        expected: int | None,
        definition: Definition | None,
    ) -> RowMapping:
        revision, learnt = revisions.bump(con, staged.project, expected), None
        if known is None:
            upload_id = self._insert(con, staged, content, actor)
        else:
            upload_id = known["id"]
            uploads.require_rows(self.home, known)
            con.execute(schema.uploads.update().where(schema.uploads.c.id == upload_id).values(state="live"))
        if definition is not None:
            before = definitions.latest(con, staged.project)
            learnt = {"before": before and before["digest"], "after": definition[1]}
            definitions.save(con, staged.project, revision, definition, actor, f"with upload {upload_id}")
        detail = {
            "revision": revision,
            "dataset": staged.dataset,
            "file": lake.plain(staged.file_name),
            "sha256": staged.sha256,
            "rows": staged.rows,
            "rejected": staged.rejected,
            "again": known is not None,
            "before": known and known["state"],
            "after": "live",
            "definition": learnt,
        }
        audit.record(con, actor, "upload", staged.project, upload_id, detail)
        return uploads.by_id(con, upload_id)

    def _insert(self, con: Connection, staged: StagedFiles, content: Content, actor: str) -> str:
        table = schema.uploads
        upload_id = new_id()
        while con.scalar(select(table.c.id).where(table.c.id == upload_id)):
            upload_id = new_id()
        last = con.scalar(select(func.max(table.c.seq)).where(table.c.project == staged.project))
        of = (staged.project, staged.dataset, upload_id)
        rows = lake.Move(staged.rows_path, lake.rows_file(lake.ROWS, *of, content[staged.rows_path]))
        original = lake.Move(staged.original_path, lake.original_file(*of, staged.file_name))
        moves = [rows, original]
        if staged.rejects_path is not None:
            rejects = lake.rows_file(lake.REJECTS, *of, content[staged.rejects_path])
            moves.append(lake.Move(staged.rejects_path, rejects))
        con.execute(
            insert(table).values(
                **facts(staged),
                id=upload_id,
                project=staged.project,
                dataset=staged.dataset,
                seq=(last or 0) + 1,
                state="live",
                file_name=lake.plain(staged.file_name),
                sha256=staged.sha256,
                uploaded_at=now(),
                uploaded_by=actor,
                rows_file=rows.target,
                rejects_file=moves[2].target if len(moves) > 2 else None,
                original_file=original.target,
            )
        )
        lake.place(self.home, moves)
        return upload_id

    def _sync(self, staged: StagedFiles) -> Content:
        sync_staged(self, staged.original_path)
        return sync_readings(self, staged)


def sync_readings(store: Catalogue, staged: StagedFiles) -> Content:
    """Put staged rows and rejects on the disk for good; their hashes."""
    paths = [path for path in (staged.rows_path, staged.rejects_path) if path is not None]
    for path in paths:
        sync_staged(store, path)
    with told(store.home):
        return {path: lake.sha256(path) for path in paths}


def sync_staged(store: Catalogue, path: Path) -> None:
    """Put a staged file's bytes on the disk for good. Raises StoreError when it is gone or not in staging/."""
    if not lake.in_staging(store.home, path):
        text = "A file outside the store's staging folder cannot be committed"
        raise StoreError(Problem(text, "Copy it there first.", file=str(path)))
    with told(store.home):
        try:
            lake.sync(path)
        except FileNotFoundError:
            raise lake.gone(path) from None
