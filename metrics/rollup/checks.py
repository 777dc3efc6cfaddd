"""What a definition gets wrong beyond its own text: formulas, and names that point to something that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from metrics.errors import FormulaError, Problem
from metrics.model import Alert, Kpi, Project, Rollback
from metrics.rollup import formula
from metrics.rollup.dataset_checks import dataset_problems
from metrics.rollup.kpis import baseline
from metrics.rollup.points import time_column

MOST_GROWTH = 10  # relative: +1,000 %; thirty meant as 30 % is far more often than thirty times as much


def problems(project: Project) -> list[Problem]:
    """Every problem of a project's formulas and cross references, each with its path, as in kpi.human_tickets.where."""
    found: list[Problem] = []
    for name, dataset in project.dataset.items():
        found += dataset_problems(project, name, dataset)
    for name, kpi in project.kpi.items():
        found += _formulas(project, name, kpi)
        found += _columns(project, name, kpi)
        found += _references(project, name, kpi)
        found += _targets(project, name, kpi)
    found += _elsewhere(project)
    return found


def unknown(what: str, name: str, known: Iterable[str], path: str) -> Problem:
    """A name that nothing carries, with the nearest one that something does."""
    known = tuple(known)
    near = difflib.get_close_matches(name, known, n=1)
    guess = f"Did you mean {near[0]}?" if near else f"Defined: {', '.join(known) or 'none'}."
    return Problem(f"there is no {what} of this name", guess, value=name, path=path)


def at(path: str, error: FormulaError) -> Iterator[Problem]:
    """The problems of a formula at their place in the project file."""
    return (replace(problem, path=path) for problem in error.problems)


def _formulas(project: Project, name: str, kpi: Kpi) -> Iterator[Problem]:
    dataset = project.dataset.get(kpi.dataset)
    if dataset is None:
        yield unknown("dataset", kpi.dataset, project.dataset, f"kpi.{name}.dataset")
        return
    if kpi.where is not None:
        try:
            formula.where(kpi.where, dataset)
        except FormulaError as error:
            yield from at(f"kpi.{name}.where", error)
    try:
        measure = formula.measure(kpi.measure, dataset)
    except FormulaError as error:
        yield from at(f"kpi.{name}.measure", error)
        return
    if kpi.unit_value is not None and measure.kind == "other":
        why = "money cannot be counted on medians, quantiles, distinct counts or extremes: they do not add up"
        remedy = "Remove unit_value, or measure a count, sum, average or ratio."
        yield Problem(why, remedy, path=f"kpi.{name}.unit_value", value=str(kpi.unit_value))
    if kpi.driver is not None and measure.kind != "additive":
        remedy = "Remove driver, or measure a count or a sum."
        yield Problem(
            "only a count or a sum can be divided by a driver", remedy, path=f"kpi.{name}.driver", value=kpi.driver
        )


def _columns(project: Project, name: str, kpi: Kpi) -> Iterator[Problem]:
    dataset = project.dataset.get(kpi.dataset)
    if dataset is None:
        return
    types = dataset.types()
    if kpi.time is not None:
        path = f"kpi.{name}.time"
        if kpi.time not in types:
            yield unknown("column", kpi.time, types, path)
        elif types[kpi.time] not in ("date", "timestamp"):
            text = f"this column holds {types[kpi.time]}, not a time"
            yield Problem(text, "Name a date or timestamp column.", path=path, value=kpi.time)
    else:
        own = time_column(kpi, dataset)
        if own is None or types.get(own, "date") not in ("date", "timestamp"):
            remedy = "Give the KPI a time column."
            yield Problem("nothing puts these rows into periods", remedy, path=f"kpi.{name}.time", value=own)
    for column in kpi.segments:
        path = f"kpi.{name}.segments"
        if column not in types:
            yield unknown("column", column, types, path)
        elif types[column] != "text":
            text = f"a segment column holds text, but this one holds {types[column]}"
            yield Problem(text, "Choose a text column.", path=path, value=column)
    named = [(f"kpi.{name}.launches", segment) for segment in kpi.launches]
    if kpi.control and kpi.control.segment:
        named.append((f"kpi.{name}.control.segment", kpi.control.segment))
    for path, segment in named:
        if segment.partition("=")[0] not in kpi.segments or "=" not in segment:
            remedy = (
                f"Write it as column=value with one of the KPI's segments: {', '.join(kpi.segments) or 'none yet'}."
            )
            yield Problem("this is no segment of the KPI", remedy, path=path, value=segment)


def _references(project: Project, name: str, kpi: Kpi) -> Iterator[Problem]:
    others = [("driver", kpi.driver), ("volume", kpi.volume), ("control.kpi", kpi.control.kpi if kpi.control else None)]
    others += [("guardrails", guardrail) for guardrail in kpi.guardrails]
    for role, other in others:
        path = f"kpi.{name}.{role}"
        if other is None:
            continue
        if other == name:
            yield Problem("a KPI cannot refer to itself here", "Name another KPI.", path=path, value=other)
        elif other not in project.kpi:
            yield unknown("KPI", other, project.kpi, path)
        elif role == "driver" and project.kpi[other].driver is not None:
            remedy = "Name a KPI that is measured by itself."
            yield Problem("a driver has no driver of its own", remedy, path=path, value=other)
    if kpi.per <= 0:
        remedy = "Write a number above 0, as in 1000."
        yield Problem("a KPI is given per a positive number", remedy, path=f"kpi.{name}.per", value=str(kpi.per))


def _targets(project: Project, name: str, kpi: Kpi) -> Iterator[Problem]:
    if kpi.target is not None and kpi.target_value is not None:
        both = "target and target_value are both given"
        yield Problem(
            both, "Keep one: a relative change, or a value.", path=f"kpi.{name}.target", value=str(kpi.target)
        )
    if kpi.target is not None and not -1 < kpi.target <= MOST_GROWTH:
        text = "a target is a change relative to before: more than −1 (−100 %), at most 10 (+1,000 %)"
        remedy = f"{_as_fraction(kpi.target)} Anything beyond is stated as target_value."
        yield Problem(text, remedy, path=f"kpi.{name}.target", value=str(kpi.target))
    launch = min((project.project.launch, *kpi.launches.values()))
    _, last = baseline(kpi, launch, kpi.grain)
    if kpi.baseline is not None and (kpi.baseline.until > last or kpi.baseline.from_ >= last):
        text = f"the baseline ends after {last}, which is the launch minus baseline_gap"
        remedy = f"Let it begin before {last} and end at it or earlier."
        yield Problem(text, remedy, path=f"kpi.{name}.baseline", value=str(kpi.baseline.until))


def _as_fraction(given: Decimal) -> str:
    return f"It is a fraction: write {given.normalize():f} % as {(given / 100).normalize():f}."


def _shared_money(project: Project) -> Iterator[Problem]:
    pools = [pool.name for pool in project.pool]
    for at, pool in enumerate(project.pool):
        if pools.index(pool.name) < at:
            yield Problem("this pool is there already", "Keep one of them.", path=f"pool.{at}.name", value=pool.name)
    for at, one in enumerate(project.apportioning):
        path = f"apportioning.{at}"
        for name in one.kpis:
            if name not in project.kpi:
                yield unknown("KPI", name, project.kpi, f"{path}.kpis")
        if (total := sum(one.kpis.values())) > 1:
            remedy = "Write shares that add up to 1 at most."
            yield Problem("more than the whole benefit is divided", remedy, path=f"{path}.kpis", value=str(total))
        if one.by == project.project.owner:
            remedy = "Let somebody sign who does not answer for the result."
            yield Problem("the owner signed the apportioning alone", remedy, path=f"{path}.by", value=one.by)


def _elsewhere(project: Project) -> Iterator[Problem]:
    kpis, datasets = project.kpi, project.dataset
    yield from _shared_money(project)
    primary = project.project.primary
    if primary is not None and primary not in kpis:
        yield unknown("KPI", primary, kpis, "project.primary")
    for name, forecast in project.forecast.items():
        path = f"forecast.{name}"
        if forecast.dataset not in datasets:
            yield unknown("dataset", forecast.dataset, datasets, f"{path}.dataset")
        elif datasets[forecast.dataset].shape != "forecasts":
            shape = datasets[forecast.dataset].shape
            text = f"a forecast reads a dataset of shape forecasts, but this one is of shape {shape}"
            yield Problem(text, 'Give the dataset shape = "forecasts".', path=f"{path}.dataset", value=forecast.dataset)
        if forecast.history is not None and forecast.history not in datasets:
            yield unknown("dataset", forecast.history, datasets, f"{path}.history")
    for place, event in enumerate(project.event):
        for affected in event.affects:
            if affected not in kpis and affected not in project.forecast:
                yield unknown("KPI or forecast", affected, (*kpis, *project.forecast), f"event.{place}.affects")
        if event.until is not None and event.until < event.date:
            remedy = "Let until be the date or a later one."
            yield Problem(
                "the event ends before it begins", remedy, path=f"event.{place}.until", value=str(event.until)
            )
    bounded: dict[str, Alert | Rollback] = {f"alert.{place}": alert for place, alert in enumerate(project.alert)}
    for path, stated in (bounded | ({"rollback": project.rollback} if project.rollback else {})).items():
        if stated.kpi not in kpis:
            yield unknown("KPI", stated.kpi, kpis, f"{path}.kpi")
        if stated.above is None and stated.below is None:
            yield Problem("no bound is stated", "State above or below, or both.", path=path, value=stated.kpi)
