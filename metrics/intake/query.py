"""Single answers from DuckDB: a result must be fetched to its end before the connection does other work."""

from __future__ import annotations

from typing import Any

import duckdb


def first(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    """The only row of a query that aggregates."""
    row: tuple[Any, ...] = con.execute(sql).fetchall()[0]
    return row


def named(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The only row of a query that aggregates, by column name."""
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return dict(zip(names, cursor.fetchall()[0], strict=True))


def column(con: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    """All values of a query's only column."""
    return [value for (value,) in con.execute(sql).fetchall()]
