"""Read, export and verify the audit: who did what, when and from where."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from metrics import words
from metrics.actions import deeds
from metrics.store import AuditRow, Head, Store, Verified, Wanted
from metrics.store.audit import ALL
from metrics.store.chain import canonical, moment

COLUMNS = [
    "n",
    "at",
    "actor",
    "place",
    "action",
    "project",
    "subject",
    "what",
    "before",
    "after",
    "detail",
    "previous",
    "hash",
]


def audit(store: Store, wanted: Wanted = ALL) -> Iterator[AuditRow]:
    """The entries wanted, oldest first. Raises StoreError for a project that the store does not have."""
    if wanted.project is not None:
        store.revision(wanted.project)
    return store.audit_entries(wanted)


def audit_count(store: Store, wanted: Wanted) -> int:
    """How many entries are wanted."""
    return store.audit_count(wanted)


def audit_page(store: Store, wanted: Wanted, page: int, size: int) -> tuple[AuditRow, ...]:
    """One page (from 1) of the entries wanted, newest first."""
    return store.audit_page(wanted, page, size)


def audit_names(store: Store) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Everybody who did something, and every action, to choose from."""
    return store.audit_names()


def audit_head(store: Store) -> Head:
    """The hash that stands for all entries so far; printed on whatever leaves the house."""
    return store.audit_head()


def verify_audit(store: Store, against: str | None = None) -> Verified:
    """Recompute every hash; against: a head hash that was kept. Raises StoreError for what is no hash."""
    return store.verify_audit(against)


def audit_json(row: AuditRow) -> dict[str, Any]:
    """An entry as it is exported: every field that its hash is made of, and the hash (docs/formats.md, part 3)."""
    return {**vars(row), "at": moment(row.at)}


def audit_csv(store: Store, wanted: Wanted = ALL) -> Iterator[str]:
    """The entries wanted as lines of CSV, header first; no cell is run by a spreadsheet."""
    yield _line(COLUMNS)
    for row in audit(store, wanted):
        replaced = {name: row.detail.get(name) for name in ("before", "after")}
        told = {
            name: value if value is None or isinstance(value, str) else canonical(value)
            for name, value in replaced.items()
        }
        entry = audit_json(row) | told | {"what": deeds.sentence(row), "detail": canonical(row.detail)}
        yield _line([entry[name] for name in COLUMNS])


def _line(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([words.cell(each) for each in cells])
    return out.getvalue()
