"""Cleaning up: files that nobody can need any more, all of them older than a day."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from metrics.store import lake, schema
from metrics.store.database import now, told
from metrics.store.purging import Purges

PASSING = (lake.STAGING, "spill")  # spill/: what DuckDB leaves when it is killed
KEEP = dt.timedelta(days=1)  # an open preview, or a commit under way, is never older


class Sweeps(Purges):
    """The part of Store that makes new staging names and sweeps old files away."""

    def staging_path(self, suffix: str) -> Path:
        """A new, unique path in staging/ whose name ends in `suffix`; nothing is created."""
        return lake.staging_path(self.home, suffix)

    def sweep(self, at: dt.datetime | None = None) -> tuple[Path, ...]:
        """Delete files older than a day: all in staging/ and spill/, in the lake those that no upload names.

        Whatever purged uploads have left goes at once.

        Returns what was deleted. at: the moment that ages are counted from (now). Safe beside running commits: a
        commit makes its files young.
        """
        erased = self.finish_purges()
        before = ((at or now()) - KEEP).timestamp()
        with told(self.home):
            old = [path for path in _files(self.home, (*PASSING, *lake.FOLDERS)) if _touched(path) < before]
            named = self._named()  # after the listing: what was committed since is in here
            swept = [path for path in old if path not in named and _touched(path) < before]
            for path in swept:
                path.unlink(missing_ok=True)
            for folder in (*self.home.glob(f"{lake.STAGING}/*"), *self.home.glob(f"{lake.ORIGINALS}/*/*/*")):
                if folder.is_dir() and _touched(folder) < before:
                    with contextlib.suppress(OSError):  # not empty: in use
                        folder.rmdir()
        return (*erased, *swept)

    def _named(self) -> set[Path]:
        table = schema.uploads
        with self.read() as con:
            files = select(table.c.rows_file, table.c.rejects_file, table.c.original_file)
            rows = con.execute(files.where(table.c.state != "purged"))
            return {self.home / file for row in rows for file in row if file is not None}


def _files(home: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted((home / folder).rglob("*")) if path.is_file())


def _touched(path: Path) -> float:
    """When a file was last written or renamed; a copy that kept its source's date is not old. Gone: just now."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return float("inf")
    return max(stat.st_mtime, stat.st_ctime)
