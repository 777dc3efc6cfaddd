"""The signals of a control chart a second way: every stretch of points tried by its rule, on seeded random series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from tests.measure.change_tables import Told, changes

Found = tuple[str, int, int, bool]
LAUNCH = dt.date(2025, 1, 1)
BEFORE, AFTER = 20, 40  # fewer than 24 before launch: no time series is fitted


def stretches(values: Sequence[float | None]) -> Iterator[tuple[int, list[float]]]:
    """Where each stretch without an unknown period begins, and its values."""
    stretch: list[float] = []
    for at, value in enumerate([*values, None]):
        if value is not None:
            stretch.append(value)
        elif stretch:
            yield at - len(stretch), stretch
            stretch = []


def longest(points: int, holds: Callable[[int, int], bool]) -> Iterator[tuple[int, int]]:
    """Every first and last point between which a rule holds, and that no neighbour makes longer."""
    fits = {(i, j) for i in range(points) for j in range(i, points) if holds(i, j)}
    yield from ((i, j) for i, j in fits if (i - 1, j) not in fits and (i, j + 1) not in fits)


def by_trying(values: Sequence[float | None], mean: float, width: float) -> set[Found]:
    """rule, first and last period, and whether it lies (or moves) up."""
    found: set[Found] = set()
    for start, stretch in stretches(values):
        x = np.array(stretch) - mean
        for up in (True, False):
            y = x if up else -x

            def beyond(i: int, j: int, y: np.ndarray = y) -> bool:
                return bool((y[i : j + 1] > width).all())

            def shift(i: int, j: int, y: np.ndarray = y) -> bool:
                return j - i >= 6 and bool((y[i : j + 1] > 0).all())

            def trend(i: int, j: int, y: np.ndarray = y) -> bool:
                return j - i >= 6 and bool((np.diff(y[i : j + 1]) > 0).all())

            def near(i: int, j: int, y: np.ndarray = y) -> bool:
                places = np.flatnonzero(y[i : j + 1] > width * 2 / 3)
                ends = places.size >= 2 and places[0] == 0 and places[-1] == j - i
                return bool(ends and (np.diff(places) <= 2).all())

            rules = {"beyond": beyond, "shift": shift, "trend": trend}
            for rule, holds in rules.items():
                found |= {(rule, start + i, start + j, up) for i, j in longest(len(x), holds)}
            ends = {(i, j) for i in range(len(x)) for j in range(i + 1, len(x)) if near(i, j)}
            inside = {(i, j) for i, j in ends for k, m in ends if (k, m) != (i, j) and k <= i and j <= m}
            found |= {("near", start + i, start + j, up) for i, j in ends - inside}
    return found


def test_signals_are_those_of_trying_every_stretch() -> None:
    rng, told = np.random.default_rng(20), {}
    for number in range(10):
        after = rng.normal(0, 1.2, AFTER) + np.cumsum(rng.normal(0, 0.5, AFTER)) * (number % 2)
        after[8:17] += np.linspace(-6, 6, 9) * (number % 3 - 1)  # a rise, a fall, or neither
        values: list[float | None] = [float(value) for value in np.r_[rng.normal(0, 1, BEFORE), after]]
        for gap in rng.choice(np.arange(BEFORE + 17, BEFORE + AFTER), 2):
            values[gap] = None
        told[f"kpi{number}"] = Told(values[:BEFORE], values[BEFORE:], better="lower" if number % 4 < 2 else "higher")
    rules: list[str] = []
    for name, kpi in changes(told)[0].items():
        limits = kpi.control_limits
        assert limits is not None
        if limits.on != "values" or not limits.valid:
            continue
        assert limits.mean is not None
        assert limits.upper is not None
        values = [*told[name].before, *told[name].after]
        expected = by_trying(values, limits.mean, limits.upper - limits.mean)
        upwards = kpi.better == "higher"
        found = {(s.rule, _place(s.from_), _place(s.until), s.better == upwards) for s in limits.signals}
        assert found == expected, name
        assert len(found) == len(limits.signals)
        rules += [rule for rule, *_ in found]
    assert {*rules} == {"beyond", "shift", "trend", "near"}


def _place(day: dt.date) -> int:
    return (day.year - LAUNCH.year) * 12 + day.month - LAUNCH.month + BEFORE
