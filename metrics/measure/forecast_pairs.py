"""The forecasts and actuals that one accuracy figure is made of, and the figure computed again from them.

The same tables as all figures come from (forecast_tables) say which row counts, which actual it is measured against
and which naive forecast stood beside it; the figure is then computed by other SQL than those.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import duckdb

from metrics import engine
from metrics.errors import Problem, StoreError
from metrics.measure.catalogue import load
from metrics.measure.forecast_accuracy import named_rows
from metrics.measure.forecast_input import create_views
from metrics.measure.forecast_tables import create_tables
from metrics.model import Forecast, Grain, Project
from metrics.rollup.rows import make_rows
from metrics.store.soundness import require_sound
from metrics.store.upload import Upload

BATCH = 5_000  # rows that a download holds at once
COLUMNS = ("model", "series", "target", "made_on", "horizon", "forecast", "actual", "error", "naive")
SCALES = ("scale", "squared_scale")
DOING = "Reading the forecasts behind this figure"


@dataclass(frozen=True)
class Slice:
    """The rows that a figure is made of: a model's, and of those at one horizon, of one target period, of one series.

    target: the first day of the period, or a whole-number step.
    """

    model: str
    horizon: int | None = None
    target: dt.date | int | None = None
    series: str | None = None


class Pairs:
    """The rows of a slice, on a connection of the caller's, after `cut`. Raises what reading rows raises, and TooLong.

    seconds: that each step may take.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        project: Project,
        name: str,
        uploads: Sequence[Upload],
        seconds: float,
    ) -> None:
        self._con, self._seconds = con, seconds
        self._forecast: Forecast = project.forecast[name]
        self._levels = tuple(project.dataset[self._forecast.dataset].intervals)
        live = {of: [each for each in uploads if each.dataset == of] for of in datasets(project, self._forecast)}
        require_sound(live)
        with engine.deadline(con, seconds, DOING):
            for dataset, theirs in live.items():
                make_rows(con, dataset, project.dataset[dataset], theirs, ())
            source = create_views(con, project, self._forecast)
            if source.problem:
                raise StoreError(Problem(source.problem))
            self._values: Mapping[str, Any] = create_tables(con, self._forecast, source)
            (elsewhere,) = con.execute("SELECT count(*) > 0 FROM forecast_measured").fetchone() or (False,)
            self._differ = elsewhere and not source.joined

    def cut(self, asked: Slice) -> Self:
        """Choose the slice that is asked for."""
        bounds = "".join(
            f"e.intervals.{end}_{place} AS {engine.name(f'{end}_{level}')}, "
            for place, level in enumerate(self._levels)
            for end in ("low", "high")
        )
        of = {"model": asked.model, "horizon": asked.horizon, "name": asked.series}
        of["target"] = _number(self._con, asked.target, self._forecast.grain)
        with engine.deadline(self._con, self._seconds, DOING):
            self._con.execute(load("forecast_pairs").format(bounds=bounds), {**self._values, **of})
        return self

    def columns(self) -> tuple[str, ...]:
        """A pair's columns: who forecast what, when, how far ahead, the error, the intervals' bounds, the scales."""
        return (*COLUMNS, *(f"{end}_{level}" for level in self._levels for end in ("low", "high")), *SCALES)

    def figures(self) -> dict[str, float | None]:
        """Every measure of the slice by name, computed anew (forecast_counted_again.sql); `lost` is Σ|error|."""
        with engine.deadline(self._con, self._seconds, DOING):
            (found,) = named_rows(self._con, query(self._levels))
        return found

    def count(self) -> int:
        """How many pairs there are."""
        (found,) = self._con.execute("SELECT count(*) FROM forecast_pairs").fetchone() or (0,)
        return int(found)

    def of_error(self, model: str) -> float | None:
        """Σ|error| of the whole model, of which a series has its share."""
        total = "SELECT sum(lost) FROM forecast_sums JOIN forecast_models USING (position) WHERE model = $model"
        (found,) = self._con.execute(total, {"model": model}).fetchone() or (None,)
        return None if found is None else float(found)

    def files(self) -> list[tuple[str, int, int]]:
        """(forecasts, actuals or history; the upload's sequence; how many rows of it) of the slice."""
        values = {"grain": self._forecast.grain, "differ": self._differ}
        with engine.deadline(self._con, self._seconds, DOING):
            return self._con.execute(load("forecast_pair_files"), values).fetchall()

    def rows(self, limit: int, offset: int = 0) -> Iterator[tuple[object, ...]]:
        """Pairs in order of target, series, horizon; columns as in columns(), then the row in the file, the upload."""
        columns = ", ".join(engine.name(column) for column in (*self.columns(), "_row", "_seq"))
        order = "ORDER BY period, series, horizon, _seq, _row LIMIT $limit OFFSET $offset"
        with engine.deadline(self._con, self._seconds, DOING):
            self._con.execute(f"SELECT {columns} FROM forecast_pairs {order}", {"limit": limit, "offset": offset})
            while batch := self._con.fetchmany(BATCH):
                yield from batch


def datasets(project: Project, forecast: Forecast) -> tuple[str, ...]:
    """The datasets that a forecast's figures are read from: its own, of its actuals, of its history."""
    own = project.dataset[forecast.dataset]
    named = (forecast.dataset, own.actuals.dataset if own.actuals else None, forecast.history)
    return tuple(dict.fromkeys(name for name in named if name is not None and name in project.dataset))


def query(levels: Sequence[str]) -> str:
    """The SQL that computes every measure from the pairs, with its header, ready to be read or run over them."""
    parts = []
    for level in levels:
        low, high = engine.name(f"low_{level}"), engine.name(f"high_{level}")
        known = f"{low} IS NOT NULL AND {high} IS NOT NULL"
        inside = f"(actual BETWEEN {low} AND {high})::INTEGER"
        parts.append(f",\n    avg(CASE WHEN {known} THEN {inside} END) AS {engine.name(f'coverage_{level}')}")
    text = load("forecast_counted_again").replace("{coverage}\n", "".join(parts) + "\n")
    return "\n".join(line for line in text.splitlines() if "{coverage}" not in line)


def _number(con: duckdb.DuckDBPyConnection, target: dt.date | int | None, grain: Grain) -> int | None:
    if target is None or isinstance(target, int):
        return target
    (found,) = con.execute("SELECT period_index($day::DATE, $grain)", {"day": target, "grain": grain}).fetchone() or (
        0,
    )
    return int(found)
