"""The regressors: level, trend, season, named events, a control, and last the step at launch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.measure.effect.covariance import Bools, Floats, Ints

HARMONICS = 2  # a year's season: two waves
WEEKDAY_WAVES = 3  # three waves of seven days are the six differences between weekdays
YEAR = 365.25
ONE_YEAR = {"month": 12, "week": 52, "day": 365}  # periods of a year
SEASONS = 2  # that a baseline must hold of a season


@dataclass(frozen=True)
class Event:
    """Something dated that explains a deviation: its name, and in how far each period has it (n,)."""

    name: str
    share: Floats


@dataclass(frozen=True)
class Observed:
    """One KPI as it stands: n periods in a row, without gaps, in time order.

    values: (n,), nan where unknown; for baseline periods as sealed. baseline: known periods before launch. post:
    complete known periods after transition. kind: of the table kpis. days: what a calendar divides by, or None.
    control: (n,).
    """

    grain: str
    periods: Sequence[dt.date]
    values: Floats
    baseline: Bools
    post: Bools
    kind: str = "other"
    season: bool = True
    days: Floats | None = None
    events: tuple[Event, ...] = ()
    control: Floats | None = None

    def used(self) -> Ints:
        """Places of the periods that are fitted: unknown ones, transition and what lies outside are left out."""
        known = np.isfinite(self.values)
        if self.control is not None:
            known &= np.isfinite(self.control)
        return np.flatnonzero((self.baseline | self.post) & known)


def fixed(observed: Observed) -> tuple[list[str], Floats]:
    """Names and columns (n, p) of everything but the step, for every period."""
    n = len(observed.periods)
    place = np.arange(n, dtype=float)
    names, columns = ["level", "trend"], [np.ones(n), (place - place.mean()) / n]
    if observed.season:
        if observed.grain == "day":
            for wave in range(1, WEEKDAY_WAVES + 1):
                columns += _wave(np.array([day.weekday() for day in observed.periods]) * wave / 7)
                names += [f"weekday {wave}", f"weekday {wave}'"]
        if observed.grain != "day" or observed.baseline.sum() >= SEASONS * ONE_YEAR["day"]:
            for wave in range(1, HARMONICS + 1):
                columns += _wave(_of_year(observed) * wave)
                names += [f"year {wave}", f"year {wave}'"]
    for event in observed.events:
        names.append(event.name)
        columns.append(event.share)
    if observed.control is not None:
        names.append("control")
        columns.append(np.nan_to_num(observed.control - np.nanmean(observed.control)))
    return names, np.column_stack(columns)


def slots(observed: Observed) -> Ints | None:
    """The calendar months of a monthly or weekly KPI with a season, which may differ from smooth waves.

    A year of days repeats too seldom to tell.
    """
    if not observed.season or observed.grain == "day":
        return None
    return np.array([period.month for period in observed.periods])


def _wave(turns: Floats) -> list[Floats]:
    return [np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)]


def _of_year(observed: Observed) -> Floats:
    """How far through the year each period lies, in turns."""
    if observed.grain == "month":
        return np.array([day.month / 12 for day in observed.periods])
    return np.array([day.toordinal() / YEAR for day in observed.periods])
