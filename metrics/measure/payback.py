"""Payback: where cumulative net crosses zero, found in sql/payback.sql for every caller alike."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from metrics.measure.catalogue import load

DIGITS = 10  # decimals that amounts are kept with: DECIMAL(38, 10), as in flow_lines


@dataclass(frozen=True)
class Flow:
    """What one step (a month, a period) brings to a line: cost ≥ 0 is spent, net = benefit − cost."""

    line: str
    step: int
    cost: Decimal | float
    net: Decimal | float


@dataclass(frozen=True)
class Place:
    """A place on the flows: the fraction (0, 1] of a step that has gone by."""

    step: int
    fraction: float


@dataclass(frozen=True)
class Crossing:
    """Where a line's cumulative net crosses zero: first, and for good; None where it does not.

    final, lowest: the last and the lowest cumulative net; first_cost: the first step with a cost.
    """

    final: float
    lowest: float
    first_cost: int | None
    first: Place | None
    stays: Place | None


def crossings(con: duckdb.DuckDBPyConnection, flows: Sequence[Flow]) -> dict[str, Crossing]:
    """The crossing of every line, by its name. A line's steps are unique and in order, without gaps that matter."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE flow_lines"
        f"(line VARCHAR, step BIGINT, cost DECIMAL(38, {DIGITS}), net DECIMAL(38, {DIGITS}))"
    )
    if flows:
        con.execute(
            "INSERT INTO flow_lines SELECT unnest($line), unnest($step), unnest($cost), unnest($net)",
            {
                "line": [flow.line for flow in flows],
                "step": [flow.step for flow in flows],
                "cost": [_text(flow.cost) for flow in flows],
                "net": [_text(flow.net) for flow in flows],
            },
        )
    rows = con.execute(load("payback")).fetchall()
    return {
        line: Crossing(float(final), float(lowest), first_cost, _place(first, part), _place(stays, stays_part))
        for line, final, lowest, first_cost, first, part, stays, stays_part in rows
    }


def discounted(flows: Sequence[Flow], line: str, growth: float) -> list[Flow]:
    """The flows as a new line, each divided by growth^step; growth = 1 + the rate of one step, at least 1."""
    factors = [math.exp(-flow.step * math.log(growth)) for flow in flows]  # fades to 0 where a power would overflow
    return [
        Flow(line, flow.step, float(flow.cost) * factor, float(flow.net) * factor)
        for flow, factor in zip(flows, factors, strict=True)
    ]


def monthly_growth(annual_rate: Decimal | float) -> float:
    """1 + the monthly rate of an annual one: (1 + r)^(1/12)."""
    return float((1 + float(annual_rate)) ** (1 / 12))


def moment(start: dt.date, end: dt.date, fraction: float) -> float:
    """A point in time between two days (end excluded), as an ordinal of days with its fraction."""
    return start.toordinal() + fraction * (end - start).days


def day_of(point: float) -> dt.date:
    """The day in which a point in time lies; the very end of a day belongs to that day."""
    return dt.date.fromordinal(math.ceil(round(point, 9)) - 1)


def months_from(start: dt.date, point: float) -> float:
    """Months from a day to a point in time: whole months, plus days over that month's days; negative before it.

    A month runs from the day's number to the same number in the next month, at most its last day.
    """
    near = dt.date.fromordinal(math.floor(round(point, 9)))
    whole = (near.year - start.year) * 12 + near.month - start.month
    if add_months(start, whole) > near:
        whole -= 1
    begun, over = add_months(start, whole), add_months(start, whole + 1)
    return whole + (point - begun.toordinal()) / (over - begun).days


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _text(amount: Decimal | float) -> str:
    return f"{amount:.{DIGITS}f}"  # as text, so that a decimal is never a double on its way


def _place(step: int | None, fraction: float | None) -> Place | None:
    return None if step is None or fraction is None else Place(step, float(fraction))
