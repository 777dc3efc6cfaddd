"""A unit or currency that changed: values that are 10, 60, 100 or 1000 times what they were, or that part of it.

Held against each other are the file and the rows loaded before, and within the file one month and the one before it.
Values of a series are first divided by what is typical for it, so that a file of other articles is no new unit. A
change of unit moves all values by the same factor: the quartiles have to move with the median. Where there are too few
values for quartiles, the two sides have to lie wholly apart, by more than the values of one side spread.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from metrics import engine, words
from metrics.intake.suspicion.case import Case, moment, scan, sql
from metrics.results import Warn

FACTORS: Final = {10: "", 60: "minutes and hours, or seconds", 100: "cents, or percent", 1000: "thousands"}
NEAR: Final = 1.4  # the median may miss the factor by so much: demand changes too; 60 and 100 are still told apart
NEAR_FEW: Final = 2.0  # the same of a few values, whose median is less sure; they have to lie wholly apart
SHAPE: Final = 2.0  # a quartile may, beside the median
ENOUGH: Final = 20  # values on either side for quartiles
FEW: Final = 6  # values on the longer side without which nothing is said
APART: Final = 3.0  # times that the sides lie apart where values are few
SAMPLE: Final = 200_000  # rows looked at on either side
NUMBERS: Final = frozenset({"integer", "decimal", "double", "duration"})


@dataclass(frozen=True)
class Sizes:
    """Sizes of one column's values in one stretch of rows; month None: all of them."""

    new: bool
    month: dt.date | None
    n: int
    low: float
    q25: float
    q50: float
    q75: float
    high: float
    median: float


def units(con: duckdb.DuckDBPyConnection, case: Case) -> list[Warn]:
    """A warning for each numeric column whose values changed by one of the factors."""
    found = []
    for column in _columns(case):
        sizes = _sizes(con, case, column)
        new = next((one for one in sizes if one.new and one.month is None), None)
        live = next((one for one in sizes if not one.new and one.month is None), None)
        factor = _factor(live, new) if new and live else None
        if new and live and factor:
            text = f"{_told(column, live, new, factor)} in the rows loaded before and in this file"
            found.append(Warn(kind="unit", text=text, from_=case.files.first, until=case.files.until))
            continue
        found += _within(column, [one for one in sizes if one.new and one.month is not None], case)
    return found


def _columns(case: Case) -> list[str]:
    """Numbers that results are made of: what KPIs read, a forecast and its actual, a cost's amount."""
    dataset = case.dataset
    read = {*case.columns.get(case.files.dataset, ()), dataset.forecast, dataset.actual, dataset.amount}
    read -= {*dataset.times(), *dataset.key()}
    return [column for column, kind in dataset.types().items() if kind in NUMBERS and column in read]


def _sizes(con: duckdb.DuckDBPyConnection, case: Case, column: str) -> list[Sizes]:
    dataset, named = case.dataset, engine.name(column)
    at = moment(dataset) or "NULL::DATE"
    texts = [part for part in dataset.key() if dataset.types()[part] == "text" and part != dataset.id]
    series = "".join(f", {engine.name(part)}" for part in texts)
    before = sum(one.rows for one in case.before)
    make = sql("sizes").format(
        at=at,
        column=named,
        series=f"hash(0{series})",
        rows=scan(case.files.rows_path),
        live=" UNION ALL BY NAME ".join(f"SELECT * FROM {scan(one.rows_path)}" for one in case.before)
        or f"SELECT * FROM {scan(case.files.rows_path)} LIMIT 0",
    )
    con.execute(make, {"every": 1 + case.files.rows // SAMPLE, "every_live": 1 + before // SAMPLE})
    found = con.execute(sql("units"), {"alone": not case.before}).fetchall()
    return [Sizes(*row) for row in found]


def _factor(before: Sizes, after: Sizes) -> int | None:
    """The factor between two stretches; negative where the values became smaller; None where it is none of them."""
    if min(before.q50, after.q50, before.low, after.low) <= 0:
        return None
    ratio = after.q50 / before.q50
    grew = ratio > 1
    size = ratio if grew else 1 / ratio
    near = min(FACTORS, key=lambda factor: abs(math.log(size / factor)))
    many = min(before.n, after.n) >= ENOUGH
    if abs(math.log(size / near)) > math.log(NEAR if many else NEAR_FEW):
        return None
    if many:
        sides = ((before.q25, after.q25), (before.q75, after.q75))
        alike = all(abs(math.log(b / a / ratio)) <= math.log(SHAPE) for a, b in sides)
    else:
        lower, upper = (before, after) if grew else (after, before)
        spread = min(one.high / one.low for one in (before, after) if one.n == max(before.n, after.n))
        alike = max(before.n, after.n) >= FEW and upper.low > max(APART, spread) * lower.high
    return (near if grew else -near) if alike else None


def _within(column: str, months: Sequence[Sizes], case: Case) -> list[Warn]:
    """The first month of the file whose values changed against the month before, to the month they changed back."""
    for place in range(1, len(months)):
        before, after = months[place - 1], months[place]
        factor = _factor(before, after)
        if factor is None or after.month is None or before.month is None:
            continue
        back = next((one for one in months[place + 1 :] if _factor(after, one) == -factor), None)
        text = f"{_told(column, before, after, factor)} in {before.month:%Y-%m} and in {after.month:%Y-%m}"
        text += f", until {back.month:%Y-%m}" if back and back.month else ""
        return [Warn(kind="unit", text=text, from_=after.month, until=back.month if back else case.files.until)]
    return []


def _told(column: str, before: Sizes, after: Sizes, factor: int) -> str:
    meant = FACTORS[abs(factor)]
    change = f"{abs(factor)} times {'larger' if factor > 0 else 'smaller'}"
    return (
        f"values of {column} are about {change}{f' ({meant}?)' if meant else ''}: their median is "
        f"{words.number(before.median)} and then {words.number(after.median)}"
    )
