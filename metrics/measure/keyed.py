"""Rows of a query as dictionaries, by KPI, grain and segment: how the measures of change hand over what SQL found."""

from __future__ import annotations

from typing import Any

import duckdb

Key = tuple[str, str, str | None]  # KPI, grain, segment (None: all together)
Row = dict[str, Any]


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    """Every row of a query."""
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def key(row: Row) -> Key:
    """What a row belongs to."""
    return row["kpi"], row["grain"], row["segment"]


def one_each(con: duckdb.DuckDBPyConnection, sql: str) -> dict[Key, Row]:
    """The row of each KPI, grain and segment, of a query that has at most one of each."""
    return {key(row): row for row in rows(con, sql)}
