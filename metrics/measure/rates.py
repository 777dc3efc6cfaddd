"""Rates of return of flows: positive is received, negative is paid; rates are fractions a period, or a year with dates.

pyxirr computes; what it cannot tell is how many rates solve the flows, so that is counted here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pyxirr

DAYS_A_YEAR = 365  # the spreadsheets' XIRR and XNPV: actual days over 365
LOWEST, HIGHEST = -9.2, 13.8  # log(1 + rate): from -99.99 % to a factor of a million, wider than any rate of use
GRID_STEP = 0.004  # of log(1 + rate): 0.4 %; two solutions nearer than this count as none
BLOCK = 200  # grid points at a time, for the memory of long flows


def solutions(times: Sequence[float], amounts: Sequence[float]) -> list[float]:
    """All rates at which the flows' net present value is zero, ascending; times in periods or years.

    The changes of sign of the present value over a grid of rates are counted and closed in on by bisection.
    """
    at, flow = _netted(times, amounts)
    if flow.size < 2 or not (flow.min() < 0 < flow.max()):
        return []
    grid = np.arange(LOWEST, HIGHEST, GRID_STEP)
    signs = np.concatenate([np.sign(_value(part, at, flow)) for part in np.split(grid, range(BLOCK, grid.size, BLOCK))])
    exact = [float(np.expm1(grid[i])) for i in np.flatnonzero(signs == 0)]
    between = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    return sorted(exact + [_bisected(grid[i], grid[i + 1], at, flow) for i in between])


def irr(amounts: Sequence[float]) -> tuple[float | None, str | None]:
    """The internal rate of return a period, the first flow at time 0; or None and the reason."""
    found = solutions(range(len(amounts)), amounts)
    if len(found) != 1:
        return None, _why_none(found, amounts)
    return _polished(pyxirr.irr(list(amounts), guess=found[0], silent=True), found[0]), None


def xirr(dates: Sequence[dt.date], amounts: Sequence[float]) -> tuple[float | None, str | None]:
    """The annual rate of return of dated flows (actual days over 365); or None and the reason."""
    found = solutions(years(dates), amounts)
    if len(found) != 1:
        return None, _why_none(found, amounts)
    return _polished(pyxirr.xirr(list(dates), list(amounts), guess=found[0], silent=True), found[0]), None


def spreadsheet_xirr(dates: Sequence[dt.date], amounts: Sequence[float]) -> tuple[float | None, str | None]:
    """XIRR as spreadsheets give it: one solution even where several exist. The reason then lists all of them."""
    found = solutions(years(dates), amounts)
    rate = pyxirr.xirr(list(dates), list(amounts), silent=True)
    if rate is None or not np.isfinite(rate):
        if len(found) == 1:
            return None, f"the search that spreadsheets use finds no rate; the only solution is {_listed(found)}"
        return None, _why_none(found, amounts)
    if len(found) > 1:
        return float(rate), f"several rates solve these flows ({_listed(found)}); spreadsheets find this one"
    return float(rate), None


def npv(rate: float, amounts: Sequence[float]) -> float | None:
    """Net present value, rate a period, the first flow at time 0."""
    return _finite(pyxirr.npv(rate, list(amounts)))


def xnpv(rate: float, dates: Sequence[dt.date], amounts: Sequence[float]) -> float | None:
    """Net present value at the earliest date, rate a year, actual days over 365."""
    ordered = sorted(zip(dates, amounts, strict=True))
    return _finite(pyxirr.xnpv(rate, [date for date, _ in ordered], [amount for _, amount in ordered], silent=True))


def mirr(amounts: Sequence[float], finance_rate: float, reinvest_rate: float) -> tuple[float | None, str | None]:
    """Modified rate of return a period: what is paid is financed, what is received reinvested, each at its rate."""
    if not amounts or not (min(amounts) < 0 < max(amounts)):
        return None, _one_sided(amounts)
    rate = _finite(pyxirr.mirr(list(amounts), finance_rate, reinvest_rate, silent=True))
    return rate, None if rate is not None else "the flows have no modified rate of return"


def years(dates: Sequence[dt.date]) -> list[float]:
    """Years since the earliest date."""
    first = min(dates)
    return [(date - first).days / DAYS_A_YEAR for date in dates]


def _netted(times: Sequence[float], amounts: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    at, place = np.unique(np.asarray(times, dtype=float), return_inverse=True)
    flow = np.bincount(place, weights=np.asarray(amounts, dtype=float), minlength=at.size)
    return at[flow != 0], flow[flow != 0]


def _value(growth: np.ndarray, at: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """Present value at each log(1 + rate), scaled by its largest discount factor so that nothing overflows."""
    power = -growth[:, None] * at
    scaled: np.ndarray = (np.exp(power - power.max(axis=1, keepdims=True)) * flow).sum(axis=1)
    return scaled


def _bisected(low: float, high: float, at: np.ndarray, flow: np.ndarray) -> float:
    sign = np.sign(_value(np.array([low]), at, flow)[0])
    for _ in range(60):  # halves GRID_STEP below the last bit of a double
        middle = (low + high) / 2
        if np.sign(_value(np.array([middle]), at, flow)[0]) == sign:
            low = middle
        else:
            high = middle
    return float(np.expm1((low + high) / 2))


def _polished(rate: float | None, found: float) -> float:
    """pyxirr's rate where it went to the one solution; the bisected one where its search went astray."""
    return float(rate) if rate is not None and abs(np.log1p(rate) - np.log1p(found)) < GRID_STEP else found


def _why_none(found: list[float], amounts: Sequence[float]) -> str:
    if found:
        return f"several rates solve these flows ({_listed(found)}), so none of them is the return"
    if not amounts or not (min(amounts) < 0 < max(amounts)):
        return _one_sided(amounts)
    return "no rate makes the present value of these flows zero"


def _one_sided(amounts: Sequence[float]) -> str:
    return "there is nothing paid" if not amounts or min(amounts) >= 0 else "there is nothing received"


def _listed(rates: list[float]) -> str:
    return ", ".join(f"{rate:.4g}" for rate in rates)


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and np.isfinite(value) else None
