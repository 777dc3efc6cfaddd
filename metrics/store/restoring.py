"""A backup becomes a store again: all of it is checked beside the place where it will stand, then renamed into it.

The catalogue goes last: killed before, there is no store, and the same restore begins anew.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.exc import DBAPIError

from metrics.errors import Problem, StoreError
from metrics.store import copied, lake
from metrics.store.backup import CATALOG, FORMAT, MANIFEST, Backup
from metrics.store.database import told
from metrics.store.migrations import HEAD

BESIDE = ".restoring"
SPARED = frozenset({"lost+found", lake.INBOX})  # what may lie in the folder of a store that is still to be
BLOCK_BYTES = 1 << 20
MANIFEST_BYTES = 256 << 20  # a million files


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    bytes: int
    sha256: str


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    proveout: int
    made_at: dt.datetime
    version: str = Field(alias="schema")
    files: dict[str, _Entry]
    damaged: dict[str, str]


def restore(file: Path, home: Path) -> Backup:
    """Make a store in `home`, which must be empty, of a backup. Raises StoreError, DiskFull; no store is there then."""
    home = home.expanduser().resolve()
    with told(home):
        home.mkdir(parents=True, exist_ok=True)
        with _alone(home):
            _require_empty(home)
            beside = home / BESIDE
            _clear(home)
            beside.mkdir()
            try:
                made = _unpack(file, beside)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise
            _reveal(home, beside)
    return made


def refuse_half_restored(home: Path) -> None:
    """Raises StoreError where a restore is under way or was killed; one that was done to the end is tidied up."""
    beside = home / BESIDE
    if not beside.is_dir():
        return
    if not (home / CATALOG).exists():
        remedy = "Wait for it, or run `proveout restore` again: it begins anew."
        raise StoreError(Problem("A restore into this folder is not finished", remedy, file=str(home)))
    with contextlib.suppress(OSError):
        beside.rmdir()


def _require_empty(home: Path) -> None:
    if (home / CATALOG).exists():
        remedy = "Name an empty folder with --home or PROVEOUT_HOME; stop the server that uses this one first."
        raise StoreError(Problem("There is a store already; a backup is restored beside it", remedy, file=str(home)))
    others = sorted(path.name for path in home.iterdir() if path.name not in SPARED)
    if others and not (home / BESIDE).is_dir():
        remedy = "Name an empty folder with --home or PROVEOUT_HOME."
        raise StoreError(Problem(f"This folder is not empty: {', '.join(others[:5])}", remedy, file=str(home)))


def _clear(home: Path) -> None:
    """Take away what a killed restore has left; there was nothing else, or it had not begun."""
    if (home / BESIDE).is_dir():
        for name in (*lake.FOLDERS, BESIDE):
            shutil.rmtree(home / name, ignore_errors=True)


def _reveal(home: Path, beside: Path) -> None:
    """Everything is on the disk: the files get their place, the catalogue last, which is what makes a store."""
    for path in (beside, *beside.rglob("*")):
        lake.sync(path)
    for name in lake.FOLDERS:
        if (beside / name).is_dir():
            os.replace(beside / name, home / name)
    lake.sync(home)
    os.replace(beside / CATALOG, home / CATALOG)
    lake.sync(home)
    beside.rmdir()


def _unpack(file: Path, beside: Path) -> Backup:
    found: dict[str, _Entry] = {}
    text = b""
    with _members(file) as members:
        for name, size, content in members:
            if text:
                raise _altered(file, f"{name} follows the manifest")
            if name in found:
                raise _altered(file, f"{name} is there twice")
            if name == MANIFEST:
                text = content.read(MANIFEST_BYTES)
                continue
            found[name] = _write(content, beside / _place(file, name), size)
    if not text:
        raise _altered(file, "its end is missing")
    made = _checked(file, text, found)
    _matches(file, beside, made, found)
    sizes = sum(entry.bytes for entry in found.values())
    return Backup(made.made_at, made.version, len(found) - 1, sizes, hashlib.sha256(text).hexdigest(), made.damaged)


@contextlib.contextmanager
def _members(file: Path) -> Iterator[Iterator[tuple[str, int, IO[bytes]]]]:
    """Name, size and content of each member, in order; whatever cannot be read is told as an altered backup."""
    if not file.is_file():
        raise StoreError(Problem("There is no such backup", file=str(file)))
    with file.open("rb") as opened:
        reading = _Reading(file, pa.CompressedInputStream(pa.PythonFile(opened, "r"), "zstd"))
        try:
            with tarfile.open(fileobj=reading, mode="r|") as packed:  # type: ignore[call-overload]
                yield _each(file, packed)
            while block := reading.read(BLOCK_BYTES):  # to the very end, so that a cut one is noticed
                if block.strip(b"\0"):
                    raise _altered(file, "more follows its end")
        except tarfile.TarError as error:
            raise _altered(file, str(error)) from None


def _each(file: Path, packed: tarfile.TarFile) -> Iterator[tuple[str, int, IO[bytes]]]:
    for member in packed:
        content = packed.extractfile(member) if member.isreg() else None
        if content is None:
            raise _altered(file, f"{member.name!r} is not a file")
        yield member.name, member.size, content


class _Reading:
    """The unpacked bytes; a failure to unpack is the backup's, not the disk's."""

    def __init__(self, file: Path, stream: pa.NativeFile) -> None:
        self._file, self._stream = file, stream

    def read(self, size: int) -> bytes:
        """The next bytes. Raises StoreError."""
        try:
            return bytes(self._stream.read(size))
        except (OSError, pa.ArrowException) as error:
            raise _altered(self._file, str(error).splitlines()[0]) from None


def _place(file: Path, name: str) -> PurePosixPath:
    """Where a member belongs, below the home. Raises StoreError for any other place."""
    path = PurePosixPath(name)
    plain = str(path) == name and not {"..", "."} & set(path.parts) and "\\" not in name and "\0" not in name
    depth = {lake.ROWS: 4, lake.REJECTS: 4, lake.ORIGINALS: 5}.get(path.parts[0], 0) if path.parts else 0
    if name != CATALOG and not (plain and len(path.parts) == depth):
        raise _altered(file, f"{name[:200]!r} is no file of a store")
    return path


def _write(content: IO[bytes], target: Path, size: int) -> _Entry:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), size
    with target.open("xb") as out:
        while block := content.read(BLOCK_BYTES):
            digest.update(block)
            out.write(block)
            left -= len(block)
    return _Entry(bytes=size - left, sha256=digest.hexdigest())


def _checked(file: Path, text: bytes, found: dict[str, _Entry]) -> _Manifest:
    """The manifest, when it names exactly what was found, byte for byte."""
    try:
        made = _Manifest.model_validate_json(text)
    except ValidationError:
        raise _altered(file, "its manifest cannot be read") from None
    if made.proveout != FORMAT or made.version > HEAD:
        what = f"This backup was written by a newer Proveout (schema {made.version}; this program knows {HEAD})"
        raise StoreError(Problem(what, "Nothing was restored. Update the program.", file=str(file)))
    for name in sorted(made.files.keys() | found.keys()):
        if name not in found:
            raise _altered(file, f"{name} is missing")
        if made.files.get(name) != found[name]:
            raise _altered(file, f"{name} is not what was backed up")
    return made


def _matches(file: Path, beside: Path, made: _Manifest, found: dict[str, _Entry]) -> None:
    """The catalogue is sound, of the version that is stated, and names the files that are there."""
    try:
        named = copied.read(beside / CATALOG)
    except (DBAPIError, StoreError, OSError):
        raise _altered(file, "its catalogue is damaged") from None
    gone = {name for name in made.damaged if name not in found}
    if named.schema != made.version or set(named.files) - gone != found.keys() - {CATALOG}:
        raise _altered(file, "its catalogue names other files")


def _altered(file: Path, what: str) -> StoreError:
    remedy = "Nothing was restored. Take another copy of it, or an earlier backup."
    return StoreError(Problem(f"This is no whole backup: {what}", remedy, file=str(file)))


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One restore at a time; the system releases the lock of one that is killed."""
    handle = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StoreError(
            Problem("Another restore into this folder is under way", "Wait for it.", file=str(home))
        ) from None
    finally:
        os.close(handle)
