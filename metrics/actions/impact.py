"""What a wish would change before it is granted: staged files, an undo or redo, an edited definition. Nothing is kept.

All compare the project's present results with those of the same computation on the inputs as they would be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from metrics import definition, prove
from metrics.access.visit import Visit, guarded
from metrics.actions import define, restating
from metrics.actions.house import refresh, thawed
from metrics.actions.teaching import taught
from metrics.difference import Change, differences
from metrics.errors import NeedsAnswer, Problem, StoreError
from metrics.intake import Staged
from metrics.store import Store, Upload
from metrics.store.upload import StagedFiles

Live = dict[str, tuple[Upload, ...]]


@guarded
def impact(visit: Visit, staged: Staged | Sequence[Staged]) -> list[Change]:
    """Every figure that committing would change, of one file or of several of one project, taken together in order.

    What their answers teach the definition counts too. A file that is live already, read in the same way, changes
    nothing; an undone one comes back to its old place. Raises NeedsAnswer where one has open questions.
    """
    store = visit.store
    batch = (staged,) if isinstance(staged, Staged) else tuple(staged)
    if open_ := [question for each in batch if each.files is None for question in each.questions]:
        raise NeedsAnswer(open_)
    files = [each.files for each in batch if each.files]
    if not files:
        return []
    project = files[0].project
    if {file.project for file in files} != {project}:
        raise StoreError(Problem("These files belong to several projects", "Look at one project at a time."))
    text, live = store.definition(project).text, store.live(project)
    for each in batch:
        if each.files:
            text, live = taught(text, each), _with(store, live, each.files)
    return _compared(store, project, text, live)


@guarded
def impact_of_undo(visit: Visit, upload: str) -> list[Change]:
    """Every figure that undoing a live upload would change. Raises StoreError unless it is live."""
    store = visit.store
    found = store.upload(upload)
    live = store.live(found.project)
    kept = tuple(each for each in live.get(found.dataset, ()) if each.id != found.id)
    if found.state != "live":
        raise StoreError(Problem(f"{found.file_name} (upload {found.id}) is not live but {found.state}"))
    return _compared(store, found.project, store.definition(found.project).text, {**live, found.dataset: kept})


@guarded
def impact_of_redo(visit: Visit, upload: str) -> list[Change]:
    """Every figure that redoing an undone upload would change. Raises StoreError unless it is undone."""
    store = visit.store
    found = store.upload(upload)
    if found.state != "undone":
        raise StoreError(Problem(f"{found.file_name} (upload {found.id}) is not undone but {found.state}"))
    live = _placed(store.live(found.project), found)
    return _compared(store, found.project, store.definition(found.project).text, live)


@guarded
def impact_of_definition(visit: Visit, text: str, only: str | None = None) -> list[Change]:
    """Every figure that applying a text would change. An unknown project changes nothing: it has no results yet.

    Where the text alters how files are read, they are read again into staging, compared, and discarded.
    Raises DefinitionError as `apply` does, but for the reason that a sealed part needs.
    """
    store = visit.store
    new = define.check(text)
    name = new.project.id
    define.require(new, only)
    if name not in store.projects():
        return []
    stored = store.definition(name)
    text, old = definition.with_revision(text, None), definition.parse(stored.text)
    define.refuse_older(stored, text, new.project.revision)
    text, _ = define.keep_recipes(text, new, old)
    read = define.reread(store, old, definition.parse(text))
    try:
        live = {
            dataset: tuple(_read_again(upload, read) for upload in uploads)
            for dataset, uploads in store.live(name).items()
        }
        return _compared(store, name, text, live, decided=True)
    finally:
        for files in read.values():
            for path in (files.rows_path, files.rejects_path, files.original_path):
                if path:
                    path.unlink(missing_ok=True)


def _compared(store: Store, project: str, text: str, live: Live, decided: bool = False) -> list[Change]:
    before = thawed(store, project, refresh(store, project).id)
    now = dt.datetime.now(dt.UTC)
    after = prove(store.home, definition.parse(text), live, store.seals(project), store.revision(project), now)
    told = restating.foretold(store, project, before, after.result, decided)
    refitted = [] if decided else restating.refitted(before, after.result)
    return [*differences(before, after.result), *refitted, *told]


def _with(store: Store, live: Live, files: StagedFiles) -> Live:
    """The live uploads once these files are committed, as commit_upload would leave them."""
    here = live.get(files.dataset, ())
    if any((each.sha256, each.recipe_hash) == (files.sha256, files.recipe_hash) for each in here):
        return live
    known = store.find_upload(files.project, files.dataset, files.sha256, files.recipe_hash)
    if known is not None:
        return _placed(live, known)
    taken = (*store.uploads(files.project), *(each for uploads in live.values() for each in uploads))
    seq = 1 + max((each.seq for each in taken), default=0)
    return {**live, files.dataset: (*here, _as_if_live(files, seq))}


def _placed(live: Live, upload: Upload) -> Live:
    """The live uploads with an undone one back at its place in the sequence."""
    here = (*live.get(upload.dataset, ()), replace(upload, state="live"))
    return {**live, upload.dataset: tuple(sorted(here, key=lambda each: each.seq))}


def _read_again(upload: Upload, read: Mapping[str, StagedFiles]) -> Upload:
    files = read.get(upload.id)
    if files is None:
        return upload
    new = ("recipe_hash", "rows_path", "rejects_path", "rows", "rejected", "duplicates", "first", "until", "warnings")
    return replace(upload, **{name: getattr(files, name) for name in new})


def _as_if_live(files: StagedFiles, seq: int) -> Upload:
    shared = {field.name: getattr(files, field.name) for field in fields(StagedFiles)}
    at = dt.datetime.now(dt.UTC)
    return Upload(id=f"staged-{seq}", seq=seq, state="staged", uploaded_at=at, uploaded_by="", **shared)
