"""What a catalogue says of its files, whichever schema version it has: read from a copy of it, or from the live one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine, select

from metrics.errors import Problem, StoreError
from metrics.store import lake, schema
from metrics.store.migrations import version

_columns = ("id", "state", "sha256", "rows_file", "rejects_file", "original_file")  # there since schema 0001


@dataclass(frozen=True)
class Named:
    """The files that a catalogue names, each with the beginning of its SHA-256 where that is known, and its schema."""

    schema: str
    files: dict[str, str | None]
    purged: frozenset[str]


def named(con: Connection) -> Named:
    """What this catalogue names; purged uploads have no files. Raises StoreError where it is no catalogue."""
    known = version(con)
    if known is None:
        raise StoreError(Problem("This is no catalogue of Proveout"))
    files: dict[str, str | None] = {}
    purged = set()
    for row in con.execute(select(*(schema.uploads.c[name] for name in _columns)).order_by(schema.uploads.c.id)):
        if row.state == "purged":
            purged.add(row.id)
            continue
        for file in (row.rows_file, row.rejects_file):
            if file is not None:
                files[file] = lake.named_content(Path(file))
        files[row.original_file] = row.sha256
    return Named(known, files, frozenset(purged))


def read(copy: Path) -> Named:
    """The same of a closed catalogue file, which is checked and not changed. Raises SQLAlchemy's errors, StoreError."""
    url = URL.create(
        "sqlite", database=f"file:{quote(str(copy))}", query={"mode": "ro", "immutable": "1", "uri": "true"}
    )
    engine = create_engine(url)
    try:
        with engine.connect() as con:
            if (sound := con.exec_driver_sql("pragma quick_check(1)").scalar()) != "ok":
                raise StoreError(Problem(f"The catalogue is damaged: {sound}"))
            return named(con)
    finally:
        engine.dispose()
