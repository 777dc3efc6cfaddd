"""Rows that are dated after now: a day and a month exchanged, a placeholder such as 2099-12-31, a wrong clock.

An hour of grace allows for clocks and daylight saving. The targets of forecasts and the dates of costs may lie ahead.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import duckdb

from metrics import engine, words
from metrics.intake.suspicion.case import Case, moment, scan, sql
from metrics.intake.suspicion.told import after, rows
from metrics.results import Warn

GRACE: Final = dt.timedelta(hours=1)


def future(con: duckdb.DuckDBPyConnection, case: Case) -> list[Warn]:
    """A warning for each time column with rows after now, with their number and the first of them."""
    if case.dataset.shape == "costs":
        return []
    at, version = moment(case.dataset), case.dataset.version
    found = []
    times = (case.dataset.made_on,) if case.dataset.shape == "forecasts" else case.dataset.times()
    named = {at: words.listed([time for time in times if time]), version and engine.name(version): version}
    for column in filter(None, named):
        query = sql("future").format(at=column, row="_row", rows=scan(case.files.rows_path))
        (count, first, last, examples) = con.execute(query, {"now": case.now + GRACE}).fetchall()[0]
        if count:
            which = "made on a day" if case.dataset.shape == "forecasts" else "dated"
            listed = ", ".join(f"row {one['row']}: {one['value']}" for one in examples)
            told = f"{rows(count)} {'is' if count == 1 else 'are'} {which} after today, {case.now.date()}, in "
            told += f"{named[column]} ({listed})"
            timed = column == at
            found.append(
                Warn(kind="future", text=told, from_=first if timed else None, until=after(last) if timed else None)
            )
    return found
