"""SQL types of a dataset's columns, and how a stored file's columns are read as them."""

from __future__ import annotations

from typing import Final

from metrics import engine
from metrics.dataset import ColumnType

SQL_TYPES: Final[dict[ColumnType, str]] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(18,6)",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "duration": "DECIMAL(18,6)",
}

_WHOLE: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "HUGEINT"})

# Stored types that are read as a declared one without loss of meaning; decimals keep the scale they are stored with.
_READS: Final[dict[ColumnType, frozenset[str]]] = {
    "text": frozenset({"VARCHAR"}),
    "integer": _WHOLE,
    "decimal": _WHOLE | {"DECIMAL"},
    "double": _WHOLE | {"DECIMAL", "DOUBLE", "FLOAT"},
    "date": frozenset({"DATE"}),
    "timestamp": frozenset({"TIMESTAMP", "DATE", "TIMESTAMP_MS", "TIMESTAMP_NS"}),
    "boolean": frozenset({"BOOLEAN"}),
    "duration": _WHOLE | {"DECIMAL", "DOUBLE", "INTERVAL"},
}


def reads_as(stored: str, declared: ColumnType) -> bool:
    """Whether a stored SQL type can be read as the declared one."""
    return stored.split("(")[0] in _READS[declared]


def reading(column: str, stored: str, declared: ColumnType) -> str:
    """SQL that reads a stored column as the declared type."""
    named = engine.name(column)
    family = stored.split("(")[0]
    if family in ("DECIMAL", "INTERVAL", "DOUBLE") and declared in ("decimal", "duration"):
        return named
    return named if stored == SQL_TYPES[declared] else f"CAST({named} AS {SQL_TYPES[declared]}) AS {named}"
