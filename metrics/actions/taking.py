"""A file taken in one go, without anybody watching: what the command line, the upload route and the inbox do.

The same steps as on the page: stage, then the impact or the commit. What others change meanwhile is noticed by the
project's revision: the file is committed on the newer state, and read again where that state reads it differently.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from metrics import definition, disk
from metrics.access.visit import Visit, guarded
from metrics.actions.house import refresh
from metrics.actions.impact import impact
from metrics.actions.upload import Uploaded, commit, discard, stage
from metrics.difference import Change
from metrics.errors import Problem, StaleRevision, StoreError, UploadRefused
from metrics.intake import Answers, Staged
from metrics.store import Store, Upload

Progress = Callable[[float], None]
TRIES = 20  # one for every other writer that came first; each of them takes at least a snapshot's time


@dataclass(frozen=True)
class Taken:
    """What became of a file. upload is None while questions are open and for a dry run, which has `changes`.

    existing: the same bytes, read in the same way, were live already, and nothing was added. note: what is still to
    come although the rows are live.
    """

    staged: Staged
    upload: Upload | None = None
    existing: bool = False
    changes: tuple[Change, ...] = ()
    note: str = ""


@guarded
def take(
    visit: Visit,
    project: str,
    dataset: str,
    path: Path,
    answers: Answers | None,
    file_name: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    more_follow: bool = False,
) -> Taken:
    """Read a file and make its rows live, or say what that would change (dry_run), or what it leaves open.

    more_follow: the snapshot is left to the caller, who has further files and takes it once for all of them.
    A file in the store's staging folder is used up, any other stays where it is. Raises UploadRefused with all
    problems, StoreError, and DiskFull; nothing is live then, and nothing is left in staging.
    """
    with disk.room(visit.store.home, f"reading {file_name or path.name}"):
        return _take(visit, (project, dataset), path, answers, file_name, dry_run, progress, more_follow)


@guarded
def require_dataset(visit: Visit, project: str, dataset: str) -> None:
    """Raises StoreError, naming what there is, where the store has no such project or dataset."""
    known = datasets(visit, project)
    if dataset not in known:
        remedy = f"Its datasets: {', '.join(known) or 'none'}."
        raise StoreError(Problem("the project has no such dataset", remedy, value=dataset))


@guarded
def datasets(visit: Visit, project: str) -> tuple[str, ...]:
    """The names of a project's datasets."""
    store = visit.store
    return tuple(definition.parse(store.definition(project).text).dataset)


def _take(
    visit: Visit,
    of: tuple[str, str],
    path: Path,
    answers: Answers | None,
    file_name: str | None,
    dry_run: bool,
    progress: Progress | None,
    more_follow: bool,
) -> Taken:
    store = visit.store
    for _ in range(TRIES):
        revision, reading = store.revision(of[0]), _reading(store, *of)
        before = stamp(path)
        staged = stage(visit, *of, path, answers, file_name, progress)
        try:
            if stamp(path) != before:
                remedy = "Wait until it is written wholly, then upload it again."
                raise UploadRefused(Problem("changed while it was read", remedy, file=file_name or path.name))
            if staged.questions:
                return Taken(staged)
            changes = tuple(impact(visit, staged)) if dry_run else ()
            done = None if dry_run else _commit(visit, of, staged, revision, reading)
        except BaseException:
            discard(staged, keep=path)
            raise
        if done is not None:
            return Taken(staged, done.upload, done.existing, note="" if more_follow else _results(store, done.upload))
        discard(staged, keep=path)
        if dry_run:
            return Taken(staged, changes=changes)
    raise StaleRevision(Problem("The project was changed again and again while the file was read", "Try again later."))


def _commit(visit: Visit, of: tuple[str, str], staged: Staged, revision: int, reading: object) -> Uploaded | None:
    """Commit on the present revision; None when the definition now reads the dataset in another way."""
    for _ in range(TRIES):
        try:
            return commit(visit, staged, revision, more_follow=True)
        except StaleRevision:
            revision = visit.store.revision(of[0])
            if _reading(visit.store, *of) != reading:
                return None
    return None


def _results(store: Store, upload: Upload) -> str:
    """Take the snapshot; the rows are live by now, so want of room is a note and no failure."""
    try:
        refresh(store, upload.project)
    except disk.DiskFull as error:
        return f"The rows are live, but the results wait for room on the disk: {error}"
    return ""


def _reading(store: Store, project: str, dataset: str) -> object:
    """All that decides how a file of the dataset is read and what its rows mean."""
    defined = definition.parse(store.definition(project).text)
    return defined.dataset.get(dataset), defined.project.timezone


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is written to: size, time (ns) and inode; None where it is gone."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns, stat.st_ino
