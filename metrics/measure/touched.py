"""Warnings of uploads laid on the results that they touch: KPIs, forecasts, money.

A KPI is touched where it counts the upload's dataset, itself or as its driver, and the warning's days meet its points;
a warning without days touches all. A forecast is touched by what is said of its forecasts (told by the day made on: the
targets up to the farthest horizon), of its actuals and of its history. Money is touched by what touches a KPI with a
benefit, or costs. An edge that a KPI names itself ("shown but not counted") is not named twice, and a month that was
cut is no matter of its whole weeks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from metrics.model import Forecast, Project
from metrics.results import ForecastResult, KpiResult, Money, Warn
from metrics.rollup import periods

FACTS = frozenset({"rejects"})  # of a file, listed once for the project and on no chart
Standing = Mapping[str, Sequence[Warn]]


def on_kpis(project: Project, kpis: Iterable[KpiResult], standing: Standing) -> tuple[KpiResult, ...]:
    """KPI results with the warnings of the uploads that touch them, behind their own."""
    return tuple(_on_kpi(project, kpi, standing) for kpi in kpis)


def on_forecasts(
    project: Project, forecasts: Iterable[ForecastResult], standing: Standing
) -> tuple[ForecastResult, ...]:
    """Forecast results with the warnings of the uploads that touch them; days are those of targets."""
    return tuple(
        _on_forecast(project, project.forecast[one.name], one, standing) if one.name in project.forecast else one
        for one in forecasts
    )


def on_money(project: Project, money: Money | None, kpis: Iterable[KpiResult], standing: Standing) -> Money | None:
    """Money with the warnings of the uploads that it is counted from."""
    if money is None:
        return None
    found = [
        warn
        for kpi in kpis
        if kpi.segment is None and kpi.benefit is not None and kpi.grain == project.kpi[kpi.name].grain
        for warn in kpi.warnings
        if warn.upload is not None
    ]
    for name, warns in standing.items():
        if name in project.dataset and project.dataset[name].shape == "costs":
            found += [warn for warn in warns if warn.kind not in FACTS]
    return money.model_copy(update={"warnings": tuple(dict.fromkeys(found))}) if found else money


def on_project(project: Project, kpis: Iterable[KpiResult], standing: Standing) -> tuple[Warn, ...]:
    """All warnings of uploads but the edges that KPIs of the dataset name themselves."""
    named = {
        (project.kpi[kpi.name].dataset, warn.from_)
        for kpi in kpis
        for warn in kpi.warnings
        if warn.kind == "edge" and warn.upload is None
    }
    return tuple(
        warn
        for name, warns in standing.items()
        for warn in warns
        if not (warn.kind == "edge" and (name, warn.from_) in named)
    )


def _on_kpi(project: Project, kpi: KpiResult, standing: Standing) -> KpiResult:
    defined = project.kpi[kpi.name]
    names = [defined.dataset]
    if defined.driver and defined.driver in project.kpi:
        names.append(project.kpi[defined.driver].dataset)
    told = {warn.from_ for warn in kpi.warnings if warn.kind == "edge"}
    found = [
        warn
        for name in dict.fromkeys(names)
        for warn in standing.get(name, ())
        if warn.kind not in FACTS and _touches(kpi, warn) and not (warn.kind == "edge" and warn.from_ in told)
    ]
    return kpi.model_copy(update={"warnings": (*kpi.warnings, *found)}) if found else kpi


def _touches(kpi: KpiResult, warn: Warn) -> bool:
    if not kpi.points:
        return False
    if warn.from_ is None or warn.until is None:
        return True
    first, end = kpi.points[0].period, periods.step(kpi.points[-1].period, kpi.grain)
    if warn.kind == "edge" and (warn.until - warn.from_) > (end - kpi.points[-1].period) + periods.DAY * 3:
        return first <= warn.from_ and warn.until <= end  # months differ by three days
    return warn.from_ < end and first < warn.until


def _on_forecast(project: Project, defined: Forecast, forecast: ForecastResult, standing: Standing) -> ForecastResult:
    dataset = project.dataset[defined.dataset]
    others = [dataset.actuals.dataset if dataset.actuals else None, defined.history]
    farthest = max((row.horizon for row in forecast.by_horizon), default=0)
    found = [_for_targets(warn, forecast, farthest) for warn in standing.get(defined.dataset, ())]
    found += [warn for name in others if name for warn in standing.get(name, ())]
    ends = [row.period for row in forecast.by_period if isinstance(row.period, dt.date)]
    kept = [warn for warn in dict.fromkeys(found) if warn.kind not in FACTS and _meets(warn, ends, forecast)]
    return forecast.model_copy(update={"warnings": (*forecast.warnings, *kept)}) if kept else forecast


def _for_targets(warn: Warn, forecast: ForecastResult, farthest: int) -> Warn:
    """A warning about days made on, with the days of the targets that were forecast on them."""
    if warn.until is None:
        return warn
    return warn.model_copy(update={"until": periods.step(warn.until, forecast.grain, farthest)})


def _meets(warn: Warn, targets: Sequence[dt.date], forecast: ForecastResult) -> bool:
    if warn.from_ is None or warn.until is None or not targets:
        return True
    return warn.from_ < periods.step(max(targets), forecast.grain) and min(targets) < warn.until
