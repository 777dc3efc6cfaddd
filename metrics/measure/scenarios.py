"""Many courses of one project's flows at once: where each crosses zero for good, and what each is worth.

The draws of a simulation and the changes of a what-if are rows of the same arrays. The rules of a crossing are those of
sql/payback.sql, the headline's own; here they run over thousands of rows in milliseconds, in doubles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.measure.flows import Month
from metrics.measure.payback import add_months, monthly_growth, months_from

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
TINY = 1e-6  # of the currency: sums of doubles that should be zero are not always
PACE = 3  # complete months that a projection goes on at the mean of (docs/method.md, Money)


@dataclass(frozen=True)
class Courses:
    """n courses over the known months and those ahead, which may be none.

    benefit, cost: (n, known). later_cost: (n, ahead). pace: places of the known months that a projection goes on from;
    without PACE of them there is none.
    """

    known: Sequence[Month]
    ahead: Sequence[Month]
    benefit: Floats
    cost: Floats
    later_cost: Floats
    pace: tuple[int, ...]

    @property
    def net(self) -> Floats:
        """(n, known)."""
        return self.benefit - self.cost

    def later_net(self) -> Floats:
        """(n, ahead), at each course's own pace."""
        if len(self.pace) < PACE or not len(self.ahead):
            return np.empty((len(self.benefit), 0))
        found: Floats = self.benefit[:, list(self.pace)].mean(1, keepdims=True) - self.later_cost
        return found


@dataclass(frozen=True)
class Outcome:
    """day: (n,) when cumulative net crosses zero for good, as an ordinal with its fraction; inf where it does not.

    crossed, paid_back: (n,) whether it ever has by the end of the known months, and whether it has for good.
    cumulative: (n, known + ahead).
    """

    day: Floats
    crossed: Bools
    paid_back: Bools
    cumulative: Floats

    def months(self, launch: dt.date) -> list[float | None]:
        """Months from launch of every course; None where it is not reached."""
        return [months_from(launch, float(day)) if np.isfinite(day) else None for day in self.day]


def pace(months: Sequence[Month], launch: dt.date) -> tuple[int, ...]:
    """Places of the last three complete months with a known benefit since launch; fewer where there are fewer."""
    whole = [
        place
        for place, month in enumerate(months)
        if not month.gaps and month.benefit is not None and launch < month.ends == add_months(month.month, 1)
    ]
    return tuple(whole[-PACE:])


def outcome(courses: Courses) -> Outcome:
    """When each course is paid back: on what is known, or else, where it never was, at its pace."""
    later = courses.later_net()
    whole = np.concatenate([courses.net, later], axis=1)
    costs = np.concatenate([courses.cost, courses.later_cost[:, : later.shape[1]]], axis=1)
    day = np.full(len(whole), np.inf)
    count = len(courses.known)
    first, stays = _crossed(courses.net, courses.cost)
    reached = np.isfinite(stays)
    starts, ends = _days([*courses.known, *courses.ahead])
    day[reached] = _day(stays[reached], starts, ends)
    open_ = ~reached & ~np.isfinite(first)
    if open_.any() and whole.shape[1] > count:
        _, ever = _crossed(whole[open_], costs[open_])
        day[open_] = _day(ever, starts, ends)
    return Outcome(day, np.isfinite(first), reached, np.cumsum(whole, axis=1))


def capped(gained: Mapping[str | None, Floats], pools: Mapping[str, float]) -> Floats:
    """The benefit of all courses (n, months): by pool, each at most its baseline cost of a month. None: no pool."""
    found: Floats = np.sum([np.minimum(of, pools.get(pool or "", np.inf)) for pool, of in gained.items()], axis=0)
    return found


def present(net: Floats, annual_rate: float) -> Floats:
    """Net present value of each course (n,), at its first month's end."""
    found: Floats = net @ monthly_growth(annual_rate) ** -np.arange(net.shape[1], dtype=float)
    return found


def _crossed(net: Floats, cost: Floats) -> tuple[Floats, Floats]:
    """The first crossing of zero and the one for good, as step + fraction − 1 in (step − 1, step]; inf for none."""
    running = np.cumsum(net, axis=1)
    before = np.concatenate([np.zeros((len(net), 1)), running[:, :-1]], axis=1)
    under = before < -TINY
    spent = cost > 0
    started = spent & (np.cumsum(spent, axis=1) == 1)
    crossed = (running >= -TINY) & (under | started)
    with np.errstate(divide="ignore", invalid="ignore"):
        fraction = np.where(under, np.clip(-before / net, 0, 1), 1.0)
    place = np.arange(net.shape[1]) + fraction
    first = np.where(crossed, place, np.inf).min(1, initial=np.inf)
    last = np.where(crossed, place, -np.inf).max(1, initial=-np.inf)
    final = running[:, -1] if net.shape[1] else np.zeros(len(net))
    return first, np.where((final >= -TINY) & np.isfinite(last), last, np.inf)


def _day(place: Floats, starts: Floats, ends: Floats) -> Floats:
    """A place on the months as an ordinal; a whole number is the end of the month before."""
    day = np.full(len(place), np.inf)
    known = np.isfinite(place)
    step = np.maximum(np.ceil(place[known]).astype(int) - 1, 0)
    day[known] = starts[step] + (place[known] - step) * (ends[step] - starts[step])
    return day


def _days(months: Sequence[Month]) -> tuple[Floats, Floats]:
    starts = np.array([month.month.toordinal() for month in months], dtype=float)
    return starts, np.array([month.ends.toordinal() for month in months], dtype=float)
