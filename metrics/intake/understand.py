"""What a file is: its bytes, its dialect, its header and its columns, before any value is cast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from metrics.dataset import Dataset, Recipe
from metrics.errors import Option, Problem, Question, UploadRefused
from metrics.intake import detect, mapping, records
from metrics.intake import layout as layouts
from metrics.intake import wide as wides
from metrics.intake.answers import Answers
from metrics.intake.dialect import Dialect
from metrics.intake.header import Header
from metrics.intake.source import Source
from metrics.intake.table import Table, open_table

OTHER_DELIMITERS = ",;\t|"


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

    @property
    def mixed(self) -> tuple[str, ...]:
        """Headers that hold another delimiter."""
        return tuple(_mixed(self.source, self.header, self.dialect))

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
    rows = records.rows(source.sample, dialect)
    found = layouts.find(source, rows, told, looked_for)
    header = found.header
    if not header.names:
        raise UploadRefused(Problem("holds no table", "Export it again as CSV.", file=source.shown))
    dialect = replace(dialect, skip=header.skip, header=header.rows)
    questions = [*found.questions, *_questions(source, header, dialect, told, dataset.recipe if dataset else None)]
    mapped = mapping.find(dataset, header.names, told.columns, source.shown) if dataset else mapping.Mapped({})
    problems = (*found.problems, *mapped.problems)
    if len(header.names) == 1 and mapped.problems:
        remedy = "If its columns are parted by another sign, state it: --delimiter SIGN."
        problems = (Problem("has a single column as it is read", remedy, file=source.file_name), *problems)
    needed = [mapped.positions[c] for c in mapping.required(dataset) if c in mapped.positions] if dataset else []
    found = layouts.ended(found, source, dialect, rows, needed)
    source, table = open_table(source, dialect, found, told.nulls, staging, rows)
    notes = [*source.notes, *found.notes, *header.notes]
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
        (*source.questions, *questions, *mapped.questions), tuple(notes), tuple(rows),
    )  # fmt: skip


def _mixed(source: Source, header: Header, dialect: Dialect) -> list[str]:
    """Headers that hold a sign which often parts columns: perhaps the file is parted by it."""
    if header.rows == 0 or source.dialect is not None:
        return []
    return [
        name for name in header.names if any(sign in name for sign in OTHER_DELIMITERS if sign != dialect.delimiter)
    ]


def _questions(
    source: Source, header: Header, dialect: Dialect, told: Answers, remembered: Recipe | None
) -> list[Question]:
    out: list[Question] = []
    if len(header.names) == 1 and "one_column" not in told.accept:
        text = f"The file has a single column, {header.names[0][:80]!r}. Is that right?"
        option = Option("one_column", "it is loaded with this one column; otherwise state --delimiter")
        out.append(Question("accept", text, "--accept one_column", (option,)))
    mixed = _mixed(source, header, dialect)
    known = remembered is not None and "header" in remembered.accept
    new = [name for name in mixed if not (known and remembered and name in (remembered.headers or mixed))]
    if new and len(header.names) > 1 and "header" not in told.accept:
        text = f"The header {new[0][:80]!r} holds a sign that often parts columns; read with {dialect.named()}."
        option = Option("header", f"the file has these columns: {', '.join(header.names)[:300]}")
        out.append(Question("accept", text, "--accept header", (option,)))
    return out
