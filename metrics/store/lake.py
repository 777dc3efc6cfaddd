"""The lake: files below the store's home. They are born in staging/, synced, and renamed into their place for good.

Only a catalogue row makes a file count; the order is bytes on disk, rename, folder on disk, then the row's commit.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import unicodedata
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from metrics.errors import Problem, StoreError

STAGING = "staging"
INBOX, WORKING, DONE, REFUSED = "inbox", "working", "done", "refused"
ROWS, REJECTS, ORIGINALS = "rows", "rejects", "originals"
FOLDERS = (ROWS, REJECTS, ORIGINALS)
NAME_BYTES = 200  # file systems allow 255 for one name
NAMED_SIGNS = 32  # of a SHA-256's 64: 128 bits tell any damage
_NAMED = re.compile(rf"\.([0-9a-f]{{{NAMED_SIGNS}}})\.parquet\Z")
_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True)
class Move:
    """A staged file and its place below the home, as the catalogue writes it (forward slashes)."""

    source: Path
    target: str


def staging_path(home: Path, suffix: str) -> Path:
    """A new name in staging/; nothing is created. suffix: the end of the name, e.g. ".parquet"."""
    if "/" in suffix or "\\" in suffix:
        raise StoreError(Problem("A staged file's suffix must not name a folder", value=suffix))
    return home / STAGING / f"{secrets.token_hex(10)}{suffix}"


def in_staging(home: Path, path: Path) -> bool:
    """Whether the path lies in this store's staging folder; a link to somewhere else does not."""
    return path.resolve().is_relative_to((home / STAGING).resolve())


def rows_file(kind: str, project: str, dataset: str, upload: str, content: str, *, again: bool = False) -> str:
    """The place of an upload's rows or rejects; its name carries the beginning of `content`, the SHA-256 of its bytes,
    so that a damaged file is known as one. Read again, they get a name that no file ever had: computations may still
    read the old ones, and a killed process may have left some.
    """
    turn = f".{secrets.token_hex(4)}" if again else ""
    name = f"{upload}{turn}.{content[:NAMED_SIGNS]}.parquet"
    return str(PurePosixPath(kind, _folder(project), _folder(dataset), name))


def named_content(path: Path) -> str | None:
    """The beginning of the SHA-256 that a file of rows or rejects was named after; None for files of older stores."""
    found = _NAMED.search(path.name)
    return found[1] if found else None


def original_file(project: str, dataset: str, upload: str, file_name: str) -> str:
    """The place of the file as it was uploaded."""
    return str(PurePosixPath(ORIGINALS, _folder(project), _folder(dataset), upload, kept_name(file_name)))


def inbox_folder(home: Path, project: str, dataset: str) -> Path:
    """The folder whose files the server takes for a dataset; DONE and REFUSED in it hold those dealt with."""
    return home / INBOX / _folder(project) / _folder(dataset)


def kept_name(file_name: str) -> str:
    """A person's file name made safe for any disk: no folders, no control characters, not too long."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", plain(file_name)))[-1]
    base = "".join("_" if unicodedata.category(sign).startswith("C") or sign in ':*?"<>|' else sign for sign in base)
    if not base.strip(". "):
        return "file"
    stem, ends = os.path.splitext(base)
    ends = ends if len(ends.encode()) <= NAME_BYTES // 4 else ""
    room = NAME_BYTES - len(ends.encode())
    return stem.encode()[:room].decode(errors="ignore") + ends


def plain(text: str) -> str:
    """Text that every database takes: bytes that were no valid name become question marks."""
    return text.encode(errors="replace").decode()


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's entries, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(target: RawIOBase | BinaryIO, block: bytes) -> None:
    """Write a whole block: unbuffered, a disk that is almost full takes a part and says so only by its number."""
    left = memoryview(block)
    while left:
        left = left[target.write(left) or 0 :]


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place(home: Path, moves: list[Move]) -> None:
    """Rename synced files into their places and sync the folders. Raises StoreError when a staged file is gone."""
    folders: list[Path] = []
    for move in moves:
        target = home / move.target
        for folder in _make(home, target.parent):
            if folder not in folders:
                folders.append(folder)
        if target.exists():
            raise StoreError(Problem("A file is already where a new one belongs", "Try again.", file=str(target)))
        try:
            os.utime(move.source)  # young again: a sweep that runs now must not take it before the row is there
            os.replace(move.source, target)
        except FileNotFoundError:
            raise gone(move.source) from None
        if target.parent not in folders:
            folders.append(target.parent)
    for folder in folders:
        sync(folder)


def gone(path: Path) -> StoreError:
    """The error for a staged file that is not there any more."""
    remedy = "Files wait in staging for one day; upload the file again."
    return StoreError(Problem("The staged file is gone", remedy, file=path.name))


def discard(home: Path, *paths: Path | None) -> None:
    """Delete staged files that are not needed; files elsewhere are left alone."""
    for path in paths:
        if path is not None and in_staging(home, path):
            path.unlink(missing_ok=True)


def _make(home: Path, folder: Path) -> list[Path]:
    """Create the folder below home; returns the folders that got a new entry."""
    if folder == home or folder.is_dir():
        return []
    changed = _make(home, folder.parent)
    folder.mkdir(exist_ok=True)
    return [*changed, folder.parent]


def _folder(name: str) -> str:
    if not _SAFE.fullmatch(name):
        raise StoreError(Problem("This name cannot be a folder of the store", value=name))
    return name
