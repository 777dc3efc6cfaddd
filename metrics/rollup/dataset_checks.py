"""What a dataset's definition gets wrong: roles of the wrong type, rules on missing columns, clashing names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from metrics.dataset import Dataset
from metrics.errors import FormulaError, Problem
from metrics.model import Project
from metrics.rollup import formula
from metrics.rollup.rule_checks import rule_problems

_TIMES = ("date", "timestamp")
_NUMBERS = ("integer", "decimal", "double")
_ROLES: dict[str, tuple[str, ...]] = {  # the types that a role's column may be declared with
    "version": (*_TIMES, "integer", "decimal", "double"),
    "target": (*_TIMES, "integer"),
    "made_on": (*_TIMES, "integer"),
    "horizon": ("integer",),
    "forecast": _NUMBERS,
    "actual": _NUMBERS,
    "amount": ("integer", "decimal"),
    "category": ("text",),
    "kind": ("text",),
}


def dataset_problems(project: Project, name: str, dataset: Dataset) -> list[Problem]:
    """Every problem of one dataset, each with its path such as dataset.tickets.time."""
    path = f"dataset.{name}"
    steps = _counts_steps(project, name, dataset)
    found = [*_names(dataset, path), *_times(dataset, path, steps), *_roles(dataset, path)]
    found += rule_problems(dataset, path)
    if dataset.where is not None:
        try:
            formula.where(dataset.where, dataset)
        except FormulaError as error:
            found += [replace(problem, path=f"{path}.where") for problem in error.problems]
    return [*found, *_actuals(project, dataset, path)]


def _names(dataset: Dataset, path: str) -> Iterator[Problem]:
    types = dataset.types()
    for column in types:
        if column.startswith("_") or not column.strip():
            text = "names that begin with _ are kept for upload, row and period"
            yield Problem(
                text, "Rename the column; recipe.columns maps it to the file's header.", path=path, value=column
            )
    for lower, times in Counter(column.lower() for column in types).items():
        if times > 1:
            text = "two columns differ only in capital letters"
            yield Problem(text, "Rename one of them.", path=f"{path}.columns", value=lower)


def _counts_steps(project: Project, name: str, dataset: Dataset) -> bool:
    """Whether the time may be a whole number: a series that only forecasts with such targets look back on."""
    if dataset.shape != "series" or any(kpi.dataset == name for kpi in project.kpi.values()):
        return False
    forecasts = [
        project.dataset[forecast.dataset]
        for forecast in project.forecast.values()
        if forecast.dataset in project.dataset and forecast.history == name
    ]
    forecasts += [each for each in project.dataset.values() if each.actuals and each.actuals.dataset == name]
    targets = [each.types().get(each.target) for each in forecasts if each.target]
    return bool(targets) and all(target == "integer" for target in targets)


def _times(dataset: Dataset, path: str, steps: bool) -> Iterator[Problem]:
    types, times = dataset.types(), dataset.times()
    if len(times) > 1:
        if len(times) > 3 or len(set(times)) != len(times):
            remedy = 'Write year and month, or year, month and day, as in ["year", "month"].'
            yield Problem("time has the wrong parts", remedy, path=f"{path}.time", value=", ".join(times))
        for part in times:
            if types[part] != "integer":
                text = f"a part of the time is a whole number, but this column holds {types[part]}"
                yield Problem(text, "Declare it as integer.", path=f"{path}.time", value=part)
    elif isinstance(dataset.time, tuple):
        remedy = 'Write time = "column", or year and month as in ["year", "month"].'
        yield Problem("one part makes no date", remedy, path=f"{path}.time", value=", ".join(times))
    elif times and types[times[0]] not in _TIMES and not (steps and types[times[0]] == "integer"):
        text = f"the time column holds {types[times[0]]}, not a time"
        yield Problem(text, "Declare it as date or timestamp.", path=f"{path}.time", value=times[0])


def _roles(dataset: Dataset, path: str) -> Iterator[Problem]:
    types = dataset.types()
    for role, allowed in _ROLES.items():
        column = getattr(dataset, role)
        if column is not None and types[column] not in allowed:
            remedy = f"Declare it as {' or '.join(allowed)}."
            yield Problem(f"the {role} column holds {types[column]}", remedy, path=f"{path}.{role}", value=column)
    for level, pair in dataset.intervals.items():
        try:
            inside = 0 < float(level) < 100
        except ValueError:
            inside = False
        if not inside:
            text = "an interval is named by its level in percent"
            yield Problem(text, 'Write it as in "95".', path=f"{path}.intervals", value=level)
        for column in pair:
            if types[column] not in _NUMBERS:
                text = f"an interval's bound is a number, but this column holds {types[column]}"
                yield Problem(text, "Declare it as double.", path=f"{path}.intervals.{level}", value=column)


def _actuals(project: Project, dataset: Dataset, path: str) -> Iterator[Problem]:
    if dataset.actuals is None:
        return
    source = project.dataset.get(dataset.actuals.dataset)
    if source is None:
        known = ", ".join(project.dataset)
        remedy = f"Defined: {known}."
        text = "there is no dataset of this name"
        yield Problem(text, remedy, path=f"{path}.actuals.dataset", value=dataset.actuals.dataset)
    elif source.types().get(dataset.actuals.value) not in _NUMBERS:
        text = f"dataset {dataset.actuals.dataset} has no number column of this name"
        remedy = "Name the column that holds the actual values."
        yield Problem(text, remedy, path=f"{path}.actuals.value", value=dataset.actuals.value)
