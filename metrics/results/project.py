"""The results document of a project (docs/formats.md, part 2)."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from metrics.results.base import Result, Warn
from metrics.results.forecast import ForecastResult
from metrics.results.kpi import KpiResult
from metrics.results.money import Money


class UploadRef(Result):
    """A live upload that the results were computed from."""

    id: str
    dataset: str
    file: str
    sha256: str
    rows: int
    rejected: int


class Inputs(Result):
    """Everything a snapshot was computed from; its id hashes this."""

    definition: str
    revision: int
    uploads: tuple[UploadRef, ...] = ()


class EventMark(Result):
    """A dated event as charts show it."""

    date: dt.date
    until: dt.date | None = None
    title: str
    kind: str
    affects: tuple[str, ...] = ()


class ProjectResult(Result):
    """One project's results, whole: what `proveout results --json` prints and a snapshot freezes."""

    schema_: int = Field(default=1, alias="schema")
    project: str
    name: str
    owner: str | None = None
    stage: str = "production"
    simulated: bool = False
    currency: str
    as_of: dt.date | None
    snapshot: str | None = None
    method: str
    seed: int = 0
    inputs: Inputs
    launch: dt.date
    events: tuple[EventMark, ...] = ()
    reasons: dict[str, str] = {}
    warnings: tuple[Warn, ...] = ()
    kpis: tuple[KpiResult, ...] = ()
    forecasts: tuple[ForecastResult, ...] = ()
    money: Money | None = None

    def mains(self) -> tuple[KpiResult, ...]:
        """Each KPI as a whole, at the grain that it is judged by (the first of its grains)."""
        found: dict[str, KpiResult] = {}
        for kpi in self.kpis:
            if kpi.segment is None:
                found.setdefault(kpi.name, kpi)
        return tuple(found.values())
