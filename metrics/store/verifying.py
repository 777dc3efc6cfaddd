"""Is the audit what was written? Every hash is recomputed, in order, and the first entry that does not fit is named.

The chain alone shows every edit by somebody who does not recompute it. Who may write the file can recompute it, or
cut off its end: that is noticed by a head hash which was kept elsewhere (`against`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Text, func, select, type_coerce

from metrics.errors import Problem, StoreError
from metrics.store.chain import FIELDS, GENESIS, link
from metrics.store.schema import audit

MANY = 20_000  # rows in memory at once
_HASH = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
_NAMES = (*FIELDS, "hash")
Entry = dict[str, Any]
Wrong = Literal["changed", "removed", "inserted", "reordered"]


@dataclass(frozen=True)
class Broken:
    """The first entry that does not fit, by its number, and what is wrong, in words that name it."""

    n: int
    wrong: Wrong
    text: str


@dataclass(frozen=True)
class Against:
    """An earlier head hash: the number of its entry, None where the chain does not have it, and how many came after."""

    hash: str
    n: int | None
    after: int | None


@dataclass(frozen=True)
class Verified:
    """What was found. rows: sound entries from the first on; n and hash: the last of them.

    backwards: entries whose time lies before that of the entry before them (a clock that was set back), for
    information: the order is that of the numbers; first_backwards: the first of them.
    """

    rows: int
    n: int
    hash: str
    broken: Broken | None
    against: Against | None
    backwards: int
    first_backwards: int | None

    @property
    def sound(self) -> bool:
        """Nothing is broken, and the hash that was asked for is there."""
        return self.broken is None and (self.against is None or self.against.n is not None)


class _Last(NamedTuple):
    n: int
    hash: str
    at: Any  # as it is kept, which sorts as its moment


def verify(con: Connection, against: str | None = None) -> Verified:
    """Recompute the chain in the order of n, streaming; it stops at the first entry that does not fit.

    against: 64 hexadecimal digits, or the same after "sha256:". Raises StoreError for anything else.
    """
    held = None if against is None else _hash(against)
    rows, backwards, first_backwards, broken = 0, 0, None, None
    found = (0, 0) if held == GENESIS else None  # its entry, and how many entries stood then
    last = _Last(0, GENESIS, None)
    for row in _stored(con):
        own = _own(row)
        if own is None or not (row["previous"] == last.hash and row["hash"] == own):
            broken = _diagnosis(con, row, last, own)
            break
        rows += 1
        if last.at is not None and row["at"] < last.at:
            backwards, first_backwards = backwards + 1, first_backwards or row["n"]
        last = _Last(row["n"], own, row["at"])
        if held == own:
            found = (row["n"], rows)
    place = None
    if held is not None:
        total = con.scalar(select(func.count()).select_from(audit)) or 0
        place = Against(held, None, None) if found is None else Against(held, found[0], total - found[1])
    return Verified(rows, last.n, last.hash, broken, place, backwards, first_backwards)


def _hash(text: str) -> str:
    match = _HASH.fullmatch(text.strip().lower())
    if match is None:
        remedy = "It has 64 hexadecimal digits; reports and `proveout audit verify` print it."
        raise StoreError(Problem("This is not the hash of an entry", remedy, value=text))
    return match[1]


def _stored(con: Connection) -> Iterator[Entry]:
    """Every entry as the database holds it: nothing is read into a type that somebody's edit could break."""
    columns = [audit.c[name] if name == "n" else type_coerce(audit.c[name], Text) for name in _NAMES]
    query = select(*columns).order_by(audit.c.n).execution_options(yield_per=MANY)
    for row in con.execute(query):
        yield dict(zip(_NAMES, row, strict=True))


def _own(row: Entry, **instead: object) -> str | None:
    """The hash that an entry's content gives; None where a field is not of the kind that is ever written."""
    try:
        return link(row | instead if instead else row)
    except (TypeError, ValueError):
        return None


def _diagnosis(con: Connection, row: Entry, last: _Last, own: str | None) -> Broken:
    """What became of an entry that does not fit to the one before it, as far as can be told."""
    n, stands = row["n"], own is not None and own == row["hash"]
    if row["previous"] == last.hash:
        return Broken(n, "changed", f"Entry {n} was changed: its content does not give its hash any more.")
    if _own(row, previous=last.hash) == row["hash"]:
        return Broken(n, "changed", f"Entry {n} was changed: it names another entry's hash as the one before it.")
    if not all(isinstance(row[name], str) and _HASH.fullmatch(row[name]) for name in ("previous", "hash")):
        return Broken(n, "inserted", f"Entry {n} was inserted: it has no hash of the chain.")
    follows = con.scalar(select(func.min(audit.c.n)).where(audit.c.hash == row["previous"]))
    if follows is None and row["previous"] == GENESIS:
        follows = 0
    if follows is not None and follows < last.n:
        return Broken(follows + 1, "inserted", f"{_entries(follows + 1, n - 1)} inserted before entry {n}.")
    if follows is not None and follows > n:
        return Broken(n, "reordered", f"Entry {n} was reordered: it followed what is now entry {follows}.")
    if n > last.n + 1:
        return Broken(last.n + 1, "removed", f"{_entries(last.n + 1, n - 1)} removed: entry {n} follows what is gone.")
    if stands and last.n:
        text = f"Entry {last.n} was changed and its hash written anew: entry {n} follows another one."
        return Broken(last.n, "changed", text)
    gone = next((back for back in range(1, MANY) if _own(row, n=n + back) == row["hash"]), None)
    if gone is not None:
        text = f"{_entries(n, n + gone - 1)} removed, and those after renumbered: entry {n} was entry {n + gone}."
        return Broken(n, "removed", text)
    return Broken(n, "changed", f"Entry {n} was changed: neither its content nor the entry before it fit its hash.")


def _entries(first: int, last: int) -> str:
    return f"Entry {first} was" if first == last else f"Entries {first} to {last} were"
