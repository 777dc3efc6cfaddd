"""A chain of entries, and somebody who may write the catalogue's file: what verification is tested against."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from metrics.store import Actor, Store

TRIGGERS = ("audit_keeps", "audit_stays", "audit_grows")


def fill(store: Store, count: int) -> None:
    """Entries 1 to count, by two people in two projects, from several places."""
    for n in range(1, count + 1):
        actor = Actor("ana", "page 10.0.0.5") if n % 2 else "bén"
        store.record(actor, "upload", f"p{n % 3}", None if n % 4 else f"s{n}", {"rows": n, "file": "ü.csv", "x": 0.1})


@contextmanager
def attacker(home: Path) -> Iterator[sqlite3.Connection]:
    """A connection of somebody with the file, past the triggers; what they did is kept."""
    with closing(sqlite3.connect(home / "catalog.sqlite")) as con:
        for name in TRIGGERS:
            con.execute(f"drop trigger if exists {name}")
        yield con
        con.commit()


def outsider(entry: dict[str, Any]) -> str:
    """The hash of an exported entry, by the words of docs/formats.md alone."""
    said = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def rewrite(con: sqlite3.Connection) -> None:
    """Recompute every hash over what stands there, as somebody would who knows the form."""
    names = ("n", "at", "actor", "place", "action", "project", "subject", "detail")
    previous = "0" * 64
    for row in con.execute(f"select {', '.join(names)} from audit order by n").fetchall():
        entry = dict(zip(names, row, strict=True)) | {"previous": previous}
        entry["at"] = entry["at"].replace(" ", "T") + "Z"
        entry["detail"] = json.loads(entry["detail"])
        own = outsider(entry)
        con.execute("update audit set previous = ?, hash = ? where n = ?", (previous, own, entry["n"]))
        previous = own
