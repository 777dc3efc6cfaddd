"""What a file is: its bytes, its dialect, its header and its columns, before any value is cast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from metrics.dataset import Dataset
from metrics.errors import Option, Problem, Question, UploadRefused
from metrics.intake import dialect as dialects
from metrics.intake import header as headers
from metrics.intake import mapping
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

    def cells(self) -> dict[str, str]:
        """Definition column → SQL name of its cell."""
        return {column: self.table.cells[position] for column, position in self.positions.items()}


def understand(source: Source, told: Answers, dataset: Dataset | None, staging: Path) -> Understood:
    """Cut a file into named columns. Raises UploadRefused for a text that is no table."""
    looked_for = mapping.wanted(dataset, told.columns) if dataset else []
    dialect = dialects.find(source.sample, told.delimiter, told.quote, told.escape)
    rows = dialect.rows(source.sample)
    header = headers.find(rows, looked_for, told.skip, told.header_rows)
    if not header.names:
        raise UploadRefused(Problem("holds no table", "Export it again as CSV.", file=source.file_name))
    dialect = replace(dialect, skip=header.skip, header=header.rows)
    questions = _questions(header, dialect, told, known=dataset is not None and dataset.recipe is not None)
    mapped = mapping.find(dataset, header.names, told.columns, source.file_name) if dataset else mapping.Mapped({})
    problems = mapped.problems
    if len(header.names) == 1 and problems:
        remedy = "If its columns are parted by another sign, state it: --delimiter SIGN."
        problems = (Problem("has a single column as it is read", remedy, file=source.file_name), *problems)
    table = open_table(source, dialect, header, told.nulls, staging)
    return Understood(
        source, dialect, header, table, mapped.positions, problems,
        (*questions, *mapped.questions), (*source.notes, *header.notes),
    )  # fmt: skip


def _questions(header: Header, dialect: Dialect, told: Answers, known: bool) -> list[Question]:
    out: list[Question] = []
    if len(header.names) == 1 and "one_column" not in told.accept:
        text = f"The file has a single column, {header.names[0][:80]!r}. Is that right?"
        option = Option("one_column", "it is loaded with this one column; otherwise state --delimiter")
        out.append(Question("accept", text, "--accept one_column", (option,)))
    mixed = [
        name for name in header.names if any(sign in name for sign in OTHER_DELIMITERS if sign != dialect.delimiter)
    ]
    if mixed and len(header.names) > 1 and "header" not in told.accept and not known:
        text = f"The header {mixed[0][:80]!r} holds a sign that often parts columns; read with {dialect.named()}."
        option = Option("header", f"the file has these columns: {', '.join(header.names)[:300]}")
        out.append(Question("accept", text, "--accept header", (option,)))
    return out
