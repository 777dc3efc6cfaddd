"""Bring files in, take them out again: the same code for the page, the command line and, later, the routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from metrics import definition, intake, measured
from metrics.access.visit import Visit, guarded
from metrics.actions.alerting import judged_at_once
from metrics.actions.house import refresh
from metrics.actions.suspecting import suspected
from metrics.actions.teaching import taught
from metrics.dataset import Dataset
from metrics.errors import NeedsAnswer, Problem, StoreError
from metrics.intake import Answers, Reading, Staged
from metrics.intake.answers import Accepted
from metrics.store import Store, Upload

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Uploaded:
    """What an upload did. existing: the same file, read the same way, was live already, and nothing was added."""

    upload: Upload
    existing: bool
    staged: Staged


@guarded
def preview(
    visit: Visit,
    path: Path,
    answers: Answers | None = None,
    rows: int = 20,
    file_name: str | None = None,
    of: tuple[str, str] | None = None,
) -> Reading:
    """What intake understands of a file, for the dataset `of` (project, name) or for none; nothing is kept."""
    store = visit.store
    told = answers or Answers()
    if of is None:
        return intake.preview(path, store.home, None, told, rows, file_name)
    defined = definition.parse(store.definition(of[0]).text)
    dataset = _dataset(defined.dataset, of[1])
    return intake.preview(path, store.home, dataset, told, rows, file_name, defined.project.timezone)


@guarded
def rewrite(visit: Visit, path: Path, target: Path, answers: Answers | None = None) -> None:
    """A file's best reading as UTF-8 CSV, questions or not; nothing is kept."""
    store = visit.store
    intake.rewrite(path, store.home, target, answers)


@guarded
def stage(
    visit: Visit,
    project: str,
    dataset: str,
    path: Path,
    answers: Answers | None = None,
    file_name: str | None = None,
    progress: Progress | None = None,
) -> Staged:
    """Read a file into staging: typed rows and rejects, or the questions that it leaves open (nothing is loaded)."""
    store = visit.store
    defined = definition.parse(store.definition(project).text)
    of, told, everything = _dataset(defined.dataset, dataset), answers or Answers(), store.live(project)
    live = everything.get(dataset, ())
    staged = intake.stage(
        path,
        file_name=file_name or path.name,
        project=project,
        name=dataset,
        dataset=of,
        timezone=defined.project.timezone,
        answers=told,
        home=store.home,
        staging=store.home / "staging",
        progress=progress,
        known_recipe=of.recipe is not None and bool(live),  # one written by hand has read no file yet
    )
    if staged.files is None:
        return staged
    if any((one.sha256, one.recipe_hash) == (staged.files.sha256, staged.files.recipe_hash) for one in live):
        return staged  # this very file is live: nothing is added, so nothing is asked
    spans = [(upload.first, upload.until) for upload in live]
    asked = intake.overlap(staged.files, of, spans, answered=told.mode is not None)
    if asked is None:
        return suspected(store, defined, staged, everything)
    discard(staged, keep=path)
    return replace(staged, files=None, questions=(asked,))


@guarded
def commit(visit: Visit, staged: Staged, expected: int | None = None, more_follow: bool = False) -> Uploaded:
    """Make staged rows live, remember what the answers taught, take the snapshot; NeedsAnswer with open questions.

    expected: the project's revision that `impact` was computed on; StoreError where it has changed since.
    more_follow: a further file is committed at once, so the snapshot is left to it.
    """
    store = visit.store
    if staged.files is None:
        raise NeedsAnswer(staged.questions)
    files = staged.files
    stored = store.definition(files.project)
    revision = store.revision(files.project) if expected is None else expected
    existing = store.find_upload(files.project, files.dataset, files.sha256, files.recipe_hash)
    text = taught(stored.text, staged)
    learnt = None if text == stored.text else (text, definition.digest(definition.parse(text)))
    upload = store.commit_upload(files, actor=visit.actor, expected_revision=revision, definition=learnt)
    if existing is None:
        measured.tell("upload_commits", 1)
        measured.tell("rows_read", files.rows)
        measured.tell("rows_rejected", files.rejected)
    if not more_follow:
        refresh(store, files.project)
    return Uploaded(upload, existing is not None and existing.state == "live", staged)


def discard(staged: Staged, keep: Path | None = None) -> None:
    """Forget a staged file; its bytes leave staging, but for `keep`, which will be read again."""
    if staged.files:
        for path in (staged.files.rows_path, staged.files.rejects_path, staged.files.original_path):
            if path and path != keep:
                path.unlink(missing_ok=True)
    for path in staged.temporary:
        if path != keep:
            path.unlink(missing_ok=True)


@guarded
def uploads(visit: Visit, project: str) -> tuple[Upload, ...]:
    """Every upload of a project, newest last, whatever its state."""
    store = visit.store
    store.definition(project)  # an unknown project is named as such
    return store.uploads(project)


@guarded
def undo(visit: Visit, upload: str) -> Upload:
    """Take an upload's rows out of every figure; `redo` brings them back to the same place."""
    store = visit.store
    changed = store.undo(upload, actor=visit.actor)
    refresh(store, changed.project)
    judged_at_once(store, changed.project)
    return changed


@guarded
def redo(visit: Visit, upload: str) -> Upload:
    """Bring an undone upload back at its old place in the sequence."""
    store = visit.store
    changed = store.redo(upload, actor=visit.actor)
    refresh(store, changed.project)
    judged_at_once(store, changed.project)
    return changed


@guarded
def rejects(visit: Visit, upload: str) -> list[intake.Reject]:
    """The rows that an upload could not take: row, column, value, reason."""
    store = visit.store
    path = store.kept_upload(upload).rejects_path
    return list(intake.rejects(path, store.home)) if path else []


@guarded
def reasons(visit: Visit, upload: str | Staged) -> list[intake.Reason]:
    """Why rows of an upload or a staged file were rejected, counted, the most frequent reason first."""
    store = visit.store
    path = _rejects_path(store, upload)
    return intake.reasons(path, store.home) if path else []


@guarded
def repair(visit: Visit, upload: str | Staged) -> str:
    """The rejected lines of an upload or a staged file as CSV with their reasons: correct and upload them again."""
    store = visit.store
    path = _rejects_path(store, upload)
    return "".join(intake.rejects_csv(path, store.home)) if path else ""


@guarded
def repair_ahead(
    visit: Visit, project: str, dataset: str, path: Path, answers: Answers, file_name: str | None = None
) -> str:
    """The same of a file whose many rejects are still a question: it is read once more, and nothing is kept."""
    accept: tuple[Accepted, ...] = ("rejects",)
    staged = stage(visit, project, dataset, path, replace(answers, accept=(*answers.accept, *accept)), file_name)
    try:
        return repair(visit, staged)
    finally:
        discard(staged, keep=path)


def _rejects_path(store: Store, upload: str | Staged) -> Path | None:
    if isinstance(upload, Staged):
        return upload.files.rejects_path if upload.files else None
    return store.kept_upload(upload).rejects_path


def _dataset(datasets: dict[str, Dataset], name: str) -> Dataset:
    if name not in datasets:
        raise StoreError(
            Problem("the project has no such dataset", f"Its datasets: {', '.join(datasets) or 'none'}.", value=name)
        )
    return datasets[name]
