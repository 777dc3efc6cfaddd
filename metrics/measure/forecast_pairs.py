"""The forecasts and actuals that one accuracy figure is made of, and the figure computed again from them.

The same tables as all figures come from (forecast_tables) say which row counts, which actual it is measured against
and which naive forecast stood beside it; the figure is then computed by other SQL than those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import duckdb

from metrics import engine
from metrics.errors import Problem, StoreError
from metrics.measure.catalogue import load
from metrics.measure.forecast_accuracy import named_rows
from metrics.measure.forecast_input import PLACES, create_views, rows_needed
from metrics.measure.forecast_slice import Slice, by_part, conditions, period_number, targets
from metrics.measure.forecast_tables import create_tables
from metrics.model import Forecast, Project
from metrics.rollup.rows import make_rows, make_rows_within
from metrics.store.soundness import require_sound
from metrics.store.upload import Upload

BATCH = 5_000  # rows that a download holds at once
COLUMNS = ("model", "series", "target", "made_on", "horizon", "forecast", "actual", "error", "naive")
SCALES = ("scale", "squared_scale")
DOING = "Reading the forecasts behind this figure"


class Pairs:
    """The rows of a slice, on a connection of the caller's, after `cut`. Raises what reading rows raises, and TooLong.

    seconds: that each step may take. within: that only slices within this one will be asked for: their rows alone are
    read.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        project: Project,
        name: str,
        uploads: Sequence[Upload],
        seconds: float,
        within: Slice,
    ) -> None:
        self._con, self._seconds = con, seconds
        self._forecast: Forecast = project.forecast[name]
        self._levels = tuple(project.dataset[self._forecast.dataset].intervals)
        live = {of: [each for each in uploads if each.dataset == of] for of in datasets(project, self._forecast)}
        require_sound(live)
        own = project.dataset[self._forecast.dataset]
        with engine.deadline(con, seconds, DOING):
            periods = targets(con, within, self._forecast, own)
            needed = rows_needed(own, self._forecast, periods, within.series, within.horizon)
            for dataset, theirs in live.items():
                if dataset == self._forecast.dataset and needed:
                    make_rows_within(con, dataset, own, theirs, needed)
                else:
                    make_rows(con, dataset, project.dataset[dataset], theirs, ())
            source = create_views(con, project, self._forecast, needed)
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
        period = period_number(self._con, asked.target, self._forecast.grain)
        of, chosen, values = conditions(asked, period)
        sql = load("forecast_pairs").format(bounds=bounds, asked=of, chosen=chosen)
        with engine.deadline(self._con, self._seconds, DOING):
            self._con.execute(sql, {**self._values, **values})
        self._asked = asked
        return self

    def columns(self) -> tuple[str, ...]:
        """A pair's columns: who forecast what, when, how far ahead, the error, the intervals' bounds, the scales.

        Where the figure is made of points: what tells a pair's point, too.
        """
        bounds = (f"{end}_{level}" for level in self._levels for end in ("low", "high"))
        points = ("period",) if self._asked.old is not None else ("made_in",) if self._asked.since is not None else ()
        return (*COLUMNS, *points, *bounds, *(SCALES if self._asked.scaled() else ()))

    def figures(self) -> dict[str, float | None]:
        """Every measure of the slice by name, computed anew (forecast_counted_again.sql); `lost` is Σ|error|."""
        with engine.deadline(self._con, self._seconds, DOING):
            (found,) = named_rows(self._con, query(self._levels, scaled=self._asked.scaled()))
        return found

    def points(self, months: int) -> list[dict[str, Any]]:
        """The points of a figure that is made of such, each with the figures of all of them (by_part), in order.

        months: as for by_part.
        """
        with engine.deadline(self._con, self._seconds, DOING):
            return named_rows(self._con, by_part(self._asked, self._forecast.grain, months))

    def count(self) -> int:
        """How many pairs there are."""
        (found,) = self._con.execute("SELECT count(*) FROM forecast_pairs").fetchone() or (0,)
        return int(found)

    def files(self) -> list[tuple[str, int, int]]:
        """(forecasts, actuals or history; the upload's sequence; how many rows of it) of the slice."""
        values = {"grain": self._forecast.grain, "differ": self._differ, "places": PLACES}
        with engine.deadline(self._con, self._seconds, DOING):
            return self._con.execute(load("forecast_pair_files"), values).fetchall()

    def rows(self, limit: int, offset: int = 0) -> Iterator[tuple[object, ...]]:
        """Pairs in order of target, series, horizon; columns as in columns(), then the row in the file, the upload."""
        columns = ", ".join(engine.name(column) for column in (*self.columns(), "_row", "_seq"))
        order = "ORDER BY period, series, horizon, model, _seq, _row LIMIT $limit OFFSET $offset"
        with engine.deadline(self._con, self._seconds, DOING):
            self._con.execute(f"SELECT {columns} FROM forecast_pairs {order}", {"limit": limit, "offset": offset})
            while batch := self._con.fetchmany(BATCH):
                yield from batch


def datasets(project: Project, forecast: Forecast) -> tuple[str, ...]:
    """The datasets that a forecast's figures are read from: its own, of its actuals, of its history."""
    own = project.dataset[forecast.dataset]
    named = (forecast.dataset, own.actuals.dataset if own.actuals else None, forecast.history)
    return tuple(dict.fromkeys(name for name in named if name is not None and name in project.dataset))


def query(levels: Sequence[str], *, scaled: bool = True) -> str:
    """The SQL that computes every measure from the pairs, with its header, ready to be read or run over them.

    scaled: with the measures in relation to a series' own scale, where the pairs have one.
    """
    parts = []
    for level in levels:
        low, high = engine.name(f"low_{level}"), engine.name(f"high_{level}")
        known = f"{low} IS NOT NULL AND {high} IS NOT NULL"
        inside = f"(actual BETWEEN {low} AND {high})::INTEGER"
        parts.append(f",\n    avg(CASE WHEN {known} THEN {inside} END) AS {engine.name(f'coverage_{level}')}")
    text = load("forecast_counted_again").replace("{coverage}\n", "".join(parts) + "\n")
    return "\n".join(
        line for line in text.splitlines() if "{coverage}" not in line and (scaled or "scale" not in line.lower())
    )
