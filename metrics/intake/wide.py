"""Wide tables, one column a month, week or day, turned into rows: the header is the time, the cell the value."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from metrics.dataset import Dataset
from metrics.engine import name
from metrics.errors import Option, Problem, Question
from metrics.intake import dates
from metrics.intake.answers import Answers
from metrics.intake.dates import Family
from metrics.intake.mapping import Mapped
from metrics.intake.source import Source
from metrics.intake.table import Table, row_by_row

VALUES = ("integer", "decimal", "double", "duration", "boolean")  # what a cell of a wide table may hold
COUNTS: tuple[Family, ...] = ("serial", "epoch")  # numbers that could be days: not as the name of a column
LEAST = 2  # columns of periods that make a table wide
SAMPLE = 1000  # rows made for a preview


@dataclass(frozen=True)
class Wide:
    """time, value: the headers that the rows get. places: positions of the columns that hold one period each."""

    time: str
    value: str
    names: tuple[str, ...]
    places: tuple[int, ...]

    @property
    def kept(self) -> tuple[int, ...]:
        """Positions of the columns that repeat in every row."""
        return tuple(place for place in range(len(self.names)) if place not in set(self.places))

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns of the rows."""
        return (*(self.names[place] for place in self.kept), self.time, self.value)

    def rows(self, cells: Sequence[str], nulls: Sequence[str]) -> Iterator[list[str]]:
        """The rows of one record, without its empty cells."""
        repeated = [cells[place] for place in self.kept]
        for place in self.places:
            if cells[place].strip() not in nulls:
                yield [*repeated, self.names[place], cells[place]]


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
    places = _periods(names, mapped)
    if dataset.types()[value] not in VALUES or len(places) < LEAST:
        return None
    return Wide(told.columns.get(times[0], times[0]), told.columns.get(value, value), tuple(names), places)


def problems(dataset: Dataset, names: Sequence[str], mapped: Mapped, file_name: str) -> tuple[Problem, ...]:
    """What to say of a header full of periods that cannot be turned into rows."""
    places, missing, times = _periods(names, mapped), _missing(dataset, mapped), _times(dataset)
    if len(places) < LEAST or not set(times) & set(missing):
        return ()
    values = [column for column in missing if column not in times]
    if len(values) == 1 and not dataset.id:
        return ()
    why = f"rows made of them would share one {dataset.id!r}" if dataset.id else f"{len(values)} columns lack a value"
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
            for number, *cells, more in numbered.dialect.reader(lines):
                made = list(wide.rows(cells, table.nulls))
                empty += len(wide.places) - len(made)
                if more and not made:  # a record that is rejected stays one
                    made = [[*(cells[place] for place in wide.kept), wide.names[wide.places[0]], ""]]
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
    first, last = wide.names[wide.places[0]], wide.names[wide.places[-1]]
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
    first, last = wide.names[wide.places[0]], wide.names[wide.places[-1]]
    left_out = f"; {empty:,} empty cells are no rows" if empty else ""
    return f"{len(wide.places)} columns, {first!r} to {last!r}, turned into rows{left_out}."


def _missing(dataset: Dataset, mapped: Mapped) -> list[str]:
    return [column for column in dataset.types() if column not in mapped.positions]


def _times(dataset: Dataset) -> tuple[str, ...]:
    if dataset.shape == "forecasts":
        return (dataset.target,) if dataset.target else ()
    return dataset.times()


def _periods(names: Sequence[str], mapped: Mapped) -> tuple[int, ...]:
    """The positions of columns named after periods, all written in one family of formats."""
    used = set(mapped.positions.values())
    own = {
        place: {format_.family for format_ in dates.formats(header)} - set(COUNTS)
        for place, header in enumerate(names)
        if place not in used
    }
    fits = {family: tuple(place for place, each in own.items() if family in each) for family in dates.ORDERS}
    return max(fits.values(), key=len, default=())
