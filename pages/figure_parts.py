"""The points that a comparison or an erosion is made of, a row each, and the list to open one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from metrics import actions, words
from metrics.chart import written
from metrics.results import ForecastResult
from pages import pieces

KEY = "point"
HEIGHT = 300  # px; longer tables scroll
LOGARITHM = "ln(WAPE / naive WAPE): below zero the model is better than naive, and rising it loses its edge"


def show(found: actions.OpenedForecast, forecast: ForecastResult, asked: actions.Slice) -> None:
    """The points, the newest first."""
    one, several = (
        (f"target {forecast.grain}", f"target {forecast.grain}s")
        if asked.old is not None
        else ("month of making", "months of making")
    )
    st.markdown(f"**The {words.count(len(found.parts), one, several)} that it is made of**")
    st.dataframe(
        written.written(
            [{"at": part.at, "forecasts": part.forecasts, **part.figures} for part in reversed(found.parts)],
            {**written.POINTS, "at": partial(_when, forecast=forecast, asked=asked)},
        ),
        hide_index=True,
        placeholder="–",
        height=HEIGHT if len(found.parts) > 8 else "auto",
        alt=f"{words.count(len(found.parts), one, several)} with {'its' if len(found.parts) == 1 else 'their'} figures",
        column_config=_columns(forecast, asked),
    )


def choose(found: actions.OpenedForecast, forecast: ForecastResult, asked: actions.Slice) -> actions.Slice:
    """The slice whose forecasts are listed: all of them, or one point's, from the address or the list."""
    options = {"": "All of them, or open one …"}
    options |= {f"{part.at}": _name(part.at, forecast, asked) for part in reversed(found.parts)}
    chosen = pieces.choose("Open a point", KEY, options, as_list=True, hidden=True)
    at = next((part.at for part in found.parts if f"{part.at}" == chosen), None)
    if at is None:
        return asked
    if asked.old is not None:
        return replace(asked, target=at)
    return replace(asked, month=at) if isinstance(at, dt.date) else asked


def period(start: dt.date | int, forecast: ForecastResult) -> str:
    """A target period by name."""
    return words.period(start, forecast.grain) if isinstance(start, dt.date) else f"{forecast.grain} {start}"


def _when(at: dt.date | float, forecast: ForecastResult, asked: actions.Slice) -> str:
    """A point by name; numbers of steps come back from the table as floats."""
    at = at if isinstance(at, dt.date) else int(at)
    return period(at, forecast) if asked.old is not None else words.period(at, "month")


def _name(at: dt.date | int, forecast: ForecastResult, asked: actions.Slice) -> str:
    return f"{'' if asked.old is not None else 'Made in '}{_when(at, forecast, asked)}"


def _columns(forecast: ForecastResult, asked: actions.Slice) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    first = f"Target {forecast.grain}" if asked.old is not None else "Made in"
    shared = {
        "at": st.column_config.Column(first, pinned=True),
        "forecasts": number("Forecasts"),
    }
    if asked.old is not None:
        return shared | {
            "lost_old": number(f"Σ|error|, {asked.old}"),
            "lost_new": number(f"Σ|error|, {asked.model}"),
            "difference": number("Difference", help="New − old: below zero the new one errs less"),
        }
    return shared | {
        "wape": number("WAPE"),
        "naive_wape": number("Naive WAPE"),
        "relative": number("Relative", help=LOGARITHM),
        "raw": number("Own", help="ln(WAPE), without the naive forecast"),
    }
