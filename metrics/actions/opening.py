"""Open a number: its formula in words and SQL, its point, the rows behind it, and the files behind the rows.

What is read is what the standing snapshot was made of: its definition and its uploads, not those of today. Where newer
ones are there, that is said. Reads are bounded in rows and seconds; no result depends on them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from metrics import engine
from metrics.access.visit import Visit, guarded
from metrics.actions import limited, parts
from metrics.actions.house import refresh
from metrics.actions.opened_words import formula_words
from metrics.actions.resting import File, cell, files, rested, unreadable
from metrics.errors import Problem, StoreError
from metrics.intake import guard
from metrics.model import Project
from metrics.results import KpiResult, Point
from metrics.rollup.behind import MOST_ROWS, SECONDS, Behind, Place, Sums, query
from metrics.snapshot import kpi_key
from metrics.store import Store, Upload

MOST_CSV = 100_000  # rows of one download: more are in the original files
CSV_SECONDS = 30.0
NEAR = 1e-9  # relative: recomputed sums of doubles differ in their last digits (design §1)


@dataclass(frozen=True)
class Opened:
    """A point with all that it is made of.

    sums: the point computed anew from its rows, None where they cannot be read (`why_not`). same: that it gives the
    snapshot's figures; None where nothing can be compared. moved_on: newer uploads or another definition are there
    than those that the figures rest on. files is empty for who sees some segments only.
    """

    kpi: KpiResult
    point: Point
    words: tuple[str, ...]
    sql: str
    sums: Sums | None
    why_not: str
    same: bool | None
    moved_on: bool
    files: tuple[File, ...]
    driver: Point | None


@dataclass(frozen=True)
class Rows:
    """A page of the rows behind a point, cells as text as in the CSV, None where empty; total counts all of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    total: int


@dataclass(frozen=True)
class _Made:
    """What the standing snapshot says of a point and was made of."""

    snapshot: str
    kpi: KpiResult
    point: Point
    project: Project
    place: Place
    uploads: tuple[Upload, ...]
    moved_on: bool


@guarded
def opened(visit: Visit, project: str, kpi: str, grain: str, period: dt.date, segment: str | None = None) -> Opened:
    """One point and what it is made of. Raises StoreError for one that is not there or not to be seen."""
    made = _made(visit, project, kpi, grain, period, segment)
    sums, why_not = None, unreadable(made.uploads)
    if not why_not:
        try:
            sums = _sums(visit.store, made.snapshot, made.project, made.place, made.uploads)
        except (StoreError, engine.TooLong) as error:
            why_not = str(error)
    whole = visit.segments(project) is None
    driver = made.project.kpi[kpi].driver
    return Opened(
        kpi=made.kpi if whole else limited.kpi(made.kpi),
        point=made.point,
        words=formula_words(made.project, kpi, made.kpi.grain, segment),
        sql=query(made.project, made.place),
        sums=sums,
        why_not=why_not,
        same=_same(sums, made.point, driver is not None),
        moved_on=made.moved_on,
        files=files(made.uploads, sums.files) if whole and sums else (),
        driver=_driver(visit.store, project, made, driver) if whole and driver else None,
    )


@guarded
def rows_behind(
    visit: Visit,
    project: str,
    kpi: str,
    grain: str,
    period: dt.date,
    segment: str | None = None,
    page: int = 1,
    size: int = 50,
) -> Rows:
    """A page (from 1) of the rows behind a point, with the file and the row in it that each was read from.

    Who sees some segments only gets theirs, without names of files. Raises StoreError, engine.TooLong after 2 seconds.
    """
    made = _readable(_made(visit, project, kpi, grain, period, segment))
    size, page = min(max(size, 1), MOST_ROWS), max(page, 1)
    total = _sums(visit.store, made.snapshot, made.project, made.place, made.uploads).rows
    with engine.connect(visit.store.home) as con:
        behind = Behind(con, made.project, made.place, made.uploads, SECONDS)
        columns, rows = _named(visit, made, behind, size, (page - 1) * size)
        return Rows(columns, tuple(rows), total)


@guarded
def rows_behind_csv(
    visit: Visit, project: str, kpi: str, grain: str, period: dt.date, segment: str | None = None
) -> Iterator[str]:
    """All rows behind a point as lines of CSV, header first; no cell is run by a spreadsheet.

    Raises StoreError where there are more than 100,000 (nothing is cut off unseen), engine.TooLong after 30 seconds.
    """
    made = _readable(_made(visit, project, kpi, grain, period, segment))
    with engine.connect(visit.store.home) as con:
        behind = Behind(con, made.project, made.place, made.uploads, CSV_SECONDS)
        if (total := behind.sums().rows) > MOST_CSV:
            text = f"{total:,} rows stand behind this number; up to {MOST_CSV:,} are handed out as one CSV"
            raise StoreError(Problem(text, "Open one segment or a shorter period, or take the original files."))
        columns, rows = _named(visit, made, behind, total, 0)
        yield guard.line(columns)
        for row in rows:
            yield guard.line(cell or "" for cell in row)


def _made(visit: Visit, project: str, kpi: str, grain: str, period: dt.date, segment: str | None) -> _Made:
    store, seen = visit.store, visit.segments(project)
    if seen is not None and segment not in seen:
        raise StoreError(Problem("this project has no such result", f"You see: {', '.join(sorted(seen))}."))
    row = store.latest_snapshot(project) or refresh(store, project)
    key = kpi_key(kpi, grain, segment)
    if key not in row.part_hashes:
        raise StoreError(Problem("this project has no such result", value=key))
    result = parts.part(store, row, key, KpiResult)
    point = next((each for each in result.points if each.period == period), None)
    if point is None:
        raise StoreError(Problem("this KPI has no such period", value=period.isoformat()))
    rests = rested(store, row)
    ref = next(each for each in rests.view.kpis if each.name == kpi)
    return _Made(
        snapshot=row.id,
        kpi=result,
        point=point,
        project=rests.project,
        place=Place(kpi, result.grain, period, segment, ref.segments),
        uploads=rests.of([rests.project.kpi[kpi].dataset]),
        moved_on=rests.moved_on,
    )


def _readable(made: _Made) -> _Made:
    if why := unreadable(made.uploads):
        raise StoreError(Problem(why.rstrip(".")))
    return made


def _sums(store: Store, snapshot: str, project: Project, place: Place, uploads: Sequence[Upload]) -> Sums:
    states = tuple((each.id, each.state, str(each.rows_path)) for each in uploads)
    return _kept(_Asked(store, snapshot, project, place, tuple(uploads)), states)


class _Asked:
    """The arguments of `_kept`, equal where snapshot and place are."""

    def __init__(
        self, store: Store, snapshot: str, project: Project, place: Place, uploads: tuple[Upload, ...]
    ) -> None:
        self.store, self.project, self.place, self.uploads = store, project, place, uploads
        self._key = (str(store.home), snapshot, place)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._key == other._key


@lru_cache(maxsize=256)
def _kept(asked: _Asked, states: tuple[tuple[str, str, str], ...]) -> Sums:
    """Sums, not rows: what is kept in memory holds no cell."""
    with engine.connect(asked.store.home) as con:
        return Behind(con, asked.project, asked.place, asked.uploads, SECONDS).sums()


def _named(
    visit: Visit, made: _Made, behind: Behind, limit: int, offset: int
) -> tuple[tuple[str, ...], Iterator[tuple[str | None, ...]]]:
    if visit.segments(made.project.project.id) is not None:
        return (*behind.columns(), "_row"), (tuple(map(cell, row)) for row in behind.rows(limit, offset))
    names = {each.id: each.file_name for each in made.uploads}
    rows = behind.rows(limit, offset, ("_row", "_upload"))
    told = ((*map(cell, row[:-1]), names.get(str(row[-1]))) for row in rows)
    return (*behind.columns(), "_row", "_file"), told


def _same(sums: Sums | None, point: Point, driven: bool) -> bool | None:
    """Whether the rows give what the snapshot says: their number, and the value where no other KPI divides it.

    Of no rows a count is 0, which the snapshot holds for unknown where the KPI's condition is never met.
    """
    if sums is None or point.partial_reason == "no data":
        return None
    if point.value is None and point.rows == 0:
        return sums.rows == 0
    if driven or point.value is None or sums.value is None:
        return sums.rows == point.rows and (driven or (point.value is None) == (sums.value is None))
    return sums.rows == point.rows and abs(sums.value - point.value) <= NEAR * max(1.0, abs(point.value))


def _driver(store: Store, project: str, made: _Made, driver: str) -> Point | None:
    """The point of the KPI that divides this one, of the same segment where it has that."""
    column = (made.place.segment or "").partition("=")[0]
    shared = made.place.segment if column in made.project.kpi[driver].segments else None
    key = kpi_key(driver, made.place.grain, shared)
    row = store.snapshot(project, made.snapshot)
    if key not in row.part_hashes:
        return None
    found = parts.part(store, row, key, KpiResult)
    return next((each for each in found.points if each.period == made.place.period), None)
