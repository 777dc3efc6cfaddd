"""The checks of a staged file, with all that they need to know of its project; used wherever a file is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from zoneinfo import ZoneInfo

from metrics.intake import Staged
from metrics.intake.suspicion import Case, suspicions
from metrics.model import Project
from metrics.results import Warn
from metrics.rollup.points import columns_read
from metrics.store import Store, Upload
from metrics.store.upload import StagedFiles


def suspected(store: Store, project: Project, staged: Staged, live: Mapping[str, Sequence[Upload]]) -> Staged:
    """The staged file with what is suspicious about it among its warnings, which are kept with the upload.

    live: the uploads that it is held against. A file with open questions has no rows yet and stays as it is.
    """
    if staged.files is None:
        return staged
    headers = tuple(column.header for column in staged.reading.columns)
    found = _found(store, project, staged.files, live, headers)
    files = replace(staged.files, warnings=(*staged.files.warnings, *found))
    return replace(staged, files=files, warnings=(*staged.warnings, *found))


def suspected_again(store: Store, project: Project, rereads: Mapping[str, StagedFiles]) -> dict[str, StagedFiles]:
    """Files that a changed definition reads anew (by upload), with what is suspicious about them in this reading.

    Each is held against the live uploads that came before it, as they are read now: what was said when it came was
    said of other columns. Uploads that are not read anew keep their warnings.
    """
    if not rereads:
        return {}
    found: dict[str, StagedFiles] = {}
    before: dict[str, tuple[Upload, ...]] = {}
    for upload in store.uploads(project.project.id):
        again = rereads.get(upload.id)
        if again is not None:
            said = _found(store, project, again, before, ())
            found[upload.id] = replace(again, warnings=(*again.warnings, *said))
            read = {one.name: getattr(again, one.name) for one in fields(StagedFiles)}
            upload = replace(upload, **{**read, "warnings": upload.warnings})
        if upload.state == "live":
            before[upload.dataset] = (*before.get(upload.dataset, ()), upload)
    return found


def _found(
    store: Store,
    project: Project,
    files: StagedFiles,
    live: Mapping[str, Sequence[Upload]],
    headers: tuple[str, ...],
) -> tuple[Warn, ...]:
    case = Case(
        files=files,
        project=project,
        live=live,
        columns={name: frozenset(columns_read(project, name)) for name in project.dataset},
        now=dt.datetime.now(ZoneInfo(project.project.timezone)).replace(tzinfo=None),
        headers=headers,
        twins=store.same_bytes(files.sha256),
    )
    return suspicions(store.home, case)
