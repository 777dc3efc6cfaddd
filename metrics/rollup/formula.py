"""Checked KPI expressions: text in, SQL out that can only compute.

The text is parsed, every node is compared with an allow-list (language.py), and SQL is written anew from the tree: the
text itself never runs. Types are then proved by a trial on an empty table, and a row of nulls, of the dataset's types.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import duckdb
from sqlglot import exp

from metrics import engine
from metrics.dataset import ColumnType, Dataset
from metrics.errors import FormulaError, Problem
from metrics.rollup import kind, language
from metrics.rollup.columns import SQL_TYPES
from metrics.rollup.reading import read


@dataclass(frozen=True)
class Formula:
    """A measure over rows. sql: its value, null where a denominator is 0 or rows are missing.

    kind additive: value = numerator; ratio: value = numerator / denominator; other: no parts.
    """

    sql: str
    kind: kind.Kind
    numerator_sql: str | None
    denominator_sql: str | None
    columns: tuple[str, ...]
    compared: tuple[tuple[str, str], ...] = ()  # columns with the texts that they are compared with


@dataclass(frozen=True)
class Predicate:
    """A row condition."""

    sql: str
    columns: tuple[str, ...]
    compared: tuple[tuple[str, str], ...] = ()


def measure(text: str, dataset: Dataset) -> Formula:
    """A KPI's `measure`, checked. Raises FormulaError naming the part, the allowed functions and likely columns."""
    return _measure(text, tuple(dataset.types().items()))


def where(text: str, dataset: Dataset) -> Predicate:
    """A KPI's `where`, checked: a true-or-false condition on one row. Raises FormulaError as `measure` does."""
    return _where(text, tuple(dataset.types().items()))


@lru_cache(maxsize=512)
def _measure(text: str, types: tuple[tuple[str, ColumnType], ...]) -> Formula:
    tree = read(text, (name for name, _ in types))
    calls = kind.aggregates(tree)
    if not calls:
        need = "Use one, as in count(*), sum(minutes) or avg(minutes)."
        raise FormulaError(Problem("a measure needs an aggregate over rows", need, value=text))
    problems = [_bare(node) for node in tree.find_all(exp.Column) if not _within_aggregate(node)]
    problems += [_nested(node) for node in calls if _within_aggregate(node)]
    if problems:
        raise FormulaError(problems)
    parts, named = kind.parts(tree), (_columns(tree), _compared(tree))
    if parts.kind == "additive":
        formula = Formula(parts.numerator, "additive", parts.numerator, None, *named)
    elif parts.kind == "ratio":
        over = f"CAST({parts.numerator} AS DOUBLE) / nullif(CAST({parts.denominator} AS DOUBLE), 0)"
        formula = Formula(over, "ratio", parts.numerator, parts.denominator, *named)
    else:
        formula = Formula(kind.value(tree), "other", None, None, *named)
    found = _type_of(f"SELECT {formula.sql} AS _value FROM _rows", dict(types), text)
    if not _is_number(found):
        durations = "For a duration use date_diff('second', start, end) or epoch(end - start)."
        raise FormulaError(Problem(f"a measure must be a number, but this is {found.lower()}", durations, value=text))
    return formula


@lru_cache(maxsize=512)
def _where(text: str, types: tuple[tuple[str, ColumnType], ...]) -> Predicate:
    tree = read(text, (name for name, _ in types))
    if calls := kind.aggregates(tree):
        named = ", ".join(sorted({language.AGGREGATES[type(call)] for call in calls}))
        raise FormulaError(Problem(f"`where` looks at one row and holds no aggregate such as {named}", value=text))
    sql = kind.value(tree)
    found = _type_of(f"SELECT {sql} AS _value FROM _rows", dict(types), text)
    if found != "BOOLEAN":
        example = "Write it as in handled_by = 'human'."
        raise FormulaError(Problem(f"`where` must be true or false, but this is {found.lower()}", example, value=text))
    return Predicate(sql, _columns(tree), _compared(tree))


def _columns(tree: exp.Expr) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column)))


def _compared(tree: exp.Expr) -> tuple[tuple[str, str], ...]:
    """Columns beside the texts of =, <>, IN: what a template calls "automatic" an export may call "ja"."""
    found: list[tuple[str, str]] = []
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.In):
        sides = [node.this, *node.expressions] if isinstance(node, exp.In) else [node.this, node.expression]
        columns = [side.name for side in sides if isinstance(side, exp.Column)]
        texts = [side.name for side in sides if isinstance(side, exp.Literal) and side.is_string]
        found += [(column, text) for column in columns for text in texts]
    return tuple(dict.fromkeys(found))


def _within_aggregate(node: exp.Expr) -> bool:
    above = node.parent
    while above is not None:
        if type(above) in language.AGGREGATES or isinstance(above, exp.Where):
            return True
        above = above.parent
    return False


def _bare(column: exp.Expr) -> Problem:
    inside = f"Put it inside one, as in sum({column.name}) or max({column.name})."
    return Problem("a column stands outside every aggregate", inside, value=column.name)


def _nested(call: exp.Expr) -> Problem:
    flat = "Aggregate once, or divide two aggregates."
    return Problem("an aggregate stands inside another one", flat, value=call.sql(dialect="duckdb"))


def _is_number(sql_type: str) -> bool:
    return (
        sql_type.startswith("DECIMAL")
        or sql_type in ("DOUBLE", "FLOAT", "HUGEINT")
        or sql_type.endswith("INT")
        or (sql_type == "INTEGER")
    )


_lock = threading.Lock()


@lru_cache(maxsize=1)
def _scratch() -> duckdb.DuckDBPyConnection:
    return engine.scratch()


def _type_of(query: str, types: Mapping[str, ColumnType], text: str) -> str:
    """The type of the query's only column over an empty table with these types."""
    fields = ", ".join(f"NULL::{SQL_TYPES[of]} AS {engine.name(name)}" for name, of in types.items())
    with _lock:
        con = _scratch()
        try:
            for rows in (1, 0):  # a row of nulls runs what an empty table would skip, such as x = 'abc' for a number x
                con.execute(f"WITH _rows AS MATERIALIZED (SELECT {fields} LIMIT {rows}) {query}").fetchall()
            return str(con.description[0][1]) if con.description else ""
        except duckdb.Error as error:
            raise FormulaError(Problem(_plain(error), _TYPES, value=text)) from None


_TYPES = "Compare text with 'text', dates with date '2025-01-31', numbers with numbers; cast(x as double) converts."


def _plain(error: duckdb.Error) -> str:
    """DuckDB's own first sentence, without its class name and candidates."""
    first = str(error).strip().splitlines()[0]
    said = first.split("Error: ", 1)[-1].rstrip(". ")
    return f"the types do not fit: {said[0].lower()}{said[1:]}" if said else "the types do not fit"
