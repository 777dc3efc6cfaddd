"""Lists of a definition, such as [[cost]], as typed tables that a person can edit, and the edits on their way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa

Cell = Literal["text", "number", "date", "flag", "names"]
TYPES: dict[Cell, pa.DataType] = {
    "text": pa.string(),
    "number": pa.float64(),
    "date": pa.date32(),
    "flag": pa.bool_(),
    "names": pa.list_(pa.string()),
}


def grid(rows: Sequence[Mapping[str, object]], columns: Mapping[str, Cell]) -> pa.Table:
    """The rows as an Arrow table whose columns have their type even where all cells, or all rows, are missing."""
    schema = pa.schema([(name, TYPES[kind]) for name, kind in columns.items()])
    return pa.Table.from_pylist([{name: _shown(row.get(name)) for name in columns} for row in rows], schema=schema)


def cells(edit: Mapping[str, object], columns: Mapping[str, Cell]) -> dict[str, object]:
    """What an editor says of a row (ISO dates, floats) as values of a definition; other keys are left out."""
    return {name: _meant(value, columns[name]) for name, value in edit.items() if name in columns}


def _shown(value: object) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, tuple) else value


def _meant(value: object, kind: Cell) -> object:
    if value is None or value == "":
        return None
    if kind == "date" and isinstance(value, str):
        return dt.date.fromisoformat(value[:10])
    if kind == "number":
        return Decimal(str(value))
    return value.strip() if isinstance(value, str) else value
