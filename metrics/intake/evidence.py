"""What a file's own rows show: which rows a condition holds for, and what a reading makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from metrics.errors import Problem
from metrics.intake import query
from metrics.intake.decide import Against
from metrics.intake.table import Table
from metrics.intake.target import Target

SHOWN = 3  # rows that a message shows


@dataclass(frozen=True)
class Rows:
    """The rows of a table with their numbers as a spreadsheet counts them."""

    con: duckdb.DuckDBPyConnection
    table: Table

    def where(self, condition: str, *values: str, limit: int = SHOWN) -> list[tuple[Any, ...]]:
        """The first rows that a condition holds for: (row, values …)."""
        named = ", ".join(f"{value} AS v{i}" for i, value in enumerate(values))
        inner = f"SELECT _row, {named}, {condition} AS holds FROM {self.table.rows()}"
        listed = ", ".join(f"v{i}" for i in range(len(values)))
        sql = f"SELECT _row, {listed} FROM ({inner}) WHERE holds LIMIT {limit}"
        return self.con.execute(sql).fetchall()

    def facts(self, *sums: str) -> tuple[Any, ...]:
        """Aggregates over all rows."""
        return query.first(self.con, f"SELECT {', '.join(sums)} FROM {self.table.sql()}")


def numbered(rows: Sequence[int]) -> str:
    """Row numbers in words: row 2; rows 2, 5 and 9."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    return f"rows {', '.join(str(row) for row in rows[:-1])} and {rows[-1]}"


def problem(against: Against, rows: Rows, target: Target, file_name: str) -> Problem:
    """A contradiction with the first rows that show it."""
    limit = SHOWN if len(against.rows) == 1 else 1
    found = [row for one in against.rows for row in rows.where(f"coalesce({one}, false)", target.cell, limit=limit)]
    met = sorted(found)
    if not met:
        return Problem(against.text, against.remedy, file=file_name, column=against.column, flag=against.flag)
    others = ", ".join(f"row {row}: {value!r}" for row, value in met[1:])
    text = against.text + (f" (also {others})" if others else "")
    row, value = met[0]
    return Problem(text, against.remedy, file=file_name, row=row, column=against.column, value=value, flag=against.flag)
