"""Bytes of a person's file on their way in, and the kept original on its way out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import BinaryIO

from metrics import disk
from metrics.access.visit import Visit, guarded
from metrics.store import lake

CHUNK_BYTES = 1 << 20


@guarded
def receive(visit: Visit, name: str, stream: BinaryIO) -> Path:
    """Write a stream into staging, in chunks, and return where; nothing is read into it (intake hashes it once).

    name: the file's own name, of which only the ending is used.
    """
    store = visit.store
    ending = Path(lake.kept_name(name)).suffix[:10]
    path = store.staging_path(f".received{ending}")
    try:
        with disk.room(store.home, "this file"), path.open("wb") as target:
            shutil.copyfileobj(stream, target, CHUNK_BYTES)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


@guarded
def forget(visit: Visit, path: Path) -> None:
    """Delete a received file that is not committed; anything outside staging is left alone."""
    store = visit.store
    lake.discard(store.home, path)


@guarded
def original(visit: Visit, upload: str) -> bytes:
    """An upload's file, byte for byte as it came."""
    store = visit.store
    return store.kept_upload(upload).original_path.read_bytes()
