"""Bring files in, take them out again: the same code for the page, the command line and, later, the routes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path

from metrics import definition, intake, prove, snapshot
from metrics.actions.read import document, refresh
from metrics.dataset import Dataset
from metrics.errors import NeedsAnswer, Problem, StoreError
from metrics.intake import Answers, Reading, Staged
from metrics.store import Store, Upload
from metrics.store.upload import StagedFiles

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Uploaded:
    """What an upload did. existing: the same file, read the same way, was live already, and nothing was added."""

    upload: Upload
    existing: bool
    staged: Staged


def preview(store: Store, path: Path, answers: Answers | None = None, rows: int = 20) -> Reading:
    """What intake understands of a file, without a dataset; nothing is kept."""
    return intake.preview(path, store.home, None, answers or Answers(), rows)


def rewrite(store: Store, path: Path, target: Path, answers: Answers | None = None) -> None:
    """A file's best reading as UTF-8 CSV, questions or not; nothing is kept."""
    intake.rewrite(path, store.home, target, answers)


def stage(
    store: Store,
    project: str,
    dataset: str,
    path: Path,
    answers: Answers | None = None,
    file_name: str | None = None,
    progress: Progress | None = None,
) -> Staged:
    """Read a file into staging: typed rows and rejects, or the questions that it leaves open (nothing is loaded)."""
    defined = definition.parse(store.definition(project).text)
    of, told, live = _dataset(defined.dataset, dataset), answers or Answers(), store.live(project).get(dataset, ())
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
    spans = [(upload.first, upload.until) for upload in live]
    asked = intake.overlap(staged.files, of, spans, answered=told.mode is not None)
    if asked is None:
        return staged
    discard(staged, keep=path)
    return replace(staged, files=None, questions=(asked,))


def commit(
    store: Store, staged: Staged, actor: str, expected: int | None = None, more_follow: bool = False
) -> Uploaded:
    """Make staged rows live, remember what the answers taught, take the snapshot; NeedsAnswer with open questions.

    expected: the project's revision that `impact` was computed on; StoreError where it has changed since.
    more_follow: a further file is committed at once, so the snapshot is left to it.
    """
    if staged.files is None:
        raise NeedsAnswer(staged.questions)
    files = staged.files
    stored = store.definition(files.project)
    revision = store.revision(files.project) if expected is None else expected
    defined = definition.parse(stored.text)
    existing = store.find_upload(files.project, files.dataset, files.sha256, files.recipe_hash)
    taught = None
    if staged.recipe != defined.dataset[files.dataset].recipe:
        text = definition.with_recipe(stored.text, files.dataset, staged.recipe)
        taught = (text, definition.digest(definition.parse(text)))
    upload = store.commit_upload(files, actor=actor, expected_revision=revision, definition=taught)
    if not more_follow:
        refresh(store, files.project)
    return Uploaded(upload, existing is not None and existing.state == "live", staged)


def impact(store: Store, staged: Staged) -> list[tuple[str, str | None, str | None]]:
    """Every headline figure that committing would change: (path, before, after). Nothing is kept."""
    if staged.files is None:
        raise NeedsAnswer(staged.questions)
    files, name = staged.files, staged.files.project
    defined = definition.parse(store.definition(name).text)
    before = document(store, name, refresh(store, name).id)
    live = store.live(name)
    seq = 1 + max((upload.seq for each in live.values() for upload in each), default=0)
    live[files.dataset] = (*live.get(files.dataset, ()), _as_if_live(files, seq))
    after = prove(store.home, defined, live, store.seals(name), store.revision(name), dt.datetime.now(dt.UTC))
    return snapshot.differences(before, after.result)


def discard(staged: Staged, keep: Path | None = None) -> None:
    """Forget a staged file; its bytes leave staging, but for `keep`, which will be read again."""
    if staged.files:
        for path in (staged.files.rows_path, staged.files.rejects_path, staged.files.original_path):
            if path and path != keep:
                path.unlink(missing_ok=True)


def uploads(store: Store, project: str) -> tuple[Upload, ...]:
    """Every upload of a project, newest last, whatever its state."""
    store.definition(project)  # an unknown project is named as such
    return store.uploads(project)


def undo(store: Store, upload: str, actor: str) -> Upload:
    """Take an upload's rows out of every figure; `redo` brings them back to the same place."""
    changed = store.undo(upload, actor=actor)
    refresh(store, changed.project)
    return changed


def redo(store: Store, upload: str, actor: str) -> Upload:
    """Bring an undone upload back at its old place in the sequence."""
    changed = store.redo(upload, actor=actor)
    refresh(store, changed.project)
    return changed


def rejects(store: Store, upload: str) -> list[intake.Reject]:
    """The rows that an upload could not take: row, column, value, reason."""
    path = store.upload(upload).rejects_path
    return list(intake.rejects(path, store.home)) if path else []


def repair(store: Store, upload: str | Staged) -> str:
    """The rejected lines of an upload or a staged file as CSV with their reasons: correct and upload them again."""
    if isinstance(upload, Staged):
        path = upload.files.rejects_path if upload.files else None
    else:
        path = store.upload(upload).rejects_path
    return "".join(intake.rejects_csv(path, store.home)) if path else ""


def _dataset(datasets: dict[str, Dataset], name: str) -> Dataset:
    if name not in datasets:
        raise StoreError(
            Problem("the project has no such dataset", f"Its datasets: {', '.join(datasets) or 'none'}.", value=name)
        )
    return datasets[name]


def _as_if_live(files: StagedFiles, seq: int) -> Upload:
    shared = {field.name: getattr(files, field.name) for field in fields(StagedFiles)}
    return Upload(id="staged", seq=seq, state="staged", uploaded_at=dt.datetime.now(dt.UTC), uploaded_by="", **shared)
