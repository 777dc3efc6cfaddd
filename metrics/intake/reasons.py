"""Why rows were rejected, counted: what to repair first."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from metrics import engine
from metrics.errors import shortened


@dataclass(frozen=True)
class Reason:
    """One reason in one column: the rows that it rejected, the first of them, and the value there."""

    column: str | None
    reason: str
    rows: int
    first_row: int
    example: str | None


def reasons(path: Path, home: Path) -> list[Reason]:
    """The reasons of an upload's rejects file, the most frequent first; none where no row was rejected."""
    if not path.exists():
        return []
    sql = files("metrics.intake").joinpath("sql/reject_reasons.sql").read_text(encoding="utf-8")
    with engine.connect(home) as con:
        found = con.execute(sql, {"path": str(path)}).fetchall()
    return [
        Reason(column, reason, rows, first, None if value is None else shortened(value))
        for column, reason, rows, first, value in found
    ]
