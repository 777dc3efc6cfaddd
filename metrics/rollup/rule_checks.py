"""What an owner's rules get wrong: missing columns, empty ranges, values that cannot be of the column's type."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from decimal import Decimal

from metrics.dataset import ColumnType, Dataset, Rule
from metrics.engine import scratch, text
from metrics.errors import Problem
from metrics.intake.rules import SQL_TYPES

NUMBERS = ("integer", "decimal", "double", "duration")
DAYS = ("date", "timestamp")


def rule_problems(dataset: Dataset, path: str) -> Iterator[Problem]:
    """Every problem of a dataset's rules, each with its path such as dataset.tickets.rule.0.range."""
    types = dataset.types()
    for place, rule in enumerate(dataset.rule):
        own = f"{path}.rule.{place}"
        if rule.column not in types:
            near = difflib.get_close_matches(rule.column, types, n=1)
            guess = f"Did you mean {near[0]}?" if near else f"It has {', '.join(types)}."
            yield Problem("the dataset has no such column", guess, path=f"{own}.column", value=rule.column)
            continue
        kind = types[rule.column]
        if not (rule.required or rule.unique or rule.range is not None or rule.allowed is not None):
            remedy = "Add required = true, range, allowed or unique = true, or remove it."
            yield Problem("the rule checks nothing", remedy, path=own, value=rule.column)
        yield from _range(rule, kind, f"{own}.range")
        yield from _allowed(rule, kind, f"{own}.allowed")


def _range(rule: Rule, kind: ColumnType, path: str) -> Iterator[Problem]:
    if rule.range is None:
        return
    low, high = rule.range
    ends = [end for end in (low, high) if end is not None]
    days = [isinstance(end, dt.date) for end in ends]
    if kind not in (*NUMBERS, *DAYS):
        text_ = f"a range of numbers does not fit a column that holds {kind}"
        yield Problem(text_, "Remove range, or declare the column as a number.", path=path, value=rule.column)
    elif not ends:
        yield Problem("the range has no end", "Give at least one, as in [0, inf].", path=path, value=rule.column)
    elif any(day != (kind in DAYS) for day in days):
        wanted = "days, as in [2020-01-01, inf]" if kind in DAYS else "numbers, as in [0, 1440]"
        shown = ", ".join(str(end) for end in ends)
        yield Problem(f"the column holds {kind}, and its range is of {wanted}", "Write it so.", path=path, value=shown)
    elif (isinstance(low, dt.date) and isinstance(high, dt.date) and low > high) or (
        isinstance(low, Decimal) and isinstance(high, Decimal) and low > high
    ):
        yield Problem(
            "the range is empty: its start is above its end", "Swap them.", path=path, value=f"{low} to {high}"
        )


def _allowed(rule: Rule, kind: ColumnType, path: str) -> Iterator[Problem]:
    if rule.allowed is None:
        return
    if not rule.allowed:
        yield Problem("no value is allowed", "List the allowed values, or remove it.", path=path, value=rule.column)
        return
    con = scratch()
    try:
        for value in rule.allowed:
            sql = f"SELECT try_cast({text(str(value))} AS {SQL_TYPES[kind]}) IS NULL"
            whole = kind != "integer" or str(value).strip().lstrip("+-").isdigit()
            if not whole or con.execute(sql).fetchall()[0][0]:
                remedy = f"Write it as {kind}, or remove it."
                yield Problem(
                    f"no value of a column that holds {kind} can be this", remedy, path=path, value=str(value)
                )
    finally:
        con.close()
