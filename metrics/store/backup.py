"""A backup: one file, made while others read and write.

A tar in zstd: `catalog.sqlite`, a copy as of one moment; then the files of the lake that this copy names, no more and
no less; `manifest.json` last, with the size and SHA-256 of each. It is born under another name and renamed when it is
whole. What is outside catalogue and lake (settings, tokens in files, the inbox, what is half read) is not in it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from metrics.errors import Problem, StoreError
from metrics.store import copied, lake
from metrics.store.database import Catalogue, now, told

FORMAT = 1
CATALOG, MANIFEST = "catalog.sqlite", "manifest.json"
TRIES = 5  # an upload may be purged, or read again, while it is copied
OLD_SECONDS = 86400.0  # what a killed backup left beside the target


@dataclass(frozen=True)
class Backup:
    """What a backup holds; `sha256` is that of its manifest, which names all the rest.

    damaged: files that the catalogue names and that are not what was committed, each with what is wrong; those that
    are gone are not in the backup.
    """

    made_at: dt.datetime
    schema: str
    files: int
    bytes: int
    sha256: str
    damaged: dict[str, str] = field(default_factory=dict)


class _Changed(Exception):
    """A file that the copy names was purged or replaced meanwhile."""


class Backups(Catalogue):
    """The part of Store that is copied out."""

    def backup(self, target: Path) -> Backup:
        """Write a backup to `target`, which must not exist yet. Raises StoreError, DiskFull; no file is left then."""
        target = target.expanduser().absolute()
        _refuse(target, self.home)
        part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        with told(target.parent):
            _clear(target)
            try:
                for _ in range(TRIES):
                    with contextlib.suppress(_Changed):
                        made = self._write(part)
                        lake.sync(part)
                        _refuse(target, self.home)
                        os.replace(part, target)
                        lake.sync(target.parent)
                        return made
            finally:
                part.unlink(missing_ok=True)
        text = "Uploads were purged or read again each time while they were copied"
        raise StoreError(Problem(text, "Try again later.", file=str(target)))

    def _write(self, part: Path) -> Backup:
        copy, made_at = lake.staging_path(self.home, ".backup"), now()
        try:
            self.copy_to(copy)
            named = copied.read(copy)
            files: dict[str, dict[str, object]] = {}
            damaged: dict[str, str] = {}
            with _archive(part) as packed:
                files[CATALOG] = _add(packed, CATALOG, copy)
                for file, expected in named.files.items():
                    try:
                        files[file] = _add(packed, file, self.home / file)
                    except FileNotFoundError:
                        self._require_named(file)
                        damaged[file] = "is gone"
                        continue
                    if expected and not str(files[file]["sha256"]).startswith(expected):
                        damaged[file] = "is not what was committed"
                about = {"proveout": FORMAT, "made_at": made_at.isoformat(), "schema": named.schema}
                manifest = json.dumps({**about, "files": files, "damaged": damaged}, indent=1).encode()
                info = tarfile.TarInfo(MANIFEST)
                info.size = len(manifest)
                packed.addfile(info, io.BytesIO(manifest))
            if self._purged() != named.purged:
                raise _Changed  # what was erased meanwhile is not kept here
        finally:
            copy.unlink(missing_ok=True)
        sizes = sum(int(str(about["bytes"])) for about in files.values())
        digest = hashlib.sha256(manifest).hexdigest()
        return Backup(made_at, named.schema, len(files) - 1, sizes, digest, damaged)

    def _require_named(self, file: str) -> None:
        """Raises _Changed unless the catalogue of now names this file still."""
        with self.read() as con:
            if file not in copied.named(con).files:
                raise _Changed

    def _purged(self) -> frozenset[str]:
        with self.read() as con:
            return copied.named(con).purged


class _Hashing:
    """A file that is read once, its bytes hashed on their way."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self._file.read(size)
        self._hash.update(block)
        return block

    def hexdigest(self) -> str:
        """SHA-256 of what was read."""
        return self._hash.hexdigest()


def _add(packed: tarfile.TarFile, name: str, path: Path) -> dict[str, object]:
    """Put a file into the archive; its size and hash. It is never written again: open, it cannot change any more."""
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(file.fileno()).st_size, 0o600
        hashing = _Hashing(file)
        packed.addfile(info, hashing)
    return {"bytes": info.size, "sha256": hashing.hexdigest()}


@contextlib.contextmanager
def _archive(part: Path) -> Iterator[tarfile.TarFile]:
    """A new archive that only its owner may read."""
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        pa.PythonFile(os.fdopen(handle, "wb"), "w") as out,
        pa.CompressedOutputStream(out, "zstd") as stream,
        tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as packed,
    ):
        yield packed


def _refuse(target: Path, home: Path) -> None:
    if target.exists() or target.is_symlink():
        raise StoreError(
            Problem("There is such a file already", "Name another: none is overwritten.", file=str(target))
        )
    if not target.parent.is_dir():
        raise StoreError(Problem("There is no such folder for the backup", "Create it first.", file=str(target.parent)))
    if target.parent.resolve().is_relative_to(home):
        remedy = "Name a file elsewhere, best on another disk."
        raise StoreError(Problem("A backup within the store would be lost with it", remedy, file=str(target)))


def _clear(target: Path) -> None:
    for left in target.parent.glob(f".{target.name}.*.part"):
        if now().timestamp() - left.stat().st_mtime > OLD_SECONDS:
            left.unlink(missing_ok=True)
