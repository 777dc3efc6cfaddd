"""The roles of a forecast's datasets under fixed names, so that the measures' SQL is the same for every project.

Makes two temporary views over the tables `rows_<dataset>` (docs/architecture.md): `forecast_input(model, series,
target_date, target_step, made_date, made_step, horizon_given, forecast, actual, intervals, _seq, _row)` and
`forecast_actual_input(origin, series, day, step, value, first, kept, _seq, _row)` with origin 'history', 'actuals' or
'inline'; first and kept mark the first report of a natural key and the one that counts, where appended rows repeat
it. A role that a dataset does not have is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from metrics.dataset import Dataset
from metrics.engine import name, text
from metrics.model import Forecast, Project
from metrics.rollup import formula

NUMBERS = ("integer", "decimal", "double")
ONLY_MODEL = "forecast"  # the model's name where a dataset has no model column
SERIES_JOIN = " / "


@dataclass(frozen=True)
class Source:
    """What a forecast reads. problem: why nothing can be measured; notes: what is missing of the rest, by field."""

    problem: str | None = None
    notes: tuple[str, ...] = ()
    whole_numbers: bool = False  # targets are steps, not dates
    same_axis: bool = True  # actuals lie on the axis on which the time of making is known
    joined: bool = False  # actuals come from another dataset


def create_views(con: duckdb.DuckDBPyConnection, project: Project, forecast: Forecast) -> Source:
    """Create both views for one forecast, or say in `problem` why not; raises FormulaError for a bad where."""
    dataset = project.dataset.get(forecast.dataset)
    if dataset is None:
        return Source(problem=f"dataset {forecast.dataset} is not defined")
    types = dataset.types()
    if dataset.shape != "forecasts" or dataset.target is None or dataset.forecast is None:
        return Source(problem=f'dataset {forecast.dataset} does not have shape = "forecasts"')
    if not _exists(con, forecast.dataset):
        return Source(problem=f"no rows of dataset {forecast.dataset} are uploaded yet")
    whole_numbers = types[dataset.target] == "integer"
    whole_made = dataset.made_on is not None and types[dataset.made_on] == "integer"
    if whole_numbers != whole_made and dataset.horizon is None:
        return Source(problem="target and made_on are not both dates or both whole numbers; name the horizon column")
    con.execute(f"CREATE OR REPLACE TEMP VIEW forecast_input AS {_forecast_rows(dataset, forecast.dataset)}")
    parts, notes = [], []
    joined = dataset.actuals is not None
    wanted = {"history": forecast.history, "actuals": dataset.actuals.dataset if dataset.actuals else None}
    for origin, other in wanted.items():
        if other is None:
            continue
        problem = _unfit(project, other, dataset, whole_numbers)
        column = _value_column(project, dataset, other) if problem is None else None
        if column is None:
            single = f"dataset {other} has no single number column; name its values as actuals = {{dataset, value}}"
            notes.append(f"{origin}: {problem or single}")
        elif not _exists(con, other):
            notes.append(f"{origin}: no rows of dataset {other} are uploaded yet")
        else:
            parts.append(_actual_rows(project.dataset[other], other, origin, column, dataset.series))
    if not joined and dataset.actual is not None:
        parts.append(
            "SELECT 'inline' AS origin, series, target_date AS day, target_step AS step, actual AS value,"
            " true AS first, true AS kept, _seq, _row FROM forecast_input"
        )
    if not parts:
        parts.append(
            "SELECT 'none' AS origin, '' AS series, NULL::DATE AS day, NULL::BIGINT AS step, NULL::DOUBLE AS value,"
            " true AS first, true AS kept, 0 AS _seq, 0 AS _row WHERE false"
        )
    con.execute(f"CREATE OR REPLACE TEMP VIEW forecast_actual_input AS {' UNION ALL '.join(parts)}")
    return Source(None, tuple(notes), whole_numbers, not whole_numbers or whole_made, joined)


def _forecast_rows(dataset: Dataset, dataset_name: str) -> str:
    types = dataset.types()
    columns = {
        "model": f"coalesce({name(dataset.model)}::VARCHAR, {text(ONLY_MODEL)})" if dataset.model else text(ONLY_MODEL),
        "series": _series(dataset.series),
        "target_date": _typed(dataset.target, types, whole=False),
        "target_step": _typed(dataset.target, types, whole=True),
        "made_date": _typed(dataset.made_on, types, whole=False),
        "made_step": _typed(dataset.made_on, types, whole=True),
        "horizon_given": f"{name(dataset.horizon)}::BIGINT" if dataset.horizon else "NULL::BIGINT",
        "forecast": f"{name(dataset.forecast or '')}::DOUBLE",
        "actual": f"{name(dataset.actual)}::DOUBLE" if dataset.actual else "NULL::DOUBLE",
        "intervals": _intervals(dataset.intervals),
        "_seq": "_seq",
        "_row": "_row",
    }
    listed = ", ".join(f"{sql} AS {column}" for column, sql in columns.items())
    return f"SELECT {listed} FROM {_table(dataset, dataset_name)}"


def _actual_rows(dataset: Dataset, dataset_name: str, origin: str, value: str, series: tuple[str, ...]) -> str:
    times = dataset.times()
    types = dataset.types() | {"_time": "date"}
    time = times[0] if len(times) == 1 else "_time"
    return (
        f"SELECT {text(origin)} AS origin, {_series(series)} AS series, {_typed(time, types, whole=False)} AS day,"
        f" {_typed(time, types, whole=True)} AS step, {name(value)}::DOUBLE AS value, {_reports(dataset)}, _seq, _row"
        f" FROM {_table(dataset, dataset_name)}"
    )


def _reports(dataset: Dataset) -> str:
    """Which row of a natural key was reported first and which counts; rows without one are all both."""
    if dataset.shape != "series" or not dataset.key():
        return "true AS first, true AS kept"
    key = ", ".join(name(column) for column in dataset.key())
    order = [name(dataset.version)] if dataset.version else []
    first = ", ".join([*order, "_seq", "_row"])
    kept = first if dataset.keep == "first" else ", ".join(f"{part} DESC" for part in [*order, "_seq", "_row"])
    return (
        f"row_number() OVER (PARTITION BY {key} ORDER BY {first}) = 1 AS first,"
        f" row_number() OVER (PARTITION BY {key} ORDER BY {kept}) = 1 AS kept"
    )


def _unfit(project: Project, other: str, forecasts: Dataset, whole_numbers: bool) -> str | None:
    dataset = project.dataset.get(other)
    if dataset is None:
        return f"dataset {other} is not defined"
    types = dataset.types()
    lacking = [column for column in forecasts.series if column not in types]
    if lacking:
        return f"dataset {other} lacks the series columns {', '.join(lacking)}"
    times = dataset.times()
    if not times:
        return f"dataset {other} has no time column"
    if (len(times) == 1 and types[times[0]] == "integer") != whole_numbers:
        return f"the times of dataset {other} and the targets are not both dates or both whole numbers"
    return None


def _value_column(project: Project, forecasts: Dataset, other: str) -> str | None:
    """The column of actuals in another dataset: as named in actuals, as the actual is called, or its only numbers."""
    dataset = project.dataset[other]
    types = dataset.types()
    if forecasts.actuals and forecasts.actuals.dataset == other:
        return forecasts.actuals.value if forecasts.actuals.value in types else None
    for named in (forecasts.actual, forecasts.actuals.value if forecasts.actuals else None):
        if named in types:
            return named
    taken = {*dataset.times(), *forecasts.series}
    numbers = [column for column, kind in types.items() if kind in NUMBERS and column not in taken]
    return numbers[0] if len(numbers) == 1 else None


def _typed(column: str | None, types: Mapping[str, str], *, whole: bool) -> str:
    wanted = "BIGINT" if whole else "DATE"
    if column is None or (types[column] == "integer") != whole:
        return f"NULL::{wanted}"
    return f"{name(column)}::{wanted}"


def _series(columns: tuple[str, ...]) -> str:
    if not columns:
        return "''"
    return "concat_ws(" + ", ".join([text(SERIES_JOIN), *(f"coalesce({name(c)}::VARCHAR, '')" for c in columns)]) + ")"


def _intervals(intervals: dict[str, tuple[str, str]]) -> str:
    bounds = ", ".join(
        f"{{'level': {text(level)}, 'low': {name(low)}::DOUBLE, 'high': {name(high)}::DOUBLE}}"
        for level, (low, high) in intervals.items()
    )
    return f"[{bounds}]::STRUCT(level VARCHAR, low DOUBLE, high DOUBLE)[]"


def _table(dataset: Dataset, dataset_name: str) -> str:
    """The dataset's rows, filtered by its `where`: SQL regenerated from the checked tree; raw text never runs."""
    table = name(f"rows_{dataset_name}")
    if not dataset.where:
        return table
    return f"(SELECT * FROM {table} WHERE {formula.where(dataset.where, dataset).sql})"


def _exists(con: duckdb.DuckDBPyConnection, dataset_name: str) -> bool:
    table = f"rows_{dataset_name}"
    known = "SELECT 1 FROM information_schema.tables WHERE table_name = $table"
    if con.execute(known, {"table": table}).fetchone() is None:
        return False
    return con.execute(f"SELECT 1 FROM {name(table)} LIMIT 1").fetchone() is not None
