"""How many rows a file brings by day and period, beside what is live: counted once, used by three checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from metrics import engine
from metrics.intake.suspicion.case import Case, moment, scan, sql
from metrics.model import Grain

NEW = -1  # the seq of the staged file among the live ones


@dataclass(frozen=True)
class Day:
    """Rows of one day: the file's own, those loaded before, and those that count with the file."""

    day: dt.date
    new: int
    live: int
    both: int


@dataclass(frozen=True)
class Period:
    """Rows of one period with rows. end is excluded."""

    start: dt.date
    end: dt.date
    new: int
    live: int
    both: int


@dataclass(frozen=True)
class Volume:
    """Days and periods with rows, in order; empty where rows have no time, and for costs, which come in lumps."""

    days: tuple[Day, ...] = ()
    periods: Mapping[Grain, tuple[Period, ...]] | None = None

    def of(self, grain: Grain) -> tuple[Period, ...]:
        """The periods at a grain."""
        return (self.periods or {}).get(grain, ())


def volume(con: duckdb.DuckDBPyConnection, case: Case) -> Volume:
    """Rows by day and period of a staged file and of its dataset's live uploads."""
    at = moment(case.dataset)
    if at is None or case.dataset.shape == "costs":
        return Volume()
    con.execute("CREATE OR REPLACE TEMP TABLE _file_days (seq BIGINT, day DATE, rows BIGINT)")
    for seq, path, repeats in (
        (NEW, case.files.rows_path, case.files.duplicates),
        *((one.seq, one.rows_path, one.duplicates) for one in case.before),
    ):
        query = sql("days").format(rows=_rows(case, at, scan(path), repeats > 0))
        con.execute(query, {"seq": seq, "today": case.now.date()})
    con.execute(sql("volume"), {"keyed": case.keyed, "replaces": case.files.mode == "replace_span"})
    days = con.execute('SELECT day, new, live, "both" FROM _volume ORDER BY day').fetchall()
    periods = {
        grain: tuple(Period(*row) for row in con.execute(sql("periods"), {"grain": grain}).fetchall())
        for grain in case.grains()
    }
    return Volume(tuple(Day(*row) for row in days), periods)


def _rows(case: Case, at: str, rows: str, repeats: bool) -> str:
    """A FROM item with _at: one row per id where a file has several, at the time that the kept one has.

    Of forecasts one row per model, series and day made on: how many horizons can be measured by now says nothing.
    """
    if case.dataset.shape == "forecasts":
        named = "".join(f", {engine.name(part)}" for part in (case.dataset.model, *case.dataset.series) if part)
        return f"(SELECT DISTINCT {at} AS _at{named} FROM {rows})"
    identity, version = case.dataset.id, case.dataset.version
    if not (repeats and identity):
        return f"(SELECT {at} AS _at FROM {rows})"
    last = case.dataset.keep == "last"
    pick = f"{'max' if last else 'min'}({at})"
    if version:
        pick = f"coalesce({'arg_max' if last else 'arg_min'}({at}, {engine.name(version)}), {pick})"
    named = engine.name(identity)
    return (
        f"(SELECT {pick} AS _at FROM {rows} WHERE {named} IS NOT NULL GROUP BY hash({named})"
        f" UNION ALL SELECT {at} FROM {rows} WHERE {named} IS NULL)"
    )
