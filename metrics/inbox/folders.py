"""The folders of the inbox and the way of a file through them: put down, claimed, put aside."""

from __future__ import annotations

import datetime as dt
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from metrics.store import lake

ANSWERS = ".answers.toml"
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", "~")  # endings that copying programs give
EMPTY_SECONDS = 600.0  # a program may create its file long before it has something to write
SYSTEMS = ("thumbs.db", "desktop.ini")  # what file managers leave in every folder
HIDDEN = (".", "~$")  # the second is an office program's mark that a file is open
_STAMP = re.compile(r"\A\d{8}T\d{12}Z_(?=.)", re.DOTALL)

Stamp = tuple[int, int, int]  # size, time of writing (ns), inode


@dataclass(frozen=True)
class Place:
    """A dataset's inbox."""

    project: str
    dataset: str
    folder: Path

    def make(self) -> bool:
        """Create what is missing; False where a link stands instead of a folder, which nobody follows."""
        parts = (self.folder.parent.parent, self.folder.parent, self.folder)
        if any(part.is_symlink() for part in parts):
            return False
        for name in (lake.WORKING, lake.DONE, lake.REFUSED):
            folder = self.folder / name
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
        return not (self.folder / lake.WORKING).is_symlink()

    def waiting(self) -> Iterator[tuple[Path, Stamp]]:
        """Files that somebody has put down, the oldest first; hidden, unfinished and linked ones are left alone."""
        found = [(path, about) for path in self.folder.iterdir() if (about := _file(path)) and _wanted(path, about)]
        found.sort(key=lambda item: (item[1].st_mtime_ns, item[0].name))
        for path, about in found:
            yield path, (about.st_size, about.st_mtime_ns, about.st_ino)

    def left(self) -> list[Path]:
        """Files that were claimed and not dealt with: a server was killed, or the disk was full."""
        found = (path for path in (self.folder / lake.WORKING).iterdir() if _file(path))
        return sorted(path for path in found if not path.name.endswith(ANSWERS))

    def claim(self, path: Path) -> Path | None:
        """Move a file to working/, and its answers, so that nobody else takes it; None where somebody was quicker."""
        at = dt.datetime.now(dt.UTC)
        target = self.folder / lake.WORKING / f"{at:%Y%m%dT%H%M%S%f}Z_{lake.kept_name(path.name)}"
        try:
            os.rename(path, target)
        except FileNotFoundError:
            return None
        self.answers(target)
        return target

    def answers(self, claimed: Path) -> Path:
        """Where the answers for a claimed file stand, if there are any; they go the same way as the file.

        Put down beside it under its name, with or without the time; a killed server may have put them aside already.
        """
        beside = claimed.with_name(claimed.name + ANSWERS)
        for name in dict.fromkeys((_STAMP.sub("", claimed.name, count=1), file_name(claimed))):
            if _file(beside) is None and _file(self.folder / (name + ANSWERS)):
                os.replace(self.folder / (name + ANSWERS), beside)
        aside = [self.folder / where / beside.name for where in (lake.DONE, lake.REFUSED)]
        return next((path for path in (beside, *aside) if _file(path)), beside)

    def put_aside(self, claimed: Path, where: str, reports: dict[str, str]) -> None:
        """Move a claimed file to done/ or refused/, its reports (by ending) first; again after a kill, all the same."""
        folder = self.folder / where
        for ending, text in reports.items():
            target = folder / (claimed.name + ending)
            written = folder / f".{target.name[-100:]}.tmp"
            written.write_text(text, encoding="utf-8")
            os.replace(written, target)
        answers = self.answers(claimed)
        if _file(answers):
            os.replace(answers, folder / answers.name)
        if claimed.exists():  # else somebody has taken it away by hand
            os.replace(claimed, folder / claimed.name)


def astray(inbox: Path, places: Iterable[Place]) -> Iterator[Path]:
    """What lies in the inbox, but in none of its places: nobody will ever take it."""
    known = {place.folder for place in places}
    projects = {folder.parent for folder in known}
    for level in (inbox, *sorted(projects)):
        found = sorted(level.iterdir()) if level.is_dir() else []
        yield from (path for path in found if path not in known | projects and not path.name.startswith(HIDDEN))


def file_name(claimed: Path) -> str:
    """The name that a claimed file was put down with; one that was put back with its time in front has two."""
    name = claimed.name
    while (rest := _STAMP.sub("", name)) != name:
        name = rest
    return name


def _file(path: Path) -> os.stat_result | None:
    """What the system says of a regular file; None for links, folders, pipes and what has gone."""
    try:
        about = path.lstat()
    except OSError:
        return None
    return about if stat.S_ISREG(about.st_mode) else None


def _wanted(path: Path, about: os.stat_result) -> bool:
    name = path.name.lower()
    if name.startswith(HIDDEN) or name in SYSTEMS or name.endswith((*UNFINISHED, ANSWERS)):
        return False
    return about.st_size > 0 or time.time() - about.st_mtime > EMPTY_SECONDS
