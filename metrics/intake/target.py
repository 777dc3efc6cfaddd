"""A column whose values are to be cast."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.dataset import ColumnType


@dataclass(frozen=True)
class Target:
    """A typed column: its name in the definition, its SQL expression in the table, and its type."""

    column: str
    cell: str
    type: ColumnType
