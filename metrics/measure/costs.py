"""Costs: those of the definition, one by one and recurring, and those of uploaded files, in one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import duckdb

from metrics.measure.payback import DIGITS, add_months
from metrics.model import Cost, Project

Entry = tuple[dt.date, str, str, str, bool, bool, bool]


def lay_out(con: duckdb.DuckDBPyConnection, project: Project, until: dt.date) -> None:
    """The table cost_entries(date, amount, category, kind, cash, planned, recurring), recurring ones to `until`.

    Uploaded costs are cash and never planned; without a kind they are running, without a category "run".
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE cost_entries (date DATE, amount DECIMAL(38, {DIGITS}), category VARCHAR,"
        " kind VARCHAR, cash BOOLEAN, planned BOOLEAN, recurring BOOLEAN)"
    )
    entries = [entry for cost in project.cost for entry in booked(cost, until)]
    if entries:
        columns = ("date", "amount", "category", "kind", "cash", "planned", "recurring")
        con.execute(
            f"INSERT INTO cost_entries SELECT {', '.join(f'unnest(${column})' for column in columns)}",
            dict(zip(columns, (list(values) for values in zip(*entries, strict=True)), strict=True)),
        )
    con.execute(
        "INSERT INTO cost_entries SELECT date, amount, coalesce(category, 'run'),"
        " CASE WHEN kind = 'investment' THEN kind ELSE 'running' END, true, false, false"
        " FROM uploaded_costs WHERE date IS NOT NULL AND amount IS NOT NULL"
    )


def booked(cost: Cost, until: dt.date) -> Iterator[Entry]:
    """The dated entries of one cost; a recurring one falls on its from-day of every month (or the month's last day)."""
    for day in _days(cost, until):
        yield day, _text(cost.amount), cost.category, cost.kind, cost.cash, cost.planned, cost.every is not None


def _days(cost: Cost, until: dt.date) -> Iterator[dt.date]:
    if cost.date is not None:
        yield cost.date
        return
    assert cost.from_ is not None  # the model refuses a recurring cost without it
    end = until if cost.until is None else min(cost.until, until)
    for month in range((end.year - cost.from_.year) * 12 + end.month - cost.from_.month + 1):
        day = add_months(cost.from_, month)
        if day < end:
            yield day


def _text(amount: Decimal) -> str:
    return f"{amount:f}"  # as text, so that a decimal is never a double on its way
