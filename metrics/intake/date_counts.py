"""How the dates of a file are written, counted over all rows in one scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import duckdb

from metrics.intake import dates, moments, query
from metrics.intake.dates import Family, Format
from metrics.intake.target import Target

MISFITS = 200  # values looked at again when they fit no format seen so far
ROUNDS = 3


@dataclass(frozen=True)
class Dates:
    """A date column. fits: rows per family; differ: rows that two families read unlike."""

    values: int
    formats: Mapping[Family, tuple[Format, ...]]
    fits: Mapping[Family, int]
    differ: Mapping[tuple[Family, Family], int]
    example: Mapping[tuple[Family, Family], str] = field(default_factory=dict)
    shown: Mapping[Family, tuple[str, str]] = field(default_factory=dict)  # a value and what it is read as, in words

    def best(self) -> tuple[Family, ...]:
        """The families that fit most rows; several only where they read some row differently."""
        most = max(self.fits.values(), default=0)
        top = [family for family in dates.ORDERS if self.fits.get(family, 0) == most and most]
        kept = top[:1]
        kept += [family for family in top[1:] if any(self._unlike(one, family) for one in kept)]
        return tuple(kept)

    def _unlike(self, one: Family, other: Family) -> int:
        return self.differ.get((one, other)) or self.differ.get((other, one)) or 0


def date_columns(
    con: duckdb.DuckDBPyConnection, relation: str, head: str, targets: Sequence[Target], timezone: str
) -> dict[str, Dates]:
    """Count formats of date columns over `relation`; `head` is a relation of its first rows."""
    chosen: dict[str, dict[Family, tuple[Format, ...]]] = {}
    for target in targets:
        listed = query.column(con, f"SELECT DISTINCT {target.cell} FROM {head} WHERE {target.cell} IS NOT NULL")
        chosen[target.column] = _likelier_first(con, head, target, dates.families(listed), timezone)
    found: dict[str, Dates] = {}
    pending = list(targets)
    for _ in range(ROUNDS):
        if not pending:
            break
        counted, misfits = _count_dates(con, relation, pending, chosen, timezone)
        found |= counted
        again = []
        for target in pending:
            more = dates.families(misfits[target.column])
            merged = {
                family: dates.ordered({*chosen[target.column].get(family, ()), *more.get(family, ())})
                for family in dict.fromkeys((*chosen[target.column], *more))
            }
            if merged != chosen[target.column]:
                chosen[target.column] = merged
                again.append(target)
        pending = again
    return {target.column: _said(con, head, target, found[target.column], timezone) for target in targets}


def _said(con: duckdb.DuckDBPyConnection, head: str, target: Target, seen: Dates, timezone: str) -> Dates:
    """The column with what its best formats make of a value, where a person could not see that from the value."""
    shown: dict[Family, tuple[str, str]] = {}
    for family in seen.best():
        if family != "week" and all(f.way == "plain" for f in seen.formats[family]):
            continue
        moment = moments.timestamp_sql(target.cell, seen.formats[family], timezone)
        odd = [f for f in seen.formats[family] if f.way != "plain"] or list(seen.formats[family])
        first = moments.timestamp_sql(target.cell, odd, timezone)
        sql = f"SELECT {target.cell}, {moment} FROM {head} WHERE {moments.sane_sql(first)} LIMIT 1"
        for value, when in con.execute(sql).fetchall():
            clock = f", {when:%H:%M}" if family in ("serial", "epoch") and target.type == "timestamp" else ""
            shown[family] = (value, f"{when.day} {when:%B %Y}{clock}")
    return replace(seen, shown=shown)


def _likelier_first(
    con: duckdb.DuckDBPyConnection,
    head: str,
    target: Target,
    own: dict[Family, tuple[Format, ...]],
    timezone: str,
) -> dict[Family, tuple[Format, ...]]:
    """Families by the rows of the head that they fit: a format that does not fit takes ten times as long to count."""
    if len(own) < 2:
        return own
    counts = [f"count({_counted(target.cell, formats, timezone)})" for formats in own.values()]
    fits = dict(zip(own, query.first(con, f"SELECT {', '.join(counts)} FROM {head}"), strict=True))
    return {family: own[family] for family in sorted(own, key=lambda family: -fits[family])}


def _count_dates(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    targets: Sequence[Target],
    chosen: Mapping[str, Mapping[Family, tuple[Format, ...]]],
    timezone: str,
) -> tuple[dict[str, Dates], dict[str, list[str]]]:
    """Rows per family, rows that two families read unlike, and some values that none of them fits.

    Where one of day first and month first fits a row, the other does so exactly when the day is at most 12: it need not
    be tried. The first of both in `chosen` is tried on every row, the second where the first failed.
    """
    inner: list[str] = []
    sums: list[str] = []
    for i, target in enumerate(targets):
        own = chosen[target.column]
        inner.append(f"{target.cell} AS v{i}")
        sums.append(f"count(v{i}) AS n{i}")
        twins: list[Family] = [family for family in own if family in ("dmy", "mdy")]
        for family, formats in own.items():
            value = _counted(target.cell, formats, timezone)
            if twins[1:] == [family]:
                tried = _counted(target.cell, own[twins[0]], timezone)
                value = f"CASE WHEN {target.cell} IS NOT NULL AND {tried} IS NULL THEN {value} END"
            inner.append(f"{value} AS d{i}_{family}")
        sums += [f"{_fit(i, family, twins)} AS fit{i}_{family}" for family in own]
        for one, two in combinations(own, 2):
            unlike = f"d{i}_{one} <> d{i}_{two}"
            if {one, two} == {"dmy", "mdy"}:
                unlike = f"day(d{i}_{twins[0]}) <= 12 AND day(d{i}_{twins[0]}) <> month(d{i}_{twins[0]})"
            sums += [f"coalesce(count_if({unlike}), 0) AS dif{i}_{one}_{two}"]
            sums += [f"any_value(v{i}) FILTER ({unlike}) AS ex{i}_{one}_{two}"]
        none = " AND ".join([f"v{i} IS NOT NULL", *(f"d{i}_{family} IS NULL" for family in own)])
        sums.append(f"count_if({none}) AS none{i}")
    if not inner:
        return {}, {}
    row = query.named(con, f"SELECT {', '.join(sums)} FROM (SELECT {', '.join(inner)} FROM {relation})")
    found: dict[str, Dates] = {}
    misfits: dict[str, list[str]] = {}
    for i, target in enumerate(targets):
        own = chosen[target.column]
        pairs = list(combinations(own, 2))
        found[target.column] = Dates(
            values=row[f"n{i}"],
            formats=own,
            fits={family: row[f"fit{i}_{family}"] for family in own},
            differ={(a, b): row[f"dif{i}_{a}_{b}"] for a, b in pairs},
            example={(a, b): row[f"ex{i}_{a}_{b}"] for a, b in pairs if row[f"ex{i}_{a}_{b}"] is not None},
        )
        misfits[target.column] = _misfits(con, relation, target, own, timezone) if row[f"none{i}"] else []
    return found, misfits


def _fit(i: int, family: Family, twins: list[Family]) -> str:
    if twins[1:] == [family]:
        return f"count(d{i}_{family}) + coalesce(count_if(day(d{i}_{twins[0]}) <= 12), 0)"
    return f"count(d{i}_{family})"


def _misfits(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    target: Target,
    own: Mapping[Family, tuple[Format, ...]],
    timezone: str,
) -> list[str]:
    fails = [f"{moments.timestamp_sql(target.cell, formats, timezone)} IS NULL" for formats in own.values()]
    wrong = " AND ".join([f"{target.cell} IS NOT NULL", *fails])
    return query.column(con, f"SELECT DISTINCT {target.cell} FROM {relation} WHERE {wrong} LIMIT {MISFITS}")


def _counted(cell: str, formats: Sequence[Format], timezone: str) -> str:
    """The time that a format reads; of digits alone only where the year is sane, since they fit nearly every order."""
    value = moments.timestamp_sql(cell, formats, timezone)
    compact = any(f.pattern.startswith(("%Y%m", "%d%m%Y", "%m%d%Y")) for f in formats)
    return f"CASE WHEN {moments.sane_sql(value)} THEN {value} END" if compact else value
