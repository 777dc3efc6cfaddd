"""Open a forecast's figure: its formula in words and SQL, the forecasts beside their actuals, and their files.

As with a KPI's point (opening.py), what is read is what the standing snapshot was made of, bounded in rows and seconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from metrics import engine
from metrics.access.visit import Visit, guarded
from metrics.actions import parts
from metrics.actions.forecast_figures import Measured, Row, figures, of_points, same, standing
from metrics.actions.house import refresh
from metrics.actions.opened_words import forecast_words
from metrics.actions.opening import CSV_SECONDS, MOST_CSV, Rows
from metrics.actions.resting import File, cell, files, rested, unreadable
from metrics.errors import Problem, StoreError
from metrics.intake import guard
from metrics.measure.forecast_pairs import SCALES, Pairs, datasets, query
from metrics.measure.forecast_slice import Slice, by_part
from metrics.model import Project
from metrics.results import Erosion, ForecastResult
from metrics.rollup.behind import MOST_ROWS
from metrics.store import Store, Upload

SECONDS = 15.0  # a step: of ten million forecasts one horizon's tables take 5 to 8 seconds, one target's a second
MOST_COUNTED = 3_000_000  # forecasts of a figure that are counted again while somebody waits

POINT = {
    "comparison": ("target", "lost_old", "lost_new", "difference"),
    "erosion": ("month", "wape", "naive_wape", "relative", "raw"),
}  # columns of the queries: what tells a point, and its figures


@dataclass(frozen=True)
class Part:
    """A point of a figure that is made of points, and what can be opened of it.

    at: the target period (its first day, or the step), or the month of making. forecasts: how many stand behind it.
    figures: by name, as in the query; None where unknown.
    """

    at: dt.date | int
    forecasts: int
    figures: dict[str, float | None]


@dataclass(frozen=True)
class OpenedForecast:
    """A slice of a forecast's figures with all that they are made of.

    points: how many forecasts were measured. parts: the points that a comparison or an erosion is made of. rows: how
    many forecasts the slice asked for has, of one such point or of all. same: that the rows give the snapshot's
    figures; None where they cannot be read (`why_not`). files: part (forecasts, actuals, history), and the upload.
    moved_on: as in Opened.
    """

    points: int | None
    parts: tuple[Part, ...]
    rows: int | None
    figures: tuple[Measured, ...]
    words: tuple[str, ...]
    sql: str
    why_not: str
    same: bool | None
    moved_on: bool
    files: tuple[tuple[str, File], ...]


@dataclass(frozen=True)
class _Made:
    snapshot: str
    row: Row
    lost: float | None  # Σ|error| of the whole model
    project: Project
    uploads: tuple[Upload, ...]
    moved_on: bool


@dataclass(frozen=True)
class _Again:
    """What the rows give: figures by name, points, files by part, upload and rows. It holds no cell: it may be kept."""

    figures: dict[str, float | None]
    parts: tuple[Part, ...]
    files: tuple[tuple[str, int, int], ...]
    rows: int


@guarded
def opened_forecast(visit: Visit, project: str, name: str, asked: Slice) -> OpenedForecast:
    """The figures of a slice and what they are made of. Raises StoreError for a slice that has none.

    One point of a comparison or an erosion (its target, its month) has the figures of the whole, and its own files.
    """
    made = _made(visit, project, name, asked)
    whole, mine, why_not = None, None, unreadable(made.uploads) or _too_many(made)
    if not why_not:
        try:
            states = tuple((u.id, u.state) for u in made.uploads)
            whole = mine = _kept(_Asked(visit.store, made, name, asked.whole()), states)
            if asked != asked.whole():
                mine = _kept(_Asked(visit.store, made, name, asked), states)
        except (StoreError, engine.TooLong) as error:
            why_not = str(error)
    again = whole.figures if whole else {}
    told = tuple(figures(made.row, again))
    counted = sum(part.forecasts for part in whole.parts) if whole and whole.parts else again.get("points")
    return OpenedForecast(
        points=getattr(made.row, "points", None if counted is None else int(counted)),
        parts=whole.parts if whole else (),
        rows=mine.rows if mine else None,
        figures=told,
        words=forecast_words(made.project, name, asked),
        sql=_query(made, name, asked),
        why_not=why_not,
        same=same(made.row, told, again) if whole else None,
        moved_on=made.moved_on,
        files=_files(made, mine) if mine else (),
    )


@guarded
def forecast_rows(visit: Visit, project: str, name: str, asked: Slice, page: int = 1, size: int = 50) -> Rows:
    """A page (from 1) of the forecasts behind a figure, each beside its actual, with the file and row it came from.

    Raises StoreError, engine.TooLong after 15 seconds.
    """
    made = _readable(_made(visit, project, name, asked))
    size, page = min(max(size, 1), MOST_ROWS), max(page, 1)
    with engine.connect(visit.store.home) as con:
        pairs = Pairs(con, made.project, name, made.uploads, SECONDS, asked).cut(asked)
        rows = tuple(_named(pairs, made, size, (page - 1) * size))
        return Rows((*pairs.columns(), "_row", "_file"), rows, pairs.count())


@guarded
def forecast_rows_csv(visit: Visit, project: str, name: str, asked: Slice) -> Iterator[str]:
    """All of them as lines of CSV, header first; no cell is run by a spreadsheet.

    Raises StoreError where there are more than 100,000 (nothing is cut off unseen), engine.TooLong after 30 seconds.
    """
    made = _readable(_made(visit, project, name, asked))
    with engine.connect(visit.store.home) as con:
        pairs = Pairs(con, made.project, name, made.uploads, CSV_SECONDS, asked).cut(asked)
        if (total := pairs.count()) > MOST_CSV:
            text = f"{total:,} forecasts stand behind this figure; up to {MOST_CSV:,} are handed out as one CSV"
            raise StoreError(Problem(text, "Open one target period or one series, or take the original files."))
        yield guard.line((*pairs.columns(), "_row", "_file"))
        for row in _named(pairs, made, total, 0):
            yield guard.line(each or "" for each in row)


def _made(visit: Visit, project: str, name: str, asked: Slice) -> _Made:
    store = visit.store
    snapshot = store.latest_snapshot(project) or refresh(store, project)
    key = f"forecast/{name}"
    if key not in snapshot.part_hashes:
        raise StoreError(Problem("this project has no such forecast", value=name))
    result = parts.part(store, snapshot, key, ForecastResult)
    found = standing(result, asked)
    if found is None:
        raise StoreError(Problem("this forecast has no such figure", value=_told(asked)))
    rests = rested(store, snapshot)
    uploads = rests.of(datasets(rests.project, rests.project.forecast[name]))
    lost = next((each.mae * each.points for each in result.overall if each.model == asked.model and each.mae), None)
    return _Made(snapshot.id, found, lost, rests.project, uploads, rests.moved_on)


def _too_many(made: _Made) -> str:
    points = getattr(made.row, "points", 0)
    if points <= MOST_COUNTED:
        return ""
    text = f"{points:,} forecasts stand behind this figure; up to {MOST_COUNTED:,} are counted again while you wait."
    return f"{text} Open a horizon, a target period or a series."


def _told(asked: Slice) -> str:
    given = (asked.model, asked.old, asked.horizon, asked.target, asked.series, asked.since, asked.month)
    return ", ".join(str(each) for each in given if each is not None)


def _query(made: _Made, name: str, asked: Slice) -> str:
    forecast = made.project.forecast[name]
    if asked.by_part:
        return by_part(asked, forecast.grain, _months(made))
    return query(tuple(made.project.dataset[forecast.dataset].intervals), scaled=asked.scaled())


def _months(made: _Made) -> int:
    return made.row.months if isinstance(made.row, Erosion) else 0


def _readable(made: _Made) -> _Made:
    if why := unreadable(made.uploads):
        raise StoreError(Problem(why.rstrip(".")))
    return made


def _named(pairs: Pairs, made: _Made, limit: int, offset: int) -> Iterator[tuple[str | None, ...]]:
    names = {each.seq: each.file_name for each in made.uploads}
    for row in pairs.rows(limit, offset):
        cells = (_cell(name, value) for name, value in zip(pairs.columns(), row, strict=False))
        yield (*cells, cell(row[-2]), names.get(int(str(row[-1]))))


def _cell(name: str, value: object) -> str | None:
    """What was computed is told to the digits that a double carries through it: 62.1 and not 62.09999999999991."""
    return f"{value:.12g}" if name in ("error", *SCALES) and isinstance(value, float) else cell(value)


def _files(made: _Made, again: _Again) -> tuple[tuple[str, File], ...]:
    ids = {each.seq: each.id for each in made.uploads}
    found: list[tuple[str, File]] = []
    for part in ("forecasts", "actuals", "history"):
        counted = [(ids[seq], rows) for of, seq, rows in again.files if of == part and seq in ids]
        found += [(part, file) for file in files(made.uploads, counted)]
    return tuple(found)


class _Asked:
    """The arguments of `_kept`, equal where snapshot, forecast and slice are."""

    def __init__(self, store: Store, made: _Made, name: str, asked: Slice) -> None:
        self.store, self.made, self.name, self.asked = store, made, name, asked
        self._key = (str(store.home), made.snapshot, name, asked)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._key == other._key


@lru_cache(maxsize=256)
def _kept(asked: _Asked, states: tuple[tuple[str, str], ...]) -> _Again:
    slice_, made = asked.asked, asked.made
    with engine.connect(asked.store.home) as con:
        pairs = Pairs(con, made.project, asked.name, made.uploads, SECONDS, slice_).cut(slice_)
        if not slice_.by_part:
            again = pairs.figures()
            again["share_of_error"] = again["lost"] / made.lost if again["lost"] is not None and made.lost else None
            return _Again(again, (), tuple(pairs.files()), pairs.count())
        if slice_ != slice_.whole():
            return _Again({}, (), tuple(pairs.files()), pairs.count())
        points = pairs.points(_months(made))
        return _Again(
            of_points(slice_, points[0]) if points else {},
            tuple(_part(slice_, point) for point in points),
            tuple(pairs.files()),
            pairs.count(),
        )


def _part(asked: Slice, point: dict[str, Any]) -> Part:
    at, *own = POINT["comparison" if asked.old is not None else "erosion"]
    day = str(point[at])
    figures = {name: point[name] for name in own}
    return Part(int(day) if day.lstrip("-").isdigit() else dt.date.fromisoformat(day), point["forecasts"], figures)
