"""Simulated series whose effect is known: families of noise, over real calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVEL = 1000.0
WEEKEND = 0.25  # of a working day's work
SHARED = 0.8  # of the noise of a KPI and of its control: their correlation
START = dt.date(2020, 1, 6)  # a Monday


@dataclass(frozen=True)
class Design:
    """How many periods of which grain lie before launch and after it."""

    grain: str
    before: int
    after: int

    def __str__(self) -> str:
        return f"{self.grain} {self.before}+{self.after}"

    def periods(self) -> list[dt.date]:
        """First days of all periods."""
        if self.grain == "month":
            return [dt.date(2020 + i // 12, 1 + i % 12, 1) for i in range(self.before + self.after)]
        step = 7 if self.grain == "week" else 1
        return [START + dt.timedelta(days=i * step) for i in range(self.before + self.after)]


@dataclass(frozen=True)
class Simulated:
    """One KPI (n,), and where the family has one a control that the launch does not touch (n,)."""

    values: Floats
    control: Floats | None = None


def series(family: str, design: Design, effect: float, rng: np.random.Generator) -> Simulated:
    """One series: level, trend, season and the family's noise, its periods after launch times 1 + effect."""
    n = design.before + design.after
    after = np.where(np.arange(n) >= design.before, 1 + effect, 1.0)
    if family in CONTROLLED:
        return Simulated(*CONTROLLED[family](design, after, rng))
    return Simulated(FAMILIES[family](design, after, rng))


def _smooth(design: Design, rng: np.random.Generator, season: float = 1.0, trend: float = 0.2) -> Floats:
    """Log of a level with trend and two waves of the year; of the week where values are daily."""
    n = design.before + design.after
    per = {"month": 12, "week": 365.25 / 7, "day": 7}[design.grain]
    t, phase = np.arange(n), rng.uniform(0, 2 * np.pi, 2)
    waves = 0.10 * np.cos(2 * np.pi * t / per + phase[0]) + 0.05 * np.cos(4 * np.pi * t / per + phase[1])
    return np.log(LEVEL) + season * waves + rng.normal(0, trend) * t / n


def _ar(n: int, phi: float, rng: np.random.Generator) -> Floats:
    """Standard AR(1)."""
    noise = rng.standard_normal(n)
    found = np.empty(n)
    found[0] = noise[0]
    for i in range(1, n):
        found[i] = phi * found[i - 1] + np.sqrt(1 - phi**2) * noise[i]
    return found


def _autoregressive(phi: float, season: float = 1.0) -> Callable[[Design, Floats, np.random.Generator], Floats]:
    def made(design: Design, after: Floats, rng: np.random.Generator) -> Floats:
        return np.exp(_smooth(design, rng, season) + 0.06 * _ar(len(after), phi, rng)) * after

    return made


def _walk(design: Design, after: Floats, rng: np.random.Generator) -> Floats:
    wander = np.cumsum(0.03 * rng.standard_normal(len(after)))
    return np.exp(_smooth(design, rng, trend=0) + wander + 0.03 * rng.standard_normal(len(after))) * after


def _strong_season(design: Design, after: Floats, rng: np.random.Generator) -> Floats:
    """Four times the waves, and calendar months (weekdays) of their own that no smooth wave follows."""
    log = _smooth(design, rng, season=4) + 0.06 * _ar(len(after), 0.3, rng)
    months = np.array([day.month - 1 if design.grain != "day" else day.weekday() for day in design.periods()])
    return np.exp(log + rng.normal(0, 0.05, 12)[months]) * after


def _white(design: Design, after: Floats, rng: np.random.Generator) -> Floats:
    return np.exp(_smooth(design, rng, trend=0) + 0.06 * rng.standard_normal(len(after))) * after


def _poisson(mean: float) -> Callable[[Design, Floats, np.random.Generator], Floats]:
    def made(design: Design, after: Floats, rng: np.random.Generator) -> Floats:
        return rng.poisson(np.exp(_smooth(design, rng)) / LEVEL * mean * after).astype(float)

    return made


def _outlier(design: Design, after: Floats, rng: np.random.Generator) -> Floats:
    """One period of the baseline half as large again, or two thirds."""
    values = np.exp(_smooth(design, rng) + 0.06 * _ar(len(after), 0.3, rng)) * after
    values[rng.integers(design.before)] *= rng.choice([1.5, 1 / 1.5])
    return values


def _weekdays(design: Design, after: Floats, rng: np.random.Generator) -> Floats:
    """Work falls on weekdays: months differ by their weekends, days by their weekday."""
    log = _smooth(design, rng, season=0 if design.grain == "day" else 1) + 0.04 * _ar(len(after), 0.3, rng)
    starts = design.periods()
    shares = []
    for i, start in enumerate(starts):
        last = starts[i + 1] if i + 1 < len(starts) else start + (starts[i] - starts[i - 1])
        days = [(start + dt.timedelta(days=k)).weekday() for k in range((last - start).days)]
        shares.append(sum(WEEKEND if day > 4 else 1.0 for day in days))
    return np.exp(log) * np.array(shares) / np.mean(shares) * after


FAMILIES: dict[str, Callable[[Design, Floats, np.random.Generator], Floats]] = {
    "AR(1) 0.5": _autoregressive(0.5),
    "AR(1) 0.8": _autoregressive(0.8),
    "wandering level": _walk,
    "strong season": _strong_season,
    "white noise": _white,
    "Poisson 5": _poisson(5),
    "Poisson 100": _poisson(100),
    "one outlier": _outlier,
    "weekdays": _weekdays,
}


def _shared_shock(design: Design, after: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Two KPIs with trends and seasons of their own, whose noise is to 80 % the same."""
    shared = np.sqrt(SHARED) * _ar(len(after), 0.5, rng)

    def one() -> Floats:
        noise = shared + np.sqrt(1 - SHARED) * _ar(len(after), 0.5, rng)
        return np.exp(_smooth(design, rng) + 0.06 * noise)

    return one() * after, one()


def _staged(design: Design, after: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Counts of mean 100 in three segments, moved together; the launch has reached the first, the others add up."""
    log = _smooth(design, rng) + 0.18 * _ar(len(after), 0.5, rng)
    own = rng.normal(0, 0.1, 3) * np.arange(len(after))[:, None] / len(after)
    segments = 100 / LEVEL * np.exp(log[:, None] + own)
    segments[:, 0] *= after
    counted = rng.poisson(segments).astype(float)
    return counted[:, 0], counted[:, 1:].sum(1)


CONTROLLED: dict[str, Callable[[Design, Floats, np.random.Generator], tuple[Floats, Floats]]] = {
    "shared shock": _shared_shock,
    "staged rollout": _staged,
}
