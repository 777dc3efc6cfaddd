"""Axes of a Plotly figure on paper: where a value stands, and which ticks it gets, close to Plotly's own rules."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from metrics import words
from metrics.chart.percent_axis import nice

Tick = tuple[float, str]  # place in data units, text with <br>
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
DAYS = (1, 2, 7, 14)
SIZES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
ROOM = 0.05  # of a range that is not stated, at each end
DAY = 86_400_000  # milliseconds


@dataclass(frozen=True)
class Axis:
    """low and high in data units (days, for dates) lie at start and end, in points of the paper."""

    low: float
    high: float
    start: float
    end: float
    layout: Mapping[str, Any]

    def at(self, value: float) -> float:
        """The place of a value in points."""
        return self.start + (value - self.low) / ((self.high - self.low) or 1.0) * (self.end - self.start)

    @property
    def dated(self) -> bool:
        """Whether values are days."""
        return self.layout.get("type") == "date"

    def ticks(self) -> list[Tick]:
        """The ticks that Plotly would set, within the range."""
        if self.layout.get("showticklabels") is False:
            return []
        if self.layout.get("tickvals") is not None:
            return list(zip(map(number, self.layout["tickvals"]), self._texts(), strict=True))
        most = self.layout.get("nticks") or 6
        return list(_dates(self.low, self.high, most) if self.dated else self._numbers(most))

    def _texts(self) -> list[str]:
        stated = self.layout.get("ticktext")
        return list(stated) if stated is not None else [words.number(number(at)) for at in self.layout["tickvals"]]

    def _numbers(self, most: int) -> Iterator[Tick]:
        step = nice((self.high - self.low) / most)
        for n in range(math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9) + 1):
            yield n * step, figure(n * step, step, self.layout.get("tickformat") or "")


def axis(layout: Mapping[str, Any], start: float, end: float, values: Sequence[float] = (0.0, 1.0)) -> Axis:
    """An axis of a figure's layout; without a stated range it reaches a little further than what stands on it."""
    first, last = layout.get("domain") or (0.0, 1.0)
    if layout.get("range") is None:
        room = ((max(values) - min(values)) or 1.0) * ROOM
        low, high = min(values) - room, max(values) + room
    else:
        low, high = (number(edge) for edge in layout["range"])
    return Axis(low, high, start + first * (end - start), start + last * (end - start), layout)


def number(value: Any) -> float:
    """A value in data units: days are counted as Python counts them."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value.toordinal() + (value.hour * 60 + value.minute) / 1440
    return float(value.toordinal() if isinstance(value, dt.date) else value)


def places(trace: Mapping[str, Any]) -> list[float]:
    """Where the marks of a trace stand on the x axis: with a period, at its start, in its middle or at its end."""
    values = list(map(number, trace.get("x", ())))
    period = trace.get("xperiod")
    if period is None:
        return values
    part = {"start": 0.0, "middle": 0.5, "end": 1.0}[trace.get("xperiodalignment", "middle")]
    return [value + part * _span(value, period) for value in values]


def figure(value: float, step: float, format: str) -> str:
    """A tick's text, in the formats that the charts use."""
    if format == "~s":
        size, mark = next(((size, mark) for size, mark in SIZES if abs(value) >= size), (1.0, ""))
        return words.number(value / size, _digits(step / size)) + mark
    if format:
        raise ValueError(f"the tick format {format!r} has no drawing on paper yet")
    return words.number(value, _digits(step))


def _digits(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _span(start: float, period: Any) -> float:
    if isinstance(period, str):
        day = dt.date.fromordinal(int(start))
        months = int(period.removeprefix("M"))
        return _month(day.year * 12 + day.month - 1 + months) - _month(day.year * 12 + day.month - 1)
    return float(period) / DAY


def _month(index: int) -> int:
    return dt.date(index // 12, index % 12 + 1, 1).toordinal()


def _dates(low: float, high: float, most: int) -> Iterator[Tick]:
    if high - low <= DAYS[-1] * most:
        step = next(each for each in DAYS if high - low <= each * most)
        for day in range(math.ceil(low), math.floor(high) + 1):
            date = dt.date.fromordinal(day)
            if (day - dt.date(2024, 1, 1).toordinal()) % step == 0:
                yield day, f"{date.day} {date:%b}<br>{date.year}"
        return
    months = next((each for each in MONTHS if high - low <= each * 30.4 * most), MONTHS[-1])
    first, last = (dt.date.fromordinal(int(edge)) for edge in (low, high))
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1):
        if index % months == 0 and low <= _month(index) <= high:
            date = dt.date.fromordinal(_month(index))
            yield _month(index), f"{date.year}" if months >= 12 else f"{date:%b}<br>{date.year}"
