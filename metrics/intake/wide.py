"""Wide tables, one column a month, week, day or numbered step, turned into rows: the header becomes the time."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from metrics import words
from metrics.dataset import Dataset
from metrics.engine import name
from metrics.errors import Option, Problem, Question
from metrics.intake import dates, guard
from metrics.intake.answers import Answers
from metrics.intake.dates import Family
from metrics.intake.mapping import Mapped
from metrics.intake.source import Source
from metrics.intake.table import Table, row_by_row

VALUES = ("integer", "decimal", "double", "duration", "boolean")  # what a cell of a wide table may hold
COUNTS: tuple[Family, ...] = ("serial", "epoch")  # numbers that could be days: not as the name of a column
LEAST = 2  # columns of periods that make a table wide
SAMPLE = 1000  # rows made for a preview
STEP = re.compile(r"(.*?)(\d+)")  # V2, step 2, 2: the number is the step where the dataset's time is a whole number


@dataclass(frozen=True)
class Wide:
    """time, value: the headers that the rows get. places: positions of the columns that hold one period each, and what
    their rows get as time: the header as it is, or its number where periods are numbered."""

    time: str
    value: str
    names: tuple[str, ...]
    places: dict[int, str]

    @property
    def kept(self) -> tuple[int, ...]:
        """Positions of the columns that repeat in every row."""
        return tuple(place for place in range(len(self.names)) if place not in self.places)

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns of the rows."""
        return (*(self.names[place] for place in self.kept), self.time, self.value)

    def rows(self, cells: Sequence[str], nulls: Sequence[str]) -> Iterator[list[str]]:
        """The rows of one record, without its empty cells."""
        repeated = [cells[place] for place in self.kept]
        for place, time in self.places.items():
            if cells[place].strip() not in nulls:
                yield [*repeated, time, cells[place]]


@dataclass(frozen=True)
class Unfolded:
    """The table as rows; `rows` are records of the sample, with blank ones for what stands above them."""

    table: Table
    rows: list[list[str]]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]


def find(dataset: Dataset, names: Sequence[str], mapped: Mapped, told: Answers) -> Wide | None:
    """The wide table that a header is: the dataset's time and exactly one value are missing, and periods stand there.

    Rows of one record share its id, so a dataset with an id has no wide tables.
    """
    missing, times = _missing(dataset, mapped), _times(dataset)
    if len(times) != 1 or dataset.id or len(missing) != 2 or times[0] not in missing or mapped.questions:
        return None
    (value,) = [column for column in missing if column != times[0]]
    places = _periods(dataset, names, mapped)
    if dataset.types()[value] not in VALUES or len(places) < LEAST:
        return None
    return Wide(told.columns.get(times[0], times[0]), told.columns.get(value, value), tuple(names), places)


def problems(dataset: Dataset, names: Sequence[str], mapped: Mapped, file_name: str) -> tuple[Problem, ...]:
    """What to say of a header full of periods that cannot be turned into rows."""
    places, missing, times = list(_periods(dataset, names, mapped)), _missing(dataset, mapped), _times(dataset)
    if len(places) < LEAST or not set(times) & set(missing):
        return ()
    values = [column for column in missing if column not in times]
    if len(values) == 1 and not dataset.id:
        return ()
    why = (
        f"rows made of them would share one {dataset.id!r}"
        if dataset.id
        else f"{words.count(len(values), 'column lacks', 'columns lack')} a value"
    )
    text = f"has a column for each period, such as {names[places[0]]!r}, which cannot become rows: {why}"
    return (Problem(text, "Export one row per period.", file=file_name),)


def unfold(wide: Wide, table: Table, source: Source, rows: list[list[str]], told: Answers, staging: Path) -> Unfolded:
    """Write one row per filled cell; every row keeps the number of the record that it comes from."""
    numbered = row_by_row(table, source, staging)
    born = numbered.path.with_name(f"{numbered.path.name}.part")
    empty = 0
    try:
        with (
            numbered.path.open(encoding="utf-8", newline="") as lines,
            born.open("w", encoding="utf-8", newline="") as out,
        ):
            writer = csv.writer(out, delimiter=numbered.dialect.delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
            for number, *cut, more in numbered.dialect.reader(lines):
                cells = [guard.unguarded(cell) for cell in cut] if table.guarded else cut
                made = list(wide.rows(cells, table.nulls))
                empty += len(wide.places) - len(made)
                if more and not made:  # a record that is rejected stays one
                    made = [[*(cells[place] for place in wide.kept), next(iter(wide.places.values())), ""]]
                writer.writerows([number, *row, more] for row in made)
        born.replace(numbered.path)
    finally:
        born.unlink(missing_ok=True)
    first = table.header.skip + table.header.rows
    records = (row + [""] * (table.width - len(row)) for row in rows[first : table.until] if any(row))
    shown = [made for record in records for made in wide.rows(record, table.nulls)][:SAMPLE]
    cells_ = [name(f"c{i + 1}") for i in range(len(wide.headers))]
    unfolded = replace(
        numbered, header=replace(table.header, names=wide.headers), until=None, doubtful={},
        named_by={cells_[-1]: cells_[-2]},
    )  # fmt: skip
    asked = () if "wide" in told.accept else (_question(wide, shown),)
    return Unfolded(unfolded, [[] for _ in range(first)] + shown, (_note(wide, empty),), asked)


def _question(wide: Wide, shown: Sequence[Sequence[str]]) -> Question:
    first, last = _ends(wide)
    text = (
        f"The file has no columns {wide.time!r} and {wide.value!r}, but {len(wide.places)} columns that are periods, "
        f"{first!r} to {last!r}. Turn each of their cells into a row?"
    )
    rows = (
        ", ".join(f"{header} {cell!r}" for header, cell in zip(wide.headers, row, strict=True)) for row in shown[:2]
    )
    listed = "; ".join(rows) or "none, all cells are empty"
    return Question("accept", text, "--accept wide", (Option("wide", f"the first rows are: {listed}"),))


def _note(wide: Wide, empty: int) -> str:
    first, last = _ends(wide)
    left_out = f"; {words.count(empty, 'empty cell is no row', 'empty cells are no rows')}" if empty else ""
    return f"{len(wide.places)} columns, {first!r} to {last!r}, turned into rows{left_out}."


def _missing(dataset: Dataset, mapped: Mapped) -> list[str]:
    return [column for column in dataset.types() if column not in mapped.positions]


def _times(dataset: Dataset) -> tuple[str, ...]:
    if dataset.shape == "forecasts":
        return (dataset.target,) if dataset.target else ()
    return dataset.times()


def _ends(wide: Wide) -> tuple[str, str]:
    places = list(wide.places)
    return wide.names[places[0]], wide.names[places[-1]]


def _periods(dataset: Dataset, names: Sequence[str], mapped: Mapped) -> dict[int, str]:
    """The positions of columns named after periods, all written in one family of formats, and the period of each."""
    times, types = _times(dataset), dataset.types()
    used = set(mapped.positions.values())
    free = {place: header for place, header in enumerate(names) if place not in used}
    if len(times) == 1 and types[times[0]] == "integer":
        return _steps(free)
    own = {place: {format_.family for format_ in dates.formats(header)} - set(COUNTS) for place, header in free.items()}
    fits = {family: {place: names[place] for place, each in own.items() if family in each} for family in dates.ORDERS}
    return max(fits.values(), key=len, default={})


def _steps(free: dict[int, str]) -> dict[int, str]:
    """Columns numbered in order behind the same words, the most of a kind: V2, V3, V4."""
    kinds: dict[str, dict[int, str]] = {}
    for place, header in free.items():
        if found := STEP.fullmatch(header.strip()):
            kinds.setdefault(found[1], {})[place] = found[2]
    steps = max(kinds.values(), key=len, default={})
    numbers = [int(number) for number in steps.values()]
    return steps if all(before < after for before, after in itertools.pairwise(numbers)) else {}
