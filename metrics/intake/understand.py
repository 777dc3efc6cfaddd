"""What a file is: its bytes, its dialect, its header and its columns, before any value is cast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from metrics.dataset import Dataset
from metrics.errors import Problem, Question, UploadRefused
from metrics.intake import detect, guard, mapping, records
from metrics.intake import doubts as doubt
from metrics.intake import layout as layouts
from metrics.intake import wide as wides
from metrics.intake.answers import Answers
from metrics.intake.dialect import Dialect
from metrics.intake.header import Header
from metrics.intake.source import Source
from metrics.intake.table import Table, open_table

MOST_COLUMNS = 16_384


@dataclass(frozen=True)
class Understood:
    """A file cut into named columns. positions: definition column → position of its cell, from 0."""

    source: Source
    dialect: Dialect
    header: Header
    table: Table
    positions: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[list[str], ...] = ()  # all records of the sample
    doubted: tuple[str, ...] = ()  # headers that were asked about, or would be but for an answer

    @property
    def until(self) -> int | None:
        """The record of the source that the table ends with, counted from 1; None: the last one."""
        return self.table.until

    def body(self, limit: int) -> list[list[str]]:
        """The first data rows of the table, as far as the sample has them."""
        return list(self.rows[self.header.skip + self.header.rows : self.table.until][:limit])

    def cells(self) -> dict[str, str]:
        """Definition column → SQL name of its cell."""
        return {column: self.table.cells[position] for column, position in self.positions.items()}


def understand(source: Source, told: Answers, dataset: Dataset | None, staging: Path) -> Understood:
    """Cut a file into named columns. Raises UploadRefused for a text that is no table."""
    looked_for = mapping.wanted(dataset, told.columns) if dataset else []
    dialect = source.dialect or detect.find(source.sample, told.delimiter, told.quote, told.escape)
    rows = _as_written(records.rows(source.sample, dialect))
    found = layouts.find(source, rows, told, looked_for)
    header = found.header
    if not header.names:
        raise UploadRefused(Problem("holds no table", "Export it again as CSV.", file=source.shown))
    if len(header.names) > MOST_COLUMNS:
        text = f"has {len(header.names):,} columns; {MOST_COLUMNS:,} are read, as many as a worksheet has"
        raise UploadRefused(Problem(text, "Export only the columns that are needed.", file=source.shown))
    dialect = replace(dialect, skip=header.skip, header=header.rows)
    mapped = mapping.find(dataset, header.names, told.columns, source.shown) if dataset else mapping.Mapped({})
    problems = (*found.problems, *mapped.problems)
    if len(header.names) == 1 and mapped.problems:
        remedy = "If its columns are parted by another sign, state it: --delimiter SIGN."
        problems = (Problem("has a single column as it is read", remedy, file=source.file_name), *problems)
    needed = [mapped.positions[c] for c in mapping.required(dataset) if c in mapped.positions] if dataset else []
    found = layouts.ended(found, source, dialect, rows, needed)
    data = rows[header.skip + header.rows : found.until]
    doubts = doubt.find(source, header, dialect, data, told, dataset.recipe if dataset else None)
    source, table = open_table(source, dialect, found, told.nulls, staging, rows)
    questions = [*found.questions, *doubts.questions]
    notes = [*source.notes, *found.notes, *header.notes, *doubts.notes]
    wide = wides.find(dataset, header.names, mapped, told) if dataset else None
    if dataset and wide:
        unfolded = wides.unfold(wide, table, source, rows, told, staging)
        table, rows, header = unfolded.table, unfolded.rows, unfolded.table.header
        mapped = mapping.find(dataset, header.names, told.columns, source.shown)
        problems, notes = (*found.problems, *mapped.problems), [*notes, *unfolded.notes]
        questions += unfolded.questions
    elif dataset and mapped.problems:
        problems = (*wides.problems(dataset, header.names, mapped, source.shown), *problems)
    return Understood(
        source, dialect, header, table, mapped.positions, problems,
        (*source.questions, *questions, *mapped.questions), tuple(notes), tuple(rows), doubts.headers,
    )  # fmt: skip


def _as_written(rows: list[list[str]]) -> list[list[str]]:
    """The sample of a file of rejected rows as its cells were before they were made harmless for spreadsheets."""
    if rows and guard.is_repair(rows[0]):
        return [[guard.unguarded(cell) for cell in row] for row in rows]
    return rows
