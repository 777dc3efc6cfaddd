"""Staged rows as Python tuples."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq

from metrics.intake import Staged


def table(staged: Staged) -> list[tuple[Any, ...]]:
    """All rows in the file's order, without _row. Fails when questions are open."""
    assert staged.files is not None, staged.questions
    read = pq.read_table(staged.files.rows_path)
    return [tuple(row[name] for name in read.column_names if name != "_row") for row in read.to_pylist()]


def column(staged: Staged, name: str) -> list[Any]:
    """One column of the rows."""
    assert staged.files is not None, staged.questions
    values: list[Any] = pq.read_table(staged.files.rows_path)[name].to_pylist()
    return values
