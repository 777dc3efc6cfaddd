"""The versions of a definition that changed one KPI: what its figures rest on, when it changed, by whom, why."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from metrics.access.visit import Visit, guarded

TOLD = ("title", "why", "unit")  # fields of a KPI that change its words, not its figures
OF_PROJECT = ("launch", "calendar", "holidays", "timezone", "decision_month")
NOT_OF_DATASET = ("recipe", "expected_by", "rule")  # how files are read, not what is counted of them
NAMES: Mapping[str, str] = {
    "measure": "formula",
    "where": "only rows where",
    "baseline.from": "baseline from",
    "baseline.until": "baseline until",
    "baseline_gap": "periods left out before launch",
    "ramp": "periods of transition",
    "season": "repeats by season",
    "better": "direction",
    "target_value": "target value",
    "matters": "smallest change that matters",
    "unit_value": "money per unit",
    "realised_share": "share that becomes real",
    "mature_after": "days until a row is final",
    "decision_month": "decision month",
    "holidays": "holiday region",
    "timezone": "time zone",
}


@dataclass(frozen=True)
class Version:
    """A version of the definition that changed the KPI. changes: "formula: count(*) → count(DISTINCT id)"."""

    revision: int
    saved_at: dt.datetime
    saved_by: str
    reason: str | None
    changes: tuple[str, ...]


@guarded
def versions(visit: Visit, project: str, kpi: str) -> tuple[Version, ...]:
    """The versions since the KPI came in that changed it, oldest first; the first of them defined it."""
    stored = visit.store.definitions(project)[::-1]
    had = [each for each in stored if _of(each.text, kpi) is not None] if len(stored) > 1 else list(stored)
    if not had:
        return ()
    first = had[0]
    found = [Version(first.revision, first.saved_at, first.saved_by, first.reason, ("first defined",))]
    for before, after in pairwise(had):
        if changes := tuple(_changes(_of(before.text, kpi) or {}, _of(after.text, kpi) or {})):
            found.append(Version(after.revision, after.saved_at, after.saved_by, after.reason, changes))
    return tuple(found)


@lru_cache(maxsize=512)
def _of(text: str, kpi: str) -> dict[str, Any] | None:
    """What a KPI's figures rest on in a project file, flat: {"target": -0.6, "baseline.from": …}; None without it."""
    told = tomllib.loads(text)
    mine = told.get("kpi", {}).get(kpi)
    if mine is None:
        return None
    found = {name: value for name, value in mine.items() if name not in TOLD}
    found |= {name: told["project"].get(name) for name in OF_PROJECT}
    of = told.get("dataset", {}).get(mine.get("dataset"), {})
    found |= {f"data {name}": value for name, value in of.items() if name not in NOT_OF_DATASET}
    return dict(_flat(found))


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *after)):
        then, now = before.get(name), after.get(name)
        if then != now:
            yield f"{NAMES.get(name, name.replace('_', ' '))}: {_plain(then)} → {_plain(now)}"


def _plain(value: object) -> str:
    if value is None:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
