"""Whether stored rows are still the bytes that were committed: a flipped bit may read as another number.

The name of a file of rows carries its hash. A file is hashed once in a process and again when its size, time or inode
differ; files of stores older than these names are read wholly where a computation over them fails.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from metrics.errors import Problem, StoreError
from metrics.store import lake
from metrics.store.upload import Upload

_seen: dict[Path, tuple[int, int, int]] = {}
_lock = threading.Lock()


def require_sound(live: Mapping[str, Sequence[Upload]]) -> None:
    """Raises StoreError that names every upload whose rows are gone or are not what was committed."""
    _refuse(live, lambda upload: _as_committed(upload.rows_path))


def require_readable(live: Mapping[str, Sequence[Upload]]) -> None:
    """Raises StoreError that names every upload whose rows cannot be read to their end; reads them all."""
    _refuse(live, lambda upload: _readable(upload.rows_path))


def _refuse(live: Mapping[str, Sequence[Upload]], sound: Callable[[Upload], bool]) -> None:
    uploads: Iterable[Upload] = chain.from_iterable(live.values())
    problems = [damaged(upload) for upload in uploads if not sound(upload)]
    if problems:
        raise StoreError(problems)


def damaged(upload: Upload) -> Problem:
    """What is wrong with an upload whose rows cannot be trusted, and what to do."""
    what = "are damaged" if upload.rows_path.is_file() else "are missing"
    remedy = (
        f"Read its kept original again (proveout reread {upload.id}), put {upload.rows_path.name} back from a backup, "
        f"or take the upload out (proveout undo {upload.id}). Until then the last good results stand."
    )
    return Problem(f"The stored rows of upload {upload.id} {what}", remedy, file=upload.file_name)


def _as_committed(path: Path) -> bool:
    try:
        stat = path.stat()
        mark = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
        named = lake.named_content(path)
        with _lock:
            if named is None or _seen.get(path) == mark:
                return True
        if not lake.sha256(path).startswith(named):
            return False
    except OSError:
        return False
    with _lock:
        _seen[path] = mark
    return True


def _readable(path: Path) -> bool:
    try:
        with pq.ParquetFile(path) as file:
            for _ in file.iter_batches():
                pass
    except (OSError, pa.ArrowException):
        return False
    return True
