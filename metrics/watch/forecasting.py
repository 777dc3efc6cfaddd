"""Rules of forecasts: their edge over the naive forecast erodes, or is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from metrics import words
from metrics.chart import erosion_clock
from metrics.results import Accuracy, Erosion, ForecastResult
from metrics.watch.case import Case, Judged, Judgement

Row = TypeVar("Row", Erosion, Accuracy)


def eroding(case: Case) -> Judged:
    """A current model's error grows against the naive forecast's, beyond chance, at one horizon or more."""
    for forecast in case.now.forecasts:
        sloping = [row for row in forecast.erosion if row.slope is not None]
        for model, worst, found in _worst(forecast, sloping, _erodes, lambda row: row.slope or 0.0):
            since = f" since {words.day(worst.since)}" if worst.since else ""
            does = "erodes against" if found else "does not erode against"
            yield Judgement(
                key=f"{forecast.name}/{model}",
                firing=bool(found),
                title=f"{_title(forecast)}: {'eroding' if found else 'no longer eroding'}",
                text=f"{_title(forecast)}, {model}, {words.ahead(worst.horizon, forecast.grain)} {does} the naive "
                f"forecast: error {erosion_clock.told(worst)} over {words.count(worst.months, 'month')}{since}"
                f"{_more(found)}.",
                about=worst.since.isoformat() if found and worst.since else "",
                page="forecasts",
                query=_query(forecast, worst),
                numbers={"slope": worst.slope, "horizon": worst.horizon, "horizons": found},
            )


def beaten(case: Case) -> Judged:
    """The naive forecast is better than a current model at one horizon or more, in the figure as it is shown."""
    for forecast in case.now.forecasts:
        compared = [row for row in forecast.by_horizon if row.fva is not None]
        for model, worst, found in _worst(forecast, compared, _loses, lambda row: -(row.fva or 0.0)):
            side = "worse" if found else "better"
            yield Judgement(
                key=f"{forecast.name}/{model}",
                firing=bool(found),
                title=f"{_title(forecast)}: {'beaten by' if found else 'no longer beaten by'} the naive forecast",
                text=f"{_title(forecast)}, {model}, {words.ahead(worst.horizon, forecast.grain)}: "
                f"{words.percent(worst.wape, 1)} off, {words.points(abs(worst.fva or 0.0))} {side} than the naive "
                f"forecast{_more(found)}.",
                page="forecasts",
                query=_query(forecast, worst),
                numbers={"fva": worst.fva, "wape": worst.wape, "horizon": worst.horizon, "horizons": found},
            )


def _worst(
    forecast: ForecastResult, rows: Sequence[Row], fires: Callable[[Row], bool], size: Callable[[Row], float]
) -> Iterator[tuple[str, Row, int]]:
    """Each current model with a row: its worst one, of those that fire where any does, and how many do."""
    for model in current(forecast):
        mine = [row for row in rows if row.model == model]
        found = [row for row in mine if fires(row)]
        if mine:
            yield model, max(found or mine, key=size), len(found)


def _erodes(row: Erosion) -> bool:
    return row.verdict == "eroding"


def _loses(row: Accuracy) -> bool:
    return (row.fva or 0.0) < 0 and words.points(row.fva) != words.points(0.0)


def _query(forecast: ForecastResult, row: Erosion | Accuracy) -> dict[str, str]:
    return {"forecast": forecast.name, "model": row.model, "horizon": str(row.horizon)}


def current(forecast: ForecastResult) -> Sequence[str]:
    """The models that forecast the latest period; those that were replaced are nobody's concern any more."""
    last: dict[str, dt.date | int] = {}
    for row in forecast.by_period:
        if row.model not in last or last[row.model] < row.period:  # type: ignore[operator]  # of one kind
            last[row.model] = row.period
    newest = max(last.values(), default=None)
    return [model for model, period in last.items() if period == newest]


def _title(forecast: ForecastResult) -> str:
    return forecast.title or forecast.name


def _more(found: int) -> str:
    return f", and so at {words.count(found - 1, 'other horizon')}" if found > 1 else ""
