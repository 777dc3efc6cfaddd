"""Where in a file the table stands: which of several, its header, and what below it is no data."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from metrics.errors import Problem, Question
from metrics.intake import footers, records, shapes, tables
from metrics.intake import header as headers
from metrics.intake.answers import Answers
from metrics.intake.dialect import Dialect
from metrics.intake.footers import Trailing
from metrics.intake.header import Header
from metrics.intake.source import Source

TAIL = 1 << 16  # bytes at the end of a large file in which footers are looked for


@dataclass(frozen=True)
class Layout:
    """until: the record that the table ends with, counted from 1; None: it ends with the text, less `tail`.

    tail: (bytes, lines) at the end of a large file that are no data. doubtful: record → why it may be none either.
    """

    header: Header
    until: int | None = None
    tail: tuple[int, int] = (0, 0)
    doubtful: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()


def find(source: Source, rows: list[list[str]], told: Answers, wanted: Sequence[str]) -> Layout:
    """The table and its header. rows: all records of the sample. What stands below it is found by `ended`."""
    stated = told.skip is not None or told.header_rows == 0
    blocks = [tables.Block(rows, 0, len(rows))] if stated else tables.find(rows)
    chosen = tables.choose(blocks, wanted, told.table, source.shown)
    block = chosen.block
    body = [list(row) for row in rows[block.first : block.until]]
    header = headers.find(body, wanted, told.skip, told.header_rows)
    header = replace(header, skip=header.skip + block.first)
    last = block is blocks[-1]
    until = None if last else block.until
    return Layout(header, until, (0, 0), {}, chosen.notes, chosen.questions, chosen.problems)


def ended(layout: Layout, source: Source, dialect: Dialect, rows: list[list[str]], needed: Sequence[int]) -> Layout:
    """The same layout without the rows below the table that are no data.

    needed: positions of columns that no row of the dataset can do without.
    """
    first, width = layout.header.skip + layout.header.rows, len(layout.header.names)
    if layout.until is None and not source.whole:
        return _by_tail(layout, source, dialect, rows[first:], needed)
    until = len(rows) if layout.until is None else layout.until
    trailing = footers.find(rows[first:until], width, needed=needed)
    doubtful = {first + place + 1: reason for place, reason in trailing.doubtful}
    if not trailing.left_out:
        return replace(layout, doubtful=doubtful)
    kept = until - trailing.left_out
    note = _note(f"rows {kept + 1} to {until}" if trailing.left_out > 1 else f"row {until}", trailing)
    return replace(layout, until=kept, doubtful=doubtful, notes=(*layout.notes, note))


def _by_tail(layout: Layout, source: Source, dialect: Dialect, data: list[list[str]], needed: Sequence[int]) -> Layout:
    """Of a large file only the end is looked at, line by line; a line within a quoted cell ends the search."""
    width = len(layout.header.names)
    lines = _last_lines(source.text)
    quote = dialect.quote
    whole = next((i for i, line in enumerate(reversed(lines)) if quote and line.count(quote) % 2), len(lines))
    lines = lines[len(lines) - whole :]
    if not lines:
        return layout
    cut = [next(iter(dialect.reader([line])), []) for line in lines]
    trailing = footers.find(cut, width, shapes.columns(data, width), needed)
    if trailing.doubtful:
        behind = len(cut) - trailing.doubtful[0][0]
        with source.text.open(encoding="utf-8", newline="") as text:
            total = sum(1 for _ in records.records(text, dialect, width))
        doubtful = {total - behind + 1: trailing.doubtful[0][1]}
        layout = replace(layout, doubtful=doubtful)
    if not trailing.left_out:
        return layout
    size = sum(len(line.encode()) for line in lines[-trailing.left_out :])
    note = _note(f"the last {trailing.left_out} lines" if trailing.left_out > 1 else "the last line", trailing)
    return replace(layout, tail=(size, trailing.left_out), notes=(*layout.notes, note))


def _last_lines(path: Path) -> list[str]:
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        file.seek(max(file.tell() - TAIL, 0))
        tail = file.read().decode("utf-8", "ignore")
    return list(io.StringIO(tail, newline=""))[1:]


def _note(where: str, trailing: Trailing) -> str:
    texts = "; ".join(repr(text) for text in trailing.texts)
    return f"Below the table {where} left out, which {'are' if trailing.left_out > 1 else 'is'} no data: {texts[:300]}"
