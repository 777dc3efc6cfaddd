"""From numbers to the results document: its inputs, its as_of, its id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import duckdb

from metrics import definition, snapshot
from metrics.measure import touched
from metrics.measure.catalogue import load
from metrics.model import Project
from metrics.results import EventMark, ForecastResult, Inputs, KpiResult, Money, ProjectResult, Warn
from metrics.rollup import periods
from metrics.store import Seal, Upload


@dataclass(frozen=True)
class Clock:
    """as_of: the last day of the last complete period (of the primary KPI where it has one).

    recheck_on: the day on which a period ends that is now incomplete only because it has not ended.
    """

    as_of: dt.date | None
    recheck_on: dt.date | None


@dataclass(frozen=True)
class Numbers:
    """What the measures gave.

    standing: the warnings of each dataset's live uploads that still hold (rollup/standing.py); None: all of them.
    """

    kpis: tuple[KpiResult, ...]
    forecasts: tuple[ForecastResult, ...]
    money: Money | None
    reasons: dict[str, str]
    warnings: tuple[Warn, ...]
    standing: Mapping[str, Sequence[Warn]] | None = None


@dataclass(frozen=True)
class Proof:
    """A results document, and when it should be looked at again although nothing was uploaded."""

    result: ProjectResult
    recheck_on: dt.date | None


def clock(con: duckdb.DuckDBPyConnection, project: Project, now: dt.datetime) -> Clock:
    """as_of and recheck_on from the table `points`."""
    today = now.astimezone(ZoneInfo(project.project.timezone)).date()
    mains = {"kpis": list(project.kpi), "grains": [kpi.grain for kpi in project.kpi.values()]}
    row = con.execute(load("as_of"), {"primary": project.primary(), "today": today, **mains}).fetchone()
    as_of, recheck_on = row if row else (None, None)
    return Clock(as_of, recheck_on)


def assemble(
    project: Project,
    live: Mapping[str, Sequence[Upload]],
    seals: Mapping[str, Seal],
    revision: int,
    when: Clock,
    numbers: Numbers,
) -> Proof:
    """The document, with the id that hashes everything it came from."""
    info = project.project
    uploads = sorted((upload for each in live.values() for upload in each), key=lambda upload: upload.seq)
    digest = definition.digest(project)
    sealed = {
        name: f"{seal.points_sha256} {seal.definition_digest} {seal.sealed_at.isoformat()}"
        for name, seal in seals.items()
    }
    standing = numbers.standing
    if standing is None:
        standing = {
            name: [warn for one in uploads if one in each for warn in one.warnings] for name, each in live.items()
        }
    kpis = touched.on_kpis(project, numbers.kpis, standing)
    forecasts = touched.on_forecasts(project, numbers.forecasts, standing)
    as_of = when.as_of or max((day for each in numbers.forecasts if (day := _last_target(each))), default=None)
    result = ProjectResult(
        project=info.id,
        name=info.name or info.id,
        owner=info.owner,
        stage=info.stage,
        simulated=info.simulated,
        currency=info.currency,
        as_of=as_of,
        snapshot=snapshot.snapshot_id(digest, uploads, sealed, as_of),
        method=snapshot.METHOD,
        seed=snapshot.SEED,
        inputs=Inputs(definition=digest, revision=revision, uploads=snapshot.upload_refs(uploads)),
        launch=info.launch,
        events=tuple(EventMark(**event.model_dump()) for event in sorted(project.event, key=lambda e: e.date)),
        reasons=numbers.reasons,
        warnings=(*touched.on_project(project, kpis, standing), *numbers.warnings),
        kpis=kpis,
        forecasts=forecasts,
        money=touched.on_money(project, numbers.money, kpis, standing),
    )
    return Proof(result, when.recheck_on)


def _last_target(forecast: ForecastResult) -> dt.date | None:
    """The last day of the last target period with an actual; None for whole-number targets."""
    days = [row.period for row in forecast.by_period if isinstance(row.period, dt.date)]
    return periods.step(max(days), forecast.grain, 1) - dt.timedelta(days=1) if days else None
