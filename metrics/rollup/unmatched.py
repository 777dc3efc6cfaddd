"""Conditions that no row meets: most often a text that the export writes otherwise, as names of agents for "human".

A covered period without rows is a true 0 while the condition is met at some time. Where it never is, nothing says that
it could be: values are unknown, and the KPI says what its columns have instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from metrics import engine, words
from metrics.model import Kpi, Project
from metrics.rollup import formula
from metrics.rollup.rows import scan_table, sql

COMMONEST = 5  # values of a column that are named where a text is not among them
LONGEST = 40  # signs of a value that are told


@dataclass(frozen=True)
class Absent:
    """A text that the formula asks a column for and that no row has there; has: the column's commonest values."""

    column: str
    text: str
    has: tuple[str, ...]


def absent(con: duckdb.DuckDBPyConnection, asked: Sequence[tuple[str, str]], rows: str) -> tuple[Absent, ...]:
    """The texts that no row has in the column that they are compared with. rows: a table or subquery, as SQL."""
    found = []
    for column, text in asked:
        name = engine.name(column)
        (there,) = con.execute(f"SELECT count(*) FROM {rows} WHERE {name} = $text", {"text": text}).fetchone() or (0,)
        if not there:
            common = f"SELECT CAST({name} AS VARCHAR) FROM {rows} WHERE {name} IS NOT NULL GROUP BY 1"
            has = con.execute(f"{common} ORDER BY count(*) DESC, 1 LIMIT {COMMONEST}").fetchall()
            found.append(Absent(column, text, tuple(value for (value,) in has)))
    return tuple(found)


def unmatched(con: duckdb.DuckDBPyConnection, project: Project) -> dict[str, str]:
    """Why nothing is measured, by KPI whose condition no row meets; their points' values become unknown.

    Reads points and sealed: a KPI whose sealed baseline counted rows keeps its zeros, as its condition was met then.
    """
    found: dict[str, str] = {}
    for (name,) in con.execute(sql("unmatched")).fetchall():
        if (kpi := project.kpi[name]).where:
            nothing = "UPDATE points SET value = NULL, numerator = NULL, denominator = NULL WHERE kpi = ?"
            con.execute(nothing, [name])
            found[name] = _why(con, project, kpi, kpi.where)
    return found


def _why(con: duckdb.DuckDBPyConnection, project: Project, kpi: Kpi, where: str) -> str:
    rows, dataset = scan_table(kpi.dataset), project.dataset[kpi.dataset]
    (count,) = con.execute(f"SELECT count(*) FROM {rows}").fetchone() or (0,)
    asked = [pair for pair in formula.where(where, dataset).compared if dataset.types()[pair[0]] == "text"]
    lacking = absent(con, asked, rows)
    of = f"no row of {words.number(count)}"
    if not lacking:
        return f"{of} meets the condition {where}, so nothing is measured"
    told = []
    for column in dict.fromkeys(each.column for each in lacking):
        mine = [each for each in lacking if each.column == column]
        asks = " or ".join(engine.text(each.text) for each in mine)
        has = ", ".join(words.shortened(value, LONGEST) for value in mine[0].has)
        told.append(f"{column} = {asks}; it has {has or 'no value at all'}")
    return f"{of} says {'; nor '.join(told)}. Nothing is measured until the condition names what the rows have"
