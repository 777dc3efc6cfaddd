"""Several tables in one file, below each other: where each starts and ends, and which one is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from metrics import words
from metrics.errors import Option, Problem, Question
from metrics.intake import header as headers
from metrics.intake import shapes
from metrics.intake.header import Header
from metrics.intake.mapping import plain

TITLES = 3  # narrow rows that may stand above a table's header
SHARED = 0.5  # share of names by which a row is the header of a like table
SURE = 3  # rows below a header that make it one where no blank row stands before it
KNOWN_BY = 200  # rows that a table's columns are known by


@dataclass(frozen=True)
class Block:
    """Records first to until (0-based, until excluded) of a file: titles, header, data, and what follows them."""

    rows: Sequence[Sequence[str]]  # of the whole sample
    first: int
    until: int

    @cached_property
    def header(self) -> Header:
        """Its header, with skip counted from the start of the file."""
        found = headers.find([list(row) for row in self.rows[self.first : self.until]])
        return replace(found, skip=found.skip + self.first)

    @property
    def size(self) -> int:
        """Cells that are filled below the header."""
        body = self.rows[self.header.skip + self.header.rows : self.until]
        return sum(1 for row in body for cell in row if cell.strip())

    def named(self) -> str:
        """Where it stands and what its columns are."""
        head = self.header
        names = ", ".join(head.names)
        return f"rows {head.skip + 1} to {self.until}, {words.count(len(head.names), 'column')}: {names[:120]}"


@dataclass(frozen=True)
class Chosen:
    """The table that is read, and what there is to say or to ask about it. number: from 1; of: how many there are."""

    block: Block
    of: int
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()


def find(rows: Sequence[Sequence[str]]) -> list[Block]:
    """The tables of the records of a file, at least one; text between them belongs to the one it stands above."""
    starts = [0]
    open_ = _Open(rows, 0)
    for index in range(1, len(rows)):
        if not any(rows[index]):
            continue
        title = _title(rows, index)
        start = index if title is None else title
        if title is not None and title >= len(rows):
            continue
        if open_.ended_by(start, apart=not any(cell.strip() for cell in rows[index - 1])):
            starts.append(index)
            open_ = _Open(rows, start)
    ends = [*starts[1:], len(rows)]
    return [_trimmed(Block(rows, first, until)) for first, until in zip(starts, ends, strict=True)]


def _title(rows: Sequence[Sequence[str]], index: int) -> int | None:
    """The first row after narrow ones that start here after a blank row; None where no narrow row starts here."""
    if any(cell.strip() for cell in rows[index - 1]) or _filled(rows[index]) > 1:
        return None
    at = index
    while at < len(rows) and at - index <= TITLES and _filled(rows[at]) < 2:
        at += 1
    return at if at - index <= TITLES else len(rows)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _trimmed(block: Block) -> Block:
    until = block.until
    while until > block.first + 1 and not any(cell.strip() for cell in block.rows[until - 1]):
        until -= 1
    return Block(block.rows, block.first, until)


class _Open:
    """The table that the rows before belong to."""

    def __init__(self, rows: Sequence[Sequence[str]], first: int) -> None:
        self._rows = rows
        self._first = first
        self._known: tuple[int, int, int, list[shapes.Column], set[str]] | None = None

    def ended_by(self, index: int, apart: bool) -> bool:
        """Whether the row is the header of another table: names above values, and not one of this table's rows.

        apart: a blank row stands before it. Without one, it must have names of this table, or another width than it.
        """
        row = [cell.strip() for cell in self._rows[index]]
        while row and not row[-1]:
            row.pop()
        if not shapes.label_like(row) or len(set(row)) < len(row) or not all(row):
            return False
        below = self._below(index, len(row))
        if not below:
            return False
        skip, width, filled, known, names = self._columns(index)
        if index <= skip or not filled:
            return False
        cells = list(zip(row, known, strict=False))
        if any(column.typed and shapes.kind(cell) != "text" for cell, column in cells):
            return False
        shared = len(names & {plain(cell) for cell in row})
        if shared >= 2 and shared >= SHARED * min(len(names), len(row)):
            return True
        if any(cell in column.values or shapes.shape(cell) in column.shapes for cell, column in cells):
            return False
        other = len(row) != width and all(abs(len(one) - len(row)) < abs(len(one) - width) for one in below)
        against = sum(1 for _, column in cells if column.typed)
        return (other or against >= 2) if apart else (other and against >= 1 and len(below) >= SURE)

    def _below(self, index: int, width: int) -> list[Sequence[str]]:
        """The rows under a header, if they have values where it has names, and its width."""
        below: list[Sequence[str]] = []
        for other in self._rows[index + 1 : index + 1 + SURE]:
            if not any(cell.strip() for cell in other):
                break
            below.append(other)
        fitting = [other for other in below if abs(len(other) - width) <= 1 and _filled(other) > 1]
        if not fitting or 2 * len(fitting) < len(below):
            return []
        return below if any(column.typed for column in shapes.columns(fitting, width)) else []

    def _columns(self, index: int) -> tuple[int, int, int, list[shapes.Column], set[str]]:
        if self._known is None or self._known[2] < KNOWN_BY:
            rows = [list(row) for row in self._rows[self._first : index]]
            found = headers.find(rows)
            data = rows[found.skip + found.rows :]
            width = len(found.names)
            filled = sum(1 for row in data if _filled(row) > 1)
            known = shapes.columns(data[:KNOWN_BY], width)
            names = {plain(name) for name in found.names} if found.rows else set()
            self._known = (self._first + found.skip, width, filled, known, names)
        return self._known


def choose(blocks: Sequence[Block], wanted: Iterable[str], table: int | None, file_name: str) -> Chosen:
    """The table to read: the stated one, the one with most of the wanted columns, or without any the largest."""
    if table is not None and table > len(blocks):
        problem = Problem(
            f"holds {len(blocks)} table{'s' if len(blocks) > 1 else ''}, so there is no table {table}",
            "State another: --table N.",
            file=file_name,
        )
        return Chosen(blocks[-1], len(blocks), problems=(problem,))
    if len(blocks) == 1:
        return Chosen(blocks[0], 1)
    if table is not None:
        return _said(blocks, blocks[table - 1], "as stated")
    looked_for = {plain(name) for name in wanted}
    hits = [len(looked_for & {plain(name) for name in block.header.names}) for block in blocks]
    best = [block for block, hit in zip(blocks, hits, strict=True) if hit == max(hits)]
    largest = max(best, key=lambda block: block.size)
    if len(best) == 1:
        return _said(blocks, largest, "it has the dataset's columns")
    if not max(hits):
        return _said(blocks, largest, "the largest")
    options = tuple(Option(str(blocks.index(block) + 1), block.named()) for block in best)
    text = f"The file holds {len(blocks)} tables, and {len(best)} of them have the dataset's columns. Which one is it?"
    question = Question("table", text, "--table N", options)
    return replace(_said(blocks, largest, "the largest of those that fit"), questions=(question,))


def _said(blocks: Sequence[Block], chosen: Block, why: str) -> Chosen:
    listed = "; ".join(f"{number}: {block.named()}" for number, block in enumerate(blocks, start=1))
    note = f"The file holds {len(blocks)} tables; table {blocks.index(chosen) + 1} is read ({why}). {listed}"
    return Chosen(chosen, len(blocks), (note,))
