"""The folders of the inbox and the way of a file through them: put down, claimed, put aside."""

from __future__ import annotations

import datetime as dt
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from metrics.store import lake

ANSWERS = ".answers.toml"
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", "~")  # endings that copying programs give
EMPTY_SECONDS = 600.0  # a program may create its file long before it has something to write
_CLAIMED = re.compile(r"\d{8}T\d{12}Z_(?P<name>.+)", re.DOTALL)

Stamp = tuple[int, int, int]  # size, time of writing (ns), inode


@dataclass(frozen=True)
class Place:
    """A dataset's inbox."""

    project: str
    dataset: str
    folder: Path

    def make(self) -> bool:
        """Create what is missing; False where a link stands instead of a folder, which nobody follows."""
        for name in (lake.WORKING, lake.DONE, lake.REFUSED):
            folder = self.folder / name
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
        parts = (self.folder.parent.parent, self.folder.parent, self.folder, self.folder / lake.WORKING)
        return not any(part.is_symlink() for part in parts)

    def waiting(self) -> Iterator[tuple[Path, Stamp]]:
        """Files that somebody has put down, the oldest first; hidden, unfinished and linked ones are left alone."""
        found = [(path, about) for path in self.folder.iterdir() if (about := _file(path)) and _wanted(path, about)]
        found.sort(key=lambda item: (item[1].st_mtime_ns, item[0].name))
        for path, about in found:
            yield path, (about.st_size, about.st_mtime_ns, about.st_ino)

    def left(self) -> list[Path]:
        """Files that were claimed and not dealt with: a server was killed, or the disk was full."""
        return sorted(path for path in (self.folder / lake.WORKING).iterdir() if _file(path))

    def claim(self, path: Path) -> Path | None:
        """Move a file to working/ so that nobody else takes it; None where somebody was quicker."""
        at = dt.datetime.now(dt.UTC)
        target = self.folder / lake.WORKING / f"{at:%Y%m%dT%H%M%S%f}Z_{lake.kept_name(path.name)}"
        try:
            os.rename(path, target)
        except FileNotFoundError:
            return None
        return target

    def answers(self, name: str) -> Path:
        """Where answers for a file of this name are looked for."""
        return self.folder / (name + ANSWERS)

    def put_aside(self, claimed: Path, where: str, reports: dict[str, str]) -> None:
        """Move a claimed file to done/ or refused/, its reports (by ending) first; again after a kill, all the same."""
        folder = self.folder / where
        for ending, text in reports.items():
            target = folder / (claimed.name + ending)
            written = folder / f".{target.name[-100:]}.tmp"
            written.write_text(text, encoding="utf-8")
            os.replace(written, target)
        answers = self.answers(file_name(claimed))
        if _file(answers):
            os.replace(answers, folder / (claimed.name + ANSWERS))
        if claimed.exists():  # else somebody has taken it away by hand
            os.replace(claimed, folder / claimed.name)


def file_name(claimed: Path) -> str:
    """The name that a claimed file was put down with."""
    match = _CLAIMED.fullmatch(claimed.name)
    return match["name"] if match else claimed.name


def _file(path: Path) -> os.stat_result | None:
    """What the system says of a regular file; None for links, folders, pipes and what has gone."""
    try:
        about = path.lstat()
    except OSError:
        return None
    return about if stat.S_ISREG(about.st_mode) else None


def _wanted(path: Path, about: os.stat_result) -> bool:
    name = path.name.lower()
    if name.startswith(".") or name.endswith((*UNFINISHED, ANSWERS)):
        return False
    return about.st_size > 0 or time.time() - about.st_mtime > EMPTY_SECONDS
