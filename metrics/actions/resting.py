"""What the standing snapshot rests on: its definition and its uploads, whatever came later; and how cells are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from metrics import definition
from metrics.actions import parts
from metrics.model import Project
from metrics.snapshot import ProjectView
from metrics.store import SnapshotRow, Store, Upload


@dataclass(frozen=True)
class Rested:
    """A snapshot's own definition and uploads. moved_on: newer uploads or another definition are there by now."""

    view: ProjectView
    project: Project
    uploads: tuple[Upload, ...]
    moved_on: bool

    def of(self, datasets: Collection[str]) -> tuple[Upload, ...]:
        """The uploads of some datasets."""
        return tuple(each for each in self.uploads if each.dataset in datasets)


@dataclass(frozen=True)
class File:
    """An upload behind a point. rows: how many of the point's rows came with it; bytes: of its original, None: gone."""

    upload: str
    name: str
    state: str
    rows: int
    uploaded_at: dt.datetime
    uploaded_by: str
    bytes: int | None


def rested(store: Store, row: SnapshotRow) -> Rested:
    """What the snapshot was made of."""
    view = parts.part(store, row, "project", ProjectView)
    stored = next(each for each in store.definitions(row.project) if each.revision <= view.inputs.revision)
    mine = {upload.id for upload in view.inputs.uploads}
    every = store.uploads(row.project)
    return Rested(
        view=view,
        project=definition.parse(stored.text),
        uploads=tuple(each for each in every if each.id in mine),
        moved_on={each.id for each in every if each.state == "live"} != mine
        or row.revision < store.revision(row.project),
    )


def unreadable(uploads: Iterable[Upload]) -> str:
    """Why the rows cannot be read; "" where they can."""
    purged = [each for each in uploads if each.state == "purged"]
    if purged:
        return f"The rows of upload {purged[0].id} were erased for privacy; what they added up to stays."
    return ""


def files(uploads: Sequence[Upload], counted: Iterable[tuple[str, int]]) -> tuple[File, ...]:
    """The uploads that rows came with, given how many came with each by its id."""
    known = {each.id: each for each in uploads}
    return tuple(
        File(upload, one.file_name, one.state, rows, one.uploaded_at, one.uploaded_by, _bytes(one))
        for upload, rows in counted
        if (one := known.get(upload))
    )


def cell(value: object) -> str | None:
    """A cell as text: plain decimals, ISO dates."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return None if value is None else str(value)


def _bytes(upload: Upload) -> int | None:
    try:
        return upload.original_path.stat().st_size
    except OSError:
        return None
