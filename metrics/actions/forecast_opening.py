"""Open a forecast's figure: its formula in words and SQL, the forecasts beside their actuals, and their files.

As with a KPI's point (opening.py), what is read is what the standing snapshot was made of, bounded in rows and seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from metrics import engine
from metrics.access.visit import Visit, guarded
from metrics.actions import parts
from metrics.actions.house import refresh
from metrics.actions.opened_words import forecast_words
from metrics.actions.opening import CSV_SECONDS, MOST_CSV, NEAR, Rows
from metrics.actions.resting import File, cell, files, rested, unreadable
from metrics.errors import Problem, StoreError
from metrics.intake import guard
from metrics.measure.catalogue import document, load
from metrics.measure.forecast_pairs import SCALES, Pairs, Slice, datasets, query
from metrics.model import Project
from metrics.results import ForecastResult, Overall, PeriodAccuracy, SeriesAccuracy
from metrics.rollup.behind import MOST_ROWS
from metrics.store import Store, Upload

SECONDS = 5.0  # a step: the forecast's tables are made anew, half a second of work that a busy machine stretches
MEASURES = {
    "wape": "forecast_wape",
    "wape_median_series": "forecast_wape_median_series",
    "bias": "forecast_bias",
    "share_of_error": "forecast_by_series",
    "naive_wape": "forecast_naive_wape",
    "fva": "forecast_fva",
    "mae": "forecast_mae",
    "rmse": "forecast_rmse",
    "mean_error": "forecast_mean_error",
    "mape": "forecast_mape",
    "smape": "forecast_smape",
    "mase": "forecast_mase",
    "rmsse": "forecast_rmsse",
    "coverage": "forecast_coverage",
}
"""Fields of results, in the order in which they are told, and the file that documents each."""


@dataclass(frozen=True)
class Measured:
    """One figure of a slice: `field` of the results, what it is, what the snapshot says and what its rows give now.

    level: the interval of a coverage. again: None where its rows were not read, or give none.
    """

    field: str
    level: str | None
    title: str
    formula: str
    notes: tuple[str, ...]
    shown: float | None
    again: float | None


@dataclass(frozen=True)
class OpenedForecast:
    """A slice of a forecast's figures with all that they are made of.

    points: how many forecasts were measured. same: that their rows give the snapshot's figures; None where they cannot
    be read (`why_not`). files: part (forecasts, actuals, history), and the upload. moved_on: as in Opened.
    """

    points: int | None
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
    row: Overall | PeriodAccuracy | SeriesAccuracy
    project: Project
    uploads: tuple[Upload, ...]
    moved_on: bool


@dataclass(frozen=True)
class _Again:
    """What the rows give: figures by name, files by part, upload and rows. It holds no cell, so it may be kept."""

    figures: dict[str, float | None]
    files: tuple[tuple[str, int, int], ...]


@guarded
def opened_forecast(visit: Visit, project: str, name: str, asked: Slice) -> OpenedForecast:
    """The figures of a slice and what they are made of. Raises StoreError for a slice that has none."""
    made = _made(visit, project, name, asked)
    forecast = made.project.forecast[name]
    levels = tuple(made.project.dataset[forecast.dataset].intervals)
    again, why_not = None, unreadable(made.uploads)
    if not why_not:
        try:
            again = _kept(_Asked(visit.store, made, name, asked), tuple((u.id, u.state) for u in made.uploads))
        except (StoreError, engine.TooLong) as error:
            why_not = str(error)
    figures = tuple(_figures(made.row, again.figures if again else {}))
    points = getattr(made.row, "points", None)
    counted = again.figures.get("points") if again else None
    return OpenedForecast(
        points=points if points is not None else None if counted is None else int(counted),
        figures=figures,
        words=forecast_words(made.project, name),
        sql=query(levels),
        why_not=why_not,
        same=all(map(_near, figures)) and (points is None or points == counted) if again else None,
        moved_on=made.moved_on,
        files=_files(made, again) if again else (),
    )


@guarded
def forecast_rows(visit: Visit, project: str, name: str, asked: Slice, page: int = 1, size: int = 50) -> Rows:
    """A page (from 1) of the forecasts behind a figure, each beside its actual, with the file and row it came from.

    Raises StoreError, engine.TooLong after 5 seconds.
    """
    made = _readable(_made(visit, project, name, asked))
    size, page = min(max(size, 1), MOST_ROWS), max(page, 1)
    with engine.connect(visit.store.home) as con:
        pairs = Pairs(con, made.project, name, made.uploads, SECONDS).cut(asked)
        rows = tuple(_named(pairs, made, size, (page - 1) * size))
        return Rows((*pairs.columns(), "_row", "_file"), rows, pairs.count())


@guarded
def forecast_rows_csv(visit: Visit, project: str, name: str, asked: Slice) -> Iterator[str]:
    """All of them as lines of CSV, header first; no cell is run by a spreadsheet.

    Raises StoreError where there are more than 100,000 (nothing is cut off unseen), engine.TooLong after 30 seconds.
    """
    made = _readable(_made(visit, project, name, asked))
    with engine.connect(visit.store.home) as con:
        pairs = Pairs(con, made.project, name, made.uploads, CSV_SECONDS).cut(asked)
        if (total := pairs.count()) > MOST_CSV:
            text = f"{total:,} forecasts stand behind this figure; up to {MOST_CSV:,} are handed out as one CSV"
            raise StoreError(Problem(text, "Open one target period or one series, or take the original files."))
        yield guard.line((*pairs.columns(), "_row", "_file"))
        for row in _named(pairs, made, total, 0):
            yield guard.line(each or "" for each in row)


def _made(visit: Visit, project: str, name: str, asked: Slice) -> _Made:
    store = visit.store
    standing = store.latest_snapshot(project) or refresh(store, project)
    key = f"forecast/{name}"
    if key not in standing.part_hashes:
        raise StoreError(Problem("this project has no such forecast", value=name))
    row = _row(parts.part(store, standing, key, ForecastResult), asked)
    if row is None:
        raise StoreError(Problem("this forecast has no such figure", value=_told(asked)))
    rests = rested(store, standing)
    uploads = rests.of(datasets(rests.project, rests.project.forecast[name]))
    return _Made(standing.id, row, rests.project, uploads, rests.moved_on)


def _row(result: ForecastResult, asked: Slice) -> Overall | PeriodAccuracy | SeriesAccuracy | None:
    """The figures of a slice as the snapshot has them: by series over all horizons, by target at one."""
    found: list[Overall | PeriodAccuracy | SeriesAccuracy]
    if asked.series is not None:
        plain = asked.horizon is None and asked.target is None
        found = [row for row in result.by_series if plain and row.series == asked.series]
    elif asked.target is not None:
        found = [r for r in result.by_period if (r.horizon, r.period) == (asked.horizon, asked.target)]
    elif asked.horizon is not None:
        found = [row for row in result.by_horizon if row.horizon == asked.horizon]
    else:
        found = list(result.overall)
    return next((row for row in found if row.model == asked.model), None)


def _told(asked: Slice) -> str:
    given = (asked.model, asked.horizon, asked.target, asked.series)
    return ", ".join(str(each) for each in given if each is not None)


def _readable(made: _Made) -> _Made:
    if why := unreadable(made.uploads):
        raise StoreError(Problem(why.rstrip(".")))
    return made


def _figures(row: Overall | PeriodAccuracy | SeriesAccuracy, again: dict[str, float | None]) -> Iterator[Measured]:
    for field, file in MEASURES.items():
        if field not in type(row).model_fields:
            continue
        shown = getattr(row, field)
        doc = document(file, load(file))
        levels: dict[str | None, float | None] = shown if field == "coverage" else {None: shown}
        for level, value in levels.items():
            now = again.get(field if level is None else f"coverage_{level}")
            yield Measured(field, level, doc.title, doc.formula, doc.notes, value, now)


def _near(found: Measured) -> bool:
    if found.shown is None or found.again is None:
        return found.shown is None and found.again is None
    return abs(found.shown - found.again) <= NEAR * max(1.0, abs(found.shown))


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
    with engine.connect(asked.store.home) as con:
        pairs = Pairs(con, asked.made.project, asked.name, asked.made.uploads, SECONDS).cut(asked.asked)
        figures = pairs.figures()
        total, lost = pairs.of_error(asked.asked.model), figures["lost"]
        figures["share_of_error"] = None if lost is None or not total else lost / total
        return _Again(figures, tuple(pairs.files()))
