"""Read, export and verify the audit: who did what, when and from where."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from metrics.access.rights import Right
from metrics.access.visit import Visit, guarded
from metrics.actions import deed_words, deeds
from metrics.actions.deed_words import Titles
from metrics.intake import guard
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


@guarded
def audit(visit: Visit, wanted: Wanted = ALL) -> Iterator[AuditRow]:
    """The entries wanted, oldest first. Raises StoreError for a project that the store does not have."""
    return _asked(visit, wanted.project).audit_entries(wanted)


@guarded
def audit_count(visit: Visit, wanted: Wanted) -> int:
    """How many entries are wanted."""
    return _asked(visit, wanted.project).audit_count(wanted)


@guarded
def audit_page(visit: Visit, wanted: Wanted, page: int, size: int) -> tuple[AuditRow, ...]:
    """One page (from 1) of the entries wanted, newest first."""
    return _asked(visit, wanted.project).audit_page(wanted, page, size)


@guarded
def audit_names(visit: Visit, of: str | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Everybody who did something, in one project or anywhere, and every action, to choose from."""
    return _asked(visit, of).audit_names(of)


@guarded
def audit_titles(visit: Visit, project: str | None) -> Titles:
    """What people call the KPIs, forecasts and assumptions of a project, for sentences; none for what is of no project.

    Entries outlive what they are about: a part that is gone is told by its name in the file.
    """
    if project is None or project not in visit.store.projects():
        return {}
    return deed_words.titles(_asked(visit, project).definition(project).text)


@guarded
def audit_head(visit: Visit) -> Head:
    """The hash that stands for all entries so far; printed on whatever leaves the house."""
    return visit.store.audit_head()


@guarded
def verify_audit(visit: Visit, against: str | None = None) -> Verified:
    """Recompute every hash; against: a head hash that was kept. Raises StoreError for what is no hash."""
    return visit.store.verify_audit(against)


def audit_json(row: AuditRow) -> dict[str, Any]:
    """An entry as it is exported: every field that its hash is made of, and the hash (docs/formats.md, part 3)."""
    return {**vars(row), "at": moment(row.at)}


@guarded
def audit_csv(visit: Visit, wanted: Wanted = ALL) -> Iterator[str]:
    """The entries wanted as lines of CSV, header first; no cell is run by a spreadsheet."""
    yield guard.line(COLUMNS)
    known = cache(lambda project: audit_titles(visit, project))
    for row in audit(visit, wanted):
        replaced = {name: row.detail.get(name) for name in ("before", "after")}
        told = {
            name: value if value is None or isinstance(value, str) else canonical(value)
            for name, value in replaced.items()
        }
        entry = (
            audit_json(row) | told | {"what": deeds.sentence(row, known(row.project)), "detail": canonical(row.detail)}
        )
        yield guard.line("" if entry[name] is None else str(entry[name]) for name in COLUMNS)


@guarded
def audit_difference(visit: Visit, row: AuditRow) -> str | None:
    """What an entry replaced, line by line: a definition's text before and after; None where there is no such text."""
    return deeds.changed(_asked(visit, row.project), row)


def _asked(visit: Visit, project: str | None) -> Store:
    """The store for those who may read what was done: a project's owners, and for all projects admins.

    Raises StoreError for a project that never was there: what was done in a removed one stays readable.
    """
    if not visit.who.owns_the_files:
        visit.require(Right("owner") if project else Right("admin", "overall"), project)
    if project is not None and project not in visit.removed:
        visit.store.revision(project)
    return visit.store
