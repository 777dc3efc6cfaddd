"""How durations are written: a clock of two parts may be hours and minutes, or minutes and seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from metrics.intake import query
from metrics.intake.target import Target

HOURS, MINUTES = "h:mm", "m:ss"  # the two ways to read 12:30
CLOCKS = (HOURS, MINUTES)
_TWO = r"\d+:[0-5]\d"
_DAYS = r"\d+(?:\.|\s?d(?:ays?)?,? )\d+:[0-5]\d"


@dataclass(frozen=True)
class Clock:
    """A duration column: values of two parts and one of them, whether some have days before, and one plain number."""

    two: int
    example: str | None
    days: bool
    plain: str | None


def clocks(con: duckdb.DuckDBPyConnection, relation: str, targets: Sequence[Target]) -> dict[str, Clock]:
    """Count in one scan; regular expressions run only over values with a colon."""
    if not targets:
        return {}
    sums: list[str] = []
    for target in targets:
        cell = f"trim({target.cell})"
        colon = f"contains({target.cell}, ':')"
        two = f"CASE WHEN {colon} THEN regexp_full_match({cell}, '{_TWO}') ELSE false END"
        days = f"CASE WHEN {colon} THEN regexp_full_match({cell}, '{_DAYS}') ELSE false END"
        plain = f"NOT {colon} AND try_cast({cell} AS DECIMAL(18,6)) IS NOT NULL"
        sums += [f"count_if({two})", f"any_value({cell}) FILTER ({two})", f"coalesce(bool_or({days}), false)"]
        sums += [f"any_value({cell}) FILTER ({plain})"]
    row: Sequence[Any] = query.first(con, f"SELECT {', '.join(sums)} FROM {relation}")
    return {target.column: Clock(*row[4 * i : 4 * i + 4]) for i, target in enumerate(targets)}


def shown(example: str, clock: str) -> str:
    """A value of two parts in minutes, in words."""
    first, second = (int(part) for part in example.split(":"))
    if clock == HOURS:
        return f"{first * 60 + second} minutes"
    return f"{first + second / 60:.4g} minutes"
