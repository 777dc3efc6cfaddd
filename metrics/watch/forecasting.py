"""Rules of forecasts: their edge over the naive forecast erodes, or is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from metrics import words
from metrics.chart import erosion_clock
from metrics.results import ForecastResult
from metrics.watch.case import Case, Judged, Judgement


def eroding(case: Case) -> Judged:
    """A current model's error grows against the naive forecast's, beyond chance, at one horizon or more."""
    for forecast in case.now.forecasts:
        for model in current(forecast):
            rows = [row for row in forecast.erosion if row.model == model and row.slope is not None]
            found = [row for row in rows if row.verdict == "eroding"]
            if not rows:
                continue
            worst = max(found or rows, key=lambda row: row.slope or 0.0)
            since = f" since {words.day(worst.since)}" if worst.since else ""
            does = "erodes against" if found else "does not erode against"
            yield Judgement(
                key=f"{forecast.name}/{model}",
                firing=bool(found),
                title=f"{_title(forecast)}: {'eroding' if found else 'no longer eroding'}",
                text=f"{_title(forecast)}, {model}, {words.ahead(worst.horizon, forecast.grain)} {does} the naive "
                f"forecast: error {erosion_clock.told(worst)} over {words.count(worst.months, 'month')}{since}"
                f"{_more(len(found))}.",
                about=worst.since.isoformat() if found and worst.since else "",
                page="forecasts",
                query={"forecast": forecast.name, "model": model, "horizon": str(worst.horizon)},
                numbers={"slope": worst.slope, "horizon": worst.horizon, "horizons": len(found)},
            )


def beaten(case: Case) -> Judged:
    """The naive forecast is better than a current model at one horizon or more, in the figure as it is shown."""
    for forecast in case.now.forecasts:
        for model in current(forecast):
            rows = [row for row in forecast.by_horizon if row.model == model and row.fva is not None]
            found = [row for row in rows if (row.fva or 0.0) < 0 and words.points(row.fva) != words.points(0.0)]
            if not rows:
                continue
            worst = min(found or rows, key=lambda row: row.fva or 0.0)
            side = "worse" if found else "better"
            yield Judgement(
                key=f"{forecast.name}/{model}",
                firing=bool(found),
                title=f"{_title(forecast)}: {'beaten by' if found else 'no longer beaten by'} the naive forecast",
                text=f"{_title(forecast)}, {model}, {words.ahead(worst.horizon, forecast.grain)}: "
                f"{words.percent(worst.wape, 1)} off, {words.points(abs(worst.fva or 0.0))} {side} than the naive "
                f"forecast{_more(len(found))}.",
                page="forecasts",
                query={"forecast": forecast.name, "model": model, "horizon": str(worst.horizon)},
                numbers={"fva": worst.fva, "wape": worst.wape, "horizon": worst.horizon, "horizons": len(found)},
            )


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
