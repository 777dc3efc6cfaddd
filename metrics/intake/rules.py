"""The owner's rules of a dataset as SQL checks of typed values: range and allowed; unique is checked by unique.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from metrics.dataset import ColumnType, Rule
from metrics.engine import text

LISTED = 20  # allowed values that a reason lists
SQL_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(38,12)",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "duration": "DECIMAL(18,6)",
}


@dataclass(frozen=True)
class Check:
    """ok: SQL over the typed value, true or null where the rule holds. why: the reason where it does not."""

    ok: str
    why: str


def checks(rules: Sequence[Rule], kind: ColumnType, named: str) -> tuple[Check, ...]:
    """The checks of one column's rules. named: SQL name of the typed value."""
    out: list[Check] = []
    for rule in rules:
        if rule.range is not None:
            out.append(_range(rule.range, kind, named))
        if rule.allowed is not None:
            out.append(_allowed(rule.allowed, kind, named))
    return tuple(out)


def _range(ends: tuple[Decimal | dt.date | None, Decimal | dt.date | None], kind: ColumnType, named: str) -> Check:
    """Both ends belong to it; a day as the upper end holds the whole day."""
    low, high = ends
    value = f"CAST({named} AS DATE)" if kind == "timestamp" else named
    parts = []
    if low is not None:
        parts.append(f"{value} >= {_bound(low)}")
    if high is not None:
        parts.append(f"{value} <= {_bound(high)}")
    if low is None:
        why = f"is above the allowed maximum {_shown(high)}"
    elif high is None:
        why = f"is below the allowed minimum {_shown(low)}"
    else:
        why = f"is outside the allowed range {_shown(low)} to {_shown(high)}"
    return Check(f"({' AND '.join(parts) or 'true'})", why)


def _allowed(values: Sequence[str | int | Decimal], kind: ColumnType, named: str) -> Check:
    listed = ", ".join(f"CAST({text(str(value))} AS {SQL_TYPES[kind]})" for value in values)
    shown = ", ".join(str(value) for value in values[:LISTED]) + (", …" if len(values) > LISTED else "")
    return Check(f"{named} IN ({listed})", f"is none of: {shown}")


def _bound(end: Decimal | dt.date) -> str:
    return f"DATE '{end.isoformat()}'" if isinstance(end, dt.date) else f"{end:f}"


def _shown(end: Decimal | dt.date | None) -> str:
    return end.isoformat() if isinstance(end, dt.date) else f"{end:f}" if end is not None else ""
