"""The roles of a forecast's datasets under fixed names, so that the measures' SQL is the same for every project.

Makes three temporary views over the tables `rows_<dataset>` and, where later uploads took rows away from an earlier
one, `_reported_<dataset>` (docs/architecture.md). A role that a dataset does not have is null.

- `forecast_input(model, series, target_date, target_step, made_date, made_step, horizon_given, forecast, usable,
  actual, intervals, _seq, _row)`: usable where the forecast is a finite number
- `forecast_actual_input(origin, series, day, step, value, _seq, first, kept)` with origin 'history' or 'actuals': first
  marks the first report of a key that has a value, kept the row that counts now
- `forecast_inline(series, day, step, value, reported, kept)`: actuals inside forecast rows; reported orders reports
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from metrics.dataset import Dataset
from metrics.engine import name, text
from metrics.measure.catalogue import load
from metrics.model import Forecast, Project
from metrics.rollup import formula
from metrics.rollup.rows import reported_name

NUMBERS = ("integer", "decimal", "double")
ONLY_MODEL = "forecast"  # the model's name where a dataset has no model column
SERIES_JOIN = " / "
PLACES: Final = 2**40  # of rows, in each upload
# a report's place among all: uploads in order, and rows within them; one number compares many times faster than two
REPORTED: Final = f"_seq * {PLACES} + _row"
NO_ACTUALS: Final = (
    "SELECT 'none' AS origin, '' AS series, NULL::DATE AS day, NULL::BIGINT AS step, NULL::DOUBLE AS value,"
    " NULL::BIGINT AS _seq, true AS first, true AS kept WHERE false"
)


@dataclass(frozen=True)
class Source:
    """What a forecast reads. problem: why nothing can be measured; notes: what is missing of the rest, by field."""

    problem: str | None = None
    notes: tuple[str, ...] = ()
    whole_numbers: bool = False  # targets are steps, not dates
    same_axis: bool = True  # actuals lie on the axis on which the time of making is known
    joined: bool = False  # actuals come from another dataset
    revised: bool = False  # earlier uploads hold reports of inline actuals that no row holds any more
    levels: tuple[str, ...] = ()  # of intervals, in the order of their bounds
    single: bool = True  # no other dataset has several rows or reports of one series and period


def create_views(con: duckdb.DuckDBPyConnection, project: Project, forecast: Forecast, needed: str = "") -> Source:
    """Create both views for one forecast, or say in `problem` why not; raises FormulaError for a bad where.

    needed: the forecasts that are read, where not all are (rows_needed).
    """
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
    con.execute(load("forecast_period_index"))
    rows = _forecast_rows(dataset, f"rows_{forecast.dataset}", needed)
    con.execute(f"CREATE OR REPLACE TEMP VIEW forecast_input AS {rows}")
    parts: list[str] = []
    notes: list[str] = []
    single = True
    joined = dataset.actuals is not None
    wanted = {"history": forecast.history, "actuals": dataset.actuals.dataset if dataset.actuals else None}
    for origin, other in wanted.items():
        if other is None:
            continue
        problem = _unfit(project, other, dataset, whole_numbers)
        column = _value_column(project, dataset, other) if problem is None else None
        if column is None:
            unnamed = f"dataset {other} has no single number column; name its values as actuals = {{dataset, value}}"
            notes.append(f"{origin}: {problem or unnamed}")
        elif not _exists(con, other):
            notes.append(f"{origin}: no rows of dataset {other} are uploaded yet")
        else:
            selections, alone = _actual_rows(con, project, other, origin, column, dataset.series, forecast.grain)
            parts += selections
            single = single and alone
    con.execute(f"CREATE OR REPLACE TEMP VIEW forecast_actual_input AS {' UNION ALL '.join(parts or [NO_ACTUALS])}")
    present = not joined and dataset.actual is not None
    revised = present and _table_exists(con, reported_name(forecast.dataset))
    inline = _inline_rows(dataset, forecast.dataset, needed, present=present, revised=revised)
    con.execute(f"CREATE OR REPLACE TEMP VIEW forecast_inline AS {inline}")
    same_axis = not whole_numbers or whole_made
    return Source(None, tuple(notes), whole_numbers, same_axis, joined, revised, tuple(dataset.intervals), single)


def rows_needed(
    dataset: Dataset, forecast: Forecast, targets: tuple[int, int] | None, series: str | None, horizon: int | None
) -> str:
    """A condition on the dataset's own columns: its rows without which figures of a slice would come out otherwise.

    All rows of a series; of target periods those of the same season up to them, which naive forecasts look back on,
    but not what scales look back on. targets: the first and last period asked for. "" where any row may matter.
    """
    if series is not None:
        return f"{_series(dataset.series)} = {text(series)}"
    if targets is None:
        return ""
    first, last = targets
    types, season = dataset.types(), max(forecast.season, 1)
    day, step = (_typed(dataset.target, types, whole=whole) for whole in (False, True))
    period = f"coalesce({step}, period_index({day}, {text(forecast.grain)}))"
    known = f"{period} <= {last + max(0, -(horizon or 0))}"  # made after its target: later actuals may have been known
    if last - first + 1 >= season:
        return known
    phases = ", ".join(f"{each % season}" for each in range(first, last + 1))
    return f"{known} AND ({period} % {season} + {season}) % {season} IN ({phases})"


def _forecast_rows(dataset: Dataset, table: str, needed: str) -> str:
    types = dataset.types()
    own = dataset.actual is not None and dataset.actuals is None
    columns = {
        "model": f"coalesce({name(dataset.model)}::VARCHAR, {text(ONLY_MODEL)})" if dataset.model else text(ONLY_MODEL),
        "series": _series(dataset.series),
        "target_date": _typed(dataset.target, types, whole=False),
        "target_step": _typed(dataset.target, types, whole=True),
        "made_date": _typed(dataset.made_on, types, whole=False),
        "made_step": _typed(dataset.made_on, types, whole=True),
        "horizon_given": f"{name(dataset.horizon)}::BIGINT" if dataset.horizon else "NULL::BIGINT",
        "forecast": f"{name(dataset.forecast or '')}::DOUBLE",
        "usable": f"coalesce(isfinite({name(dataset.forecast or '')}::DOUBLE), false)",
        "actual": f"{name(dataset.actual or '')}::DOUBLE" if own else "NULL::DOUBLE",
        "intervals": _intervals(dataset.intervals),
        "_seq": "_seq",
        "_row": "_row",
    }
    listed = ", ".join(f"{sql} AS {column}" for column, sql in columns.items())
    return f"SELECT {listed} FROM {_table(dataset, table, needed)}"


def _inline_rows(dataset: Dataset, dataset_name: str, needed: str, *, present: bool, revised: bool) -> str:
    """Actuals inside forecast rows: those that count, and whatever earlier uploads reported before them."""
    columns = f"series, target_date AS day, target_step AS step, actual AS value, {REPORTED} AS reported"
    counting = f"SELECT {columns}, true AS kept FROM forecast_input{'' if present else ' WHERE false'}"
    if not revised:
        return counting
    earlier = _forecast_rows(dataset, reported_name(dataset_name), needed)
    return f"{counting} UNION ALL SELECT {columns}, false AS kept FROM ({earlier})"


def _actual_rows(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    other: str,
    origin: str,
    value: str,
    series: tuple[str, ...],
    grain: str,
) -> tuple[list[str], bool]:
    """Selections of a dataset's values: the rows that count, and the first reports where uploads revised them.

    And whether every series has one row a period, which is then its first report and the one that counts.
    """
    dataset = project.dataset[other]
    times = dataset.times()
    types = dataset.types() | {"_time": "date"}
    time = times[0] if len(times) == 1 else "_time"
    day, step = (_typed(time, types, whole=whole) for whole in (False, True))
    columns = (
        f"SELECT {text(origin)} AS origin, {_series(series)} AS series, {day} AS day, {step} AS step,"
        f" {name(value)}::DOUBLE AS value, _seq"
    )
    rows, reported = _table(dataset, f"rows_{other}"), reported_name(other)
    earlier = bool(dataset.key()) and _table_exists(con, reported)
    period = f"coalesce({step}, period_index({day}, {text(grain)}))"
    finer = f"SELECT 1 FROM {rows} GROUP BY {period} HAVING min({day}) <> max({day}) LIMIT 1"
    if not earlier and con.execute(finer).fetchone() is None and _unique(con, rows, _series(series), period):
        return [f"{columns}, true AS first, true AS kept FROM {rows}"], True
    first, kept = ("true", "true") if _unique(con, rows, *map(name, dataset.key())) else _reports(dataset, value)
    if not earlier:
        return [f"{columns}, {first} AS first, {kept} AS kept FROM {rows}"], False
    place = _first(dataset, value)
    return [
        f"{columns}, false AS first, {kept} AS kept FROM {rows}",
        f"{columns}, true AS first, false AS kept FROM {_table(dataset, reported)} QUALIFY {place}",
    ], False


def _unique(con: duckdb.DuckDBPyConnection, rows: str, *key: str) -> bool:
    """Whether no key stands in two rows: to see it costs a fifth of ordering the reports of every key."""
    several = f"SELECT 1 FROM {rows} GROUP BY {', '.join(key)} HAVING count(*) > 1 LIMIT 1"
    return not key or con.execute(several).fetchone() is None


def _reports(dataset: Dataset, value: str) -> tuple[str, str]:
    """Which row of a natural key was reported first and which counts; rows without one are all both."""
    if dataset.shape != "series" or not dataset.key():
        return "true", "true"
    order = [f"{name(dataset.version)} DESC NULLS LAST"] if dataset.version else []
    kept = ", ".join([*order, "_seq DESC", "_row DESC"])
    return _first(dataset, value), _first(dataset, value) if dataset.keep == "first" else _place(dataset, kept)


def _first(dataset: Dataset, value: str) -> str:
    """An empty cell reports nothing: the first report of a key is its first row with a value."""
    order = [f"{name(dataset.version)} NULLS LAST"] if dataset.version else []
    return _place(dataset, ", ".join([f"{name(value)} IS NULL", *order, "_seq", "_row"]))


def _place(dataset: Dataset, order: str) -> str:
    key = ", ".join(name(column) for column in dataset.key())
    return f"row_number() OVER (PARTITION BY {key} ORDER BY {order}) = 1"


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
    if len(columns) == 1:
        return f"coalesce({name(columns[0])}::VARCHAR, '')"
    return "concat_ws(" + ", ".join([text(SERIES_JOIN), *(f"coalesce({name(c)}::VARCHAR, '')" for c in columns)]) + ")"


def _intervals(intervals: dict[str, tuple[str, str]]) -> str:
    """One structure of both bounds of every level, by the level's place."""
    bounds = ", ".join(
        f"'low_{place}': {name(low)}::DOUBLE, 'high_{place}': {name(high)}::DOUBLE"
        for place, (low, high) in enumerate(intervals.values())
    )
    return f"{{{bounds}}}" if intervals else "NULL"


def _table(dataset: Dataset, table_name: str, needed: str = "") -> str:
    """A table of the dataset, filtered by its `where`: SQL regenerated from the checked tree; raw text never runs."""
    conditions = [formula.where(dataset.where, dataset).sql] if dataset.where else []
    conditions += [needed] if needed else []
    if not conditions:
        return name(table_name)
    return f"(SELECT * FROM {name(table_name)} WHERE {' AND '.join(f'({each})' for each in conditions)})"


def _exists(con: duckdb.DuckDBPyConnection, dataset_name: str) -> bool:
    table = f"rows_{dataset_name}"
    if not _table_exists(con, table):
        return False
    return con.execute(f"SELECT 1 FROM {name(table)} LIMIT 1").fetchone() is not None


def _table_exists(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    known = "SELECT 1 FROM information_schema.tables WHERE table_name = $table"
    return con.execute(known, {"table": table}).fetchone() is not None
