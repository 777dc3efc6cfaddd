"""Columns for a dataset, proposed from a file: names, types, the date column, the id. A person confirms them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.dataset import ColumnType, Dataset
from metrics.intake.mapping import find
from metrics.intake.reading import ColumnReading, Reading

DATED = ("date", "timestamp")
KEYED = ("text", "integer")  # what an id may be
FEWEST = 2  # different values make nothing an id


@dataclass(frozen=True)
class Proposed:
    """One column of the file. name: as the definition may call it; id: filled and without a repeated value, as seen."""

    header: str
    name: str
    type: ColumnType
    time: bool
    id: bool


@dataclass(frozen=True)
class Proposal:
    """A file's columns, and which of them each column of the dataset is: by name, else for its role; None: none fits.

    seen: the first rows that ids were looked for in.
    """

    columns: tuple[Proposed, ...]
    fits: Mapping[str, str | None]
    seen: int

    @property
    def times(self) -> tuple[Proposed, ...]:
        """The columns that could be the date."""
        return tuple(each for each in self.columns if each.time)

    @property
    def ids(self) -> tuple[Proposed, ...]:
        """The columns that could be the id."""
        return tuple(each for each in self.columns if each.id)


def propose(reading: Reading, dataset: Dataset | None = None) -> Proposal:
    """What a file's columns could be. dataset: the one that they are for; its own names win."""
    taken: set[str] = set()
    columns = tuple(_column(reading, place, each, taken) for place, each in enumerate(reading.columns))
    return Proposal(columns, _fits(columns, reading, dataset) if dataset else {}, len(reading.sample))


def slug(header: str, taken: set[str]) -> str:
    """A header as a name of the definition: "Ticket-Nr." is ticket_nr; a second one gets a number."""
    folded = unicodedata.normalize("NFKD", header.casefold()).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", folded).strip("_")[:50]
    if not name or not name[0].isalpha():
        name = f"column_{name}".rstrip("_")
    found, n = name, 1
    while found in taken:
        n += 1
        found = f"{name}_{n}"
    taken.add(found)
    return found


def _column(reading: Reading, place: int, each: ColumnReading, taken: set[str]) -> Proposed:
    cells = [row[place] for row in reading.sample if len(row) > place]
    filled = bool(cells) and all(cell is not None for cell in cells)
    different = len(cells) >= FEWEST and len(set(cells)) == len(cells)
    name, dated = slug(each.header, taken), each.type in DATED
    return Proposed(each.header, name, each.type, dated and filled, each.type in KEYED and filled and different)


def _fits(columns: Sequence[Proposed], reading: Reading, dataset: Dataset) -> dict[str, str | None]:
    """By name as intake finds them; a role that no name finds gets the only column that could have it."""
    told = dict(dataset.recipe.columns) if dataset.recipe else {}
    headers = [each.header for each in columns]
    known = {column: header for column, header in told.items() if column in dataset.types() and header in headers}
    positions = find(dataset, headers, known, reading.file_name).positions
    fits: dict[str, str | None] = {
        name: headers[positions[name]] if name in positions else None for name in dataset.types()
    }
    for role, able in ((dataset.times()[:1], "time"), ((dataset.id,), "id")):
        for name in (each for each in role if each and fits.get(each) is None):
            left = [c for c in columns if getattr(c, able) and c.header not in fits.values()]
            fits[name] = left[0].header if len(left) == 1 else None
    return fits
