"""Columns for a dataset, proposed from a file: names, types, the date column, the id. A person confirms them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.dataset import ColumnType, Dataset
from metrics.intake import identity, meaning
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

    seen: the first rows that ids were looked for in. id: the header proposed as the id that is not called like it.
    """

    columns: tuple[Proposed, ...]
    fits: Mapping[str, str | None]
    seen: int
    id: Proposed | None = None

    @property
    def times(self) -> tuple[Proposed, ...]:
        """The columns that could be the date."""
        return tuple(each for each in self.columns if each.time)

    @property
    def ids(self) -> tuple[Proposed, ...]:
        """The columns that could be the id."""
        return tuple(each for each in self.columns if each.id)


def propose(reading: Reading, dataset: Dataset | None = None, name: str = "") -> Proposal:
    """What a file's columns could be. dataset: the one that they are for, called `name`; its own names win."""
    taken: set[str] = set()
    columns = tuple(_column(reading, place, each, taken) for place, each in enumerate(reading.columns))
    if dataset is None:
        return Proposal(columns, {}, len(reading.sample))
    fits = _fits(columns, reading, dataset, identity.things(name, dataset.id))
    found = None
    if dataset.id and fits.get(dataset.id) is None:
        found = _key(columns, reading, identity.things(name, dataset.id), fits)
        fits[dataset.id] = found.header if found else None
    return Proposal(columns, fits, len(reading.sample), found)


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


def _fits(
    columns: Sequence[Proposed], reading: Reading, dataset: Dataset, own: frozenset[str]
) -> dict[str, str | None]:
    """By name as intake finds them, else by what it says in other words; a date also where no other could be it.

    own: what a row is; a column that is plainly its id is nothing else.
    """
    told = dict(dataset.recipe.columns) if dataset.recipe else {}
    headers = [each.header for each in columns]
    known = {column: header for column, header in told.items() if column in dataset.types() and header in headers}
    positions = find(dataset, headers, known, reading.file_name).positions
    fits: dict[str, str | None] = {
        name: headers[positions[name]] if name in positions else None for name in dataset.types()
    }
    left = [each for each in columns if each.header not in fits.values()]
    free = [each for each in left if identity.named(each.header, own) < identity.PLAINLY]
    dates = [each for each in left if each.time]
    lacking = {name: meaning.wanted(dataset, name) for name, header in fits.items() if header is None}
    if dataset.id:
        lacking.pop(dataset.id, None)
    ranks = {
        name: {
            each.header: meaning.rank(each.header, one)
            for each in free
            if each.type in one.holds and (each.time or name not in _keyed(dataset))
        }
        for name, one in lacking.items()
    }
    fits |= meaning.claims(ranks)
    for time in (each for each in dataset.times()[:1] if fits.get(each) is None):
        fits[time] = dates[0].header if len(dates) == 1 and dates[0].header not in fits.values() else None
    return fits


def _keyed(dataset: Dataset) -> tuple[str | None, ...]:
    """The dates that no row can be without."""
    return (*dataset.times(), dataset.target, dataset.made_on)


def _key(
    columns: Sequence[Proposed], reading: Reading, own: frozenset[str], fits: Mapping[str, str | None]
) -> Proposed | None:
    """The column that is most plainly the id; None where no one column alone is."""
    ranks: dict[int, list[Proposed]] = {}
    for place, each in enumerate(columns):
        if each.header not in fits.values() and each.type in KEYED:
            cells = [row[place] for row in reading.sample if len(row) > place]
            ranks.setdefault(identity.rank(each.header, own, cells, each.id), []).append(each)
    best = max(ranks, default=0)
    return ranks[best][0] if best and len(ranks[best]) == 1 else None
