"""Read results: snapshots and their parts, never raw rows. A snapshot that lags is taken anew on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from metrics.access.visit import Visit, guarded
from metrics.actions import limited, ownership, parts
from metrics.actions.alerting import Seen, firing
from metrics.actions.house import headlines, refresh, thawed
from metrics.actions.readying import deciding, risked
from metrics.errors import Problem, StoreError
from metrics.results import ForecastResult, Headline, KpiResult, Money, ProjectResult
from metrics.snapshot import ProjectView, known_months, kpi_key
from metrics.store import Store
from metrics.store.snapshots import SnapshotRow


@guarded
def results(visit: Visit, project: str) -> ProjectResult:
    """The whole results document of the project's present revision (docs/formats.md, part 2)."""
    found = document(visit, project, refresh(visit.store, project).id)
    lapsed = ownership.warning(visit.store, project)
    return found.model_copy(update={"warnings": (*found.warnings, lapsed)}) if lapsed else found


@guarded
def document(visit: Visit, project: str, snapshot_id: str) -> ProjectResult:
    """The results document as one snapshot froze it."""
    found, segments = thawed(visit.store, project, snapshot_id), visit.segments(project)
    return found if segments is None else limited.document(found, segments)


@guarded
def projects(visit: Visit, now: dt.datetime | None = None) -> list[Headline]:
    """One headline per project that the visitor sees; those whose snapshot lags say so."""
    heads = [head for head in headlines(visit.store, now) if visit.sees(head.project)]
    answers = visit.store.answers()
    heads = [risked(head, answers[head.project]) if head.project in answers else head for head in heads]
    return [head if visit.segments(head.project) is None else limited.headline(head) for head in heads]


@guarded
def portfolio(visit: Visit, now: dt.datetime | None = None, alerts: Sequence[Seen] | None = None) -> list[Headline]:
    """As `projects`, and what fires asks to decide. alerts: those of `firing`, where the caller has them already."""
    seen = firing(visit) if alerts is None else alerts
    asks = {each.alert.project: each.alert.text for each in reversed(seen) if each.asks}
    heads = [
        head if head.limited else _complete(visit, head, head.decision or asks.get(head.project))
        for head in projects(visit, now)
    ]
    return [deciding(head) for head in heads]


@guarded
def grains_judged(visit: Visit, heads: Sequence[Headline]) -> dict[str, str]:
    """The period by which each project's primary KPI is judged; projects without results of one are left out."""
    known: dict[str, str] = {head.project: head.grain for head in heads if head.held and head.grain}
    older = [head.project for head in heads if head.held and not head.grain]  # frozen before headlines told it
    primary = {name: next((ref for ref in project(visit, name).kpis if ref.primary), None) for name in older}
    return known | {name: ref.grains[0] for name, ref in primary.items() if ref}


@guarded
def project(visit: Visit, project: str) -> ProjectView:
    """A project without its large parts."""
    found, segments = _part(visit.store, project, "project", ProjectView), visit.segments(project)
    found = found.model_copy(update={"headline": ownership.owned(found.headline, visit.store.definition(project).text)})
    return found if segments is None else limited.view(found, segments)


@guarded
def kpi(visit: Visit, project: str, name: str, grain: str, segment: str | None = None) -> KpiResult:
    """One KPI at one grain, as a whole or for one segment. Raises StoreError for one that the visitor does not see."""
    segments, key = visit.segments(project), kpi_key(name, grain, segment)
    if segments is not None and segment not in segments:
        raise StoreError(Problem(NO_RESULT, f"You see: {', '.join(sorted(segments))}.", value=key))
    found = _part(visit.store, project, key, KpiResult)
    return found if segments is None else limited.kpi(found)


@guarded
def segments(visit: Visit, project: str, name: str, grain: str) -> tuple[KpiResult, ...]:
    """A KPI's results for each of its segments that the visitor sees, at one grain, in the order of the results."""
    seen, row = visit.segments(project), _standing(visit.store, project)
    view = parts.part(visit.store, row, "project", ProjectView)
    ref = next((each for each in view.kpis if each.name == name), None)
    if ref is None:
        raise StoreError(Problem(NO_RESULT, value=name))
    mine = [each for each in ref.segments if seen is None or each in seen]
    keys = [key for each in mine if (key := kpi_key(name, grain, each)) in row.part_hashes]
    found = (parts.part(visit.store, row, key, KpiResult) for key in keys)
    return tuple(found if seen is None else map(limited.kpi, found))


@guarded
def forecast(visit: Visit, project: str, name: str) -> ForecastResult:
    """One forecast's accuracy figures."""
    return _part(visit.store, project, f"forecast/{name}", ForecastResult)


@guarded
def money(visit: Visit, project: str) -> Money | None:
    """Costs, benefits and payback; None where the project has neither costs nor benefits."""
    row = _standing(visit.store, project)
    return parts.part(visit.store, row, "money", Money) if "money" in row.part_hashes else None


def _complete(visit: Visit, head: Headline, decision: str | None) -> Headline:
    """With what fires, and with the months of a headline that was frozen before it had them."""
    update: dict[str, object] = {"decision": decision} if decision != head.decision else {}
    if head.flows is None and head.net is not None:
        known = money(visit, head.project)
        update["flows"] = known_months(known) if known else None
    return head.model_copy(update=update) if update else head


NO_RESULT = "this project has no such result"


def _part(store: Store, project: str, key: str, kind: type[parts.SomeResult]) -> parts.SomeResult:
    row = _standing(store, project)
    if key not in row.part_hashes:
        known = ", ".join(sorted(part for part in row.part_hashes if part.startswith(key.split("/")[0] + "/")))
        raise StoreError(Problem(NO_RESULT, f"It has: {known or 'none'}.", value=key))
    return parts.part(store, row, key, kind)


def _standing(store: Store, project: str) -> SnapshotRow:
    """The latest snapshot, however old: pages read it at once, and say when it lags."""
    return store.latest_snapshot(project) or refresh(store, project)
