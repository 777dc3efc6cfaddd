"""Every measure is one .sql file whose header documents it; this reads both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

ROOMS = ("metrics.rollup", "metrics.measure")
REQUIRED = ("title", "unit", "formula", "source")


@dataclass(frozen=True)
class MeasureDoc:
    """What a measure's header says; `sql` is the whole file."""

    name: str
    title: str
    unit: str
    formula: str
    source: str
    notes: tuple[str, ...]
    sql: str


@cache
def load(name: str) -> str:
    """The SQL of the measure file `name`.sql."""
    return _file(name).read_text(encoding="utf-8")


@cache
def measures() -> tuple[MeasureDoc, ...]:
    """The documentation of every .sql file of the roll-up and the measures, by name."""
    return tuple(
        document(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for room in ROOMS
        for file in sorted((files(room) / "sql").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".sql")
    )


def document(name: str, sql: str) -> MeasureDoc:
    """The header of one file. Raises ValueError when a required line is missing or an unknown one stands there."""
    found: dict[str, list[str]] = {}
    for line in sql.splitlines():
        if not line.startswith("-- "):
            break
        key, colon, text = line[3:].partition(": ")
        if not colon or key not in (*REQUIRED, "note"):
            raise ValueError(f"{name}.sql: header line {line!r} is none of {', '.join(REQUIRED)} or note")
        found.setdefault(key, []).append(text.strip())
    missing = [key for key in REQUIRED if not any(found.get(key, ()))]
    if missing:
        raise ValueError(f"{name}.sql: the header lacks {', '.join(missing)}")
    one = {key: " ".join(found[key]) for key in REQUIRED}
    return MeasureDoc(name=name, **one, notes=tuple(found.get("note", ())), sql=sql)


def _file(name: str) -> Traversable:
    for room in ROOMS:
        file = files(room) / "sql" / f"{name}.sql"
        if file.is_file():
            return file
    raise FileNotFoundError(f"there is no measure {name}.sql")
