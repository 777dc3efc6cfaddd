"""Table uploaded_costs: costs that came as files, from datasets of shape "costs". A positive amount is spent."""

from __future__ import annotations

import duckdb

from metrics import engine
from metrics.dataset import Dataset
from metrics.errors import Problem, StoreError
from metrics.model import Project
from metrics.rollup.rows import table

CATEGORIES = ("build", "integration", "data", "licence", "usage", "internal_labour", "training", "run")
KINDS = ("investment", "running")


def make_uploaded_costs(con: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Create table uploaded_costs(date, amount, category, kind, dataset) from tables rows_*.

    Without such columns category is 'run' and kind 'running'. Raises StoreError for words that are no category or kind.
    """
    con.execute(
        "CREATE OR REPLACE TABLE uploaded_costs"
        " (date DATE, amount DECIMAL(38,6), category VARCHAR, kind VARCHAR, dataset VARCHAR)"
    )
    problems: list[Problem] = []
    for name, dataset in project.dataset.items():
        if dataset.shape == "costs" and dataset.amount:
            problems += _wrong(con, name, dataset, "category", CATEGORIES) + _wrong(con, name, dataset, "kind", KINDS)
            if not problems:
                con.execute(_insert(name, dataset))
    if problems:
        raise StoreError(problems)


def _word(dataset: Dataset, role: str, default: str) -> str:
    column = dataset.category if role == "category" else dataset.kind
    return f"coalesce(nullif(lower(trim({engine.name(column)})), ''), '{default}')" if column else f"'{default}'"


def _insert(name: str, dataset: Dataset) -> str:
    time = engine.name(dataset.times()[0] if len(dataset.times()) == 1 else "_time")
    amount = engine.name(str(dataset.amount))
    return (
        f"INSERT INTO uploaded_costs SELECT CAST({time} AS DATE), {amount}, {_word(dataset, 'category', 'run')},"
        f" {_word(dataset, 'kind', 'running')}, {engine.text(name)} FROM {table(name)}"
        f" WHERE {time} IS NOT NULL AND {amount} IS NOT NULL ORDER BY ALL"
    )


def _wrong(
    con: duckdb.DuckDBPyConnection, name: str, dataset: Dataset, role: str, allowed: tuple[str, ...]
) -> list[Problem]:
    """Every word of a column that is none of the allowed ones, with its first row."""
    word = _word(dataset, role, allowed[-1])
    found = con.execute(
        f"SELECT {word} AS word, min(_row) FROM {table(name)}"
        f" WHERE NOT list_contains($allowed, {word}) GROUP BY 1 ORDER BY 2",
        {"allowed": list(allowed)},
    ).fetchall()
    column = dataset.category if role == "category" else dataset.kind
    remedy = f"Use one of {', '.join(allowed)}."
    return [
        Problem(f"this is no {role} of costs", remedy, row=row, column=column, value=value, path=f"dataset.{name}")
        for value, row in found
    ]
