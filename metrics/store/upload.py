"""What the store knows of an upload, and what it is handed to commit one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from metrics.dataset import Mode
from metrics.results import Warn

State = Literal["staged", "live", "undone", "discarded", "purged"]


@dataclass(frozen=True)
class StagedFiles:
    """Files born in staging/ and what is known of them; `commit_upload` moves them into the lake.

    rows: accepted rows; rejected: rows with a reason; duplicates: accepted rows whose key stands in an earlier row of
    the same file. first, until: the half-open days that the rows' time column spans (None without a time).
    """

    project: str
    dataset: str
    file_name: str
    sha256: str  # of the original file's bytes
    recipe_hash: str  # of all that decides how the file is read
    rows_path: Path
    original_path: Path
    rejects_path: Path | None
    rows: int
    rejected: int
    duplicates: int
    first: dt.date | None
    until: dt.date | None
    complete_through: dt.date | None
    mode: Mode
    warnings: tuple[Warn, ...] = field(default=())


@dataclass(frozen=True)
class Upload:
    """A row of the catalogue. `seq` orders uploads within a project; undo and redo keep it."""

    id: str
    project: str
    dataset: str
    seq: int
    state: State
    file_name: str
    sha256: str
    recipe_hash: str
    rows: int
    rejected: int
    duplicates: int
    first: dt.date | None
    until: dt.date | None
    complete_through: dt.date | None
    mode: Mode
    warnings: tuple[Warn, ...]
    uploaded_at: dt.datetime
    uploaded_by: str
    rows_path: Path
    rejects_path: Path | None
    original_path: Path
