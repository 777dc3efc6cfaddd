"""One upload on its way: what its steps share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from metrics.dataset import Dataset
from metrics.intake.answers import Answers
from metrics.intake.table import Table
from metrics.intake.understand import Understood


@dataclass(frozen=True)
class Job:
    """A file cut into columns, what is told about it, and where its rows are going. born: path without a suffix."""

    con: duckdb.DuckDBPyConnection
    home: Path
    understood: Understood
    told: Answers
    project: str
    name: str
    dataset: Dataset
    timezone: str
    born: Path
    tell: Callable[[float], None]

    @property
    def table(self) -> Table:
        """The file as an SQL relation."""
        return self.understood.table

    def part(self, start: float, end: float) -> Callable[[float], None]:
        """Progress of a step between two shares of the whole."""
        return lambda done: self.tell(start + (end - start) * done)

    @staticmethod
    def files(born: Path) -> tuple[Path, Path, Path]:
        """Where accepted rows, rejected cells, and whole rejected rows are written."""
        return born.with_suffix(".parquet"), born.with_suffix(".rejects.parquet"), born.with_suffix(".bad.parquet")
