"""Tables whose numbers and days read as everywhere else, and still sort as such: real minus signs, known digits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from metrics import words

Say = Callable[[float], str] | Callable[[dt.date], str]


def level(value: float) -> str:
    """A level as sentences write it."""
    return words.number(value)


def exact(value: float) -> str:
    """An amount to the cent."""
    return words.number(value, 2)


def effect(hundredths: float) -> str:
    """A signed percentage, given in percent."""
    return words.percent(hundredths / 100, 1, signed=True)


def change(value: float) -> str:
    """A change of a level, with its sign."""
    return _plus(value, words.number(value))


def change_in(unit: str) -> Callable[[float], str]:
    """A change of a level with its sign; of a share in percentage points."""
    return partial(words.points, signed=True, fine=True) if unit == words.SHARE else change


def level_in(unit: str) -> Callable[[float], str]:
    """A level as sentences write it in this unit, without its word."""
    return partial(words.figure, unit=unit)


def share(fraction: float) -> str:
    """A signed percentage, given as a fraction."""
    return words.percent(fraction, signed=True)


def rate(fraction: float) -> str:
    """An error in percent, given as a fraction."""
    return words.percent(fraction, 1)


def logarithm(value: float) -> str:
    """The logarithm of a ratio, with its sign."""
    return _plus(value, words.number(value, 3))


def tenths(value: float) -> str:
    """A figure in percent, to a tenth, whose column says the unit."""
    return words.number(value, 1)


def signed_tenths(value: float) -> str:
    """The same with its sign."""
    return _plus(value, tenths(value))


def ratio(value: float) -> str:
    """A ratio to two digits behind the point."""
    return words.number(value, 2)


def period(grain: str) -> Callable[[dt.date], str]:
    """A period's name, given by its first day."""
    return partial(words.period, grain=grain)


day: Callable[[dt.date], str] = words.day
"""A day."""


def written(rows: Sequence[Mapping[str, Any]], says: Mapping[str, Say]) -> Styler:
    """Rows with the way in which each of their columns of numbers or days is written; unknown stays empty."""
    frame = pd.DataFrame([dict(row) for row in rows])
    for column in says:
        if column in frame and frame[column].notna().any() and not frame[column].map(_is_day).any():
            frame[column] = frame[column].astype(float)
    known: Any = {column: say for column, say in says.items() if column in frame}
    return frame.style.format(known, na_rep=words.NOTHING)


def _is_day(value: Any) -> bool:
    return isinstance(value, dt.date)


def _plus(value: float, text: str) -> str:
    return f"+{text}" if value > 0 and any(mark in "123456789" for mark in text) else text


POINTS: Mapping[str, Say] = {
    "forecasts": level,
    "lost_old": level,
    "lost_new": level,
    "difference": change,
    "wape": rate,
    "naive_wape": rate,
    "relative": logarithm,
    "raw": logarithm,
}
"""How the points of an opened forecast's figure are written."""

MEASURES: Mapping[str, Say] = {
    **dict.fromkeys(("wape", "naive", "mape", "smape"), tenths),
    **dict.fromkeys(("fva", "bias"), signed_tenths),
    **dict.fromkeys(("mase", "rmsse"), ratio),
    **dict.fromkeys(("points", "mae", "rmse"), level),
}
"""How all measures of a forecast are written, in percent where they are errors of that kind."""
