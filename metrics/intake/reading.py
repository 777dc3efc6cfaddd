"""What intake understood of a file: plain values that a page or a command can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from metrics.dataset import ColumnType, Recipe
from metrics.errors import Question, shortened
from metrics.intake.dialect import Dialect
from metrics.results import Warn
from metrics.store.upload import StagedFiles


@dataclass(frozen=True)
class ColumnReading:
    """One column of the file. formats: date format → number of rows that it fits.

    values: rows that are not empty, of all rows, or of the first `of`; of a loaded file: of its accepted rows.
    """

    header: str
    type: ColumnType
    maps_to: str | None = None
    values: int = 0
    formats: Mapping[str, int] = field(default_factory=dict)
    numbers: str | None = None  # e.g. "1.234,5"
    of: int | None = None


@dataclass(frozen=True)
class Reading:
    """A file as intake reads it: its dialect, its columns and the first rows as text (None: an empty cell)."""

    file_name: str
    encoding: str
    dialect: Dialect
    columns: tuple[ColumnReading, ...]
    sample: tuple[tuple[str | None, ...], ...]
    first_row: int  # the row of the file, counted from 1 as a spreadsheet does, that the sample starts at
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    converted: bool = False  # from a file that is no text: it has no dialect of its own

    @property
    def named(self) -> str:
        """What kind of text or file it is, in words."""
        return self.encoding if self.converted else f"{self.encoding}, {self.dialect.named()}"


@dataclass(frozen=True)
class Reject:
    """One cell for which a row was not accepted. row counts as a spreadsheet does: the file's first line is 1."""

    row: int
    column: str | None
    value: str | None
    reason: str
    cells: tuple[str | None, ...] = ()

    def __str__(self) -> str:
        place = f"row {self.row}" + (f", column {self.column!r}" if self.column else "")
        return f"{place}: {self.reason}" + (f" (value {shortened(self.value)!r})" if self.value is not None else "")


@dataclass(frozen=True)
class Staged:
    """A file that was read for a dataset. files is None while questions are open: then nothing was loaded."""

    files: StagedFiles | None
    reading: Reading
    recipe: Recipe
    questions: tuple[Question, ...] = ()
    reject_sample: tuple[Reject, ...] = ()
    warnings: tuple[Warn, ...] = ()
    temporary: tuple[Path, ...] = ()  # files in staging that nobody needs when the upload is not committed
