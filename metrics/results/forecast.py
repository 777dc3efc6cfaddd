"""Results of one forecast: its accuracy by model, horizon, period and series."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from metrics.results.base import Result, Warn


class Overall(Result):
    """Forecast accuracy of one model over all its horizons, pooled over its rows. error = forecast − actual."""

    model: str
    points: int
    mae: float | None = None
    wape: float | None = None
    wape_median_series: float | None = None
    mape: float | None = None
    mape_left_out: int = 0
    smape: float | None = None
    mase: float | None = None
    mase_zero_scales: int = 0
    rmse: float | None = None
    rmsse: float | None = None
    bias: float | None = None
    mean_error: float | None = None
    naive_wape: float | None = None
    fva: float | None = None
    fva_left_out: int = 0
    coverage: dict[str, float | None] = {}


class Accuracy(Overall):
    """The same at one horizon, in grain steps."""

    horizon: int


class PeriodAccuracy(Result):
    """Accuracy by target period (a date, or a whole-number step)."""

    model: str
    horizon: int
    period: dt.date | int
    points: int
    wape: float | None = None
    bias: float | None = None
    naive_wape: float | None = None


class SeriesAccuracy(Result):
    """Accuracy of one series over all horizons; share_of_error: its part of the model's summed absolute error."""

    model: str
    series: str
    wape: float | None = None
    bias: float | None = None
    share_of_error: float | None = None


class Comparison(Result):
    """Old model against new on the same targets."""

    old: str
    new: str
    horizon: int
    targets: int
    wape_old: float | None = None
    wape_new: float | None = None
    dm: float | None = None
    p: float | None = None
    verdict: Literal["better", "worse", "not_distinguishable", "insufficient"] | None = None


class Erosion(Result):
    """The slope of log(WAPE / naive WAPE) a month."""

    model: str
    horizon: int
    since: dt.date | None = None
    months: int = 0
    slope: float | None = None
    low: float | None = None
    high: float | None = None
    raw_slope: float | None = None
    verdict: Literal["holding", "eroding", "improving", "not_distinguishable", "insufficient"] | None = None


class ForecastResult(Result):
    """All accuracy figures of one forecast."""

    name: str
    title: str = ""
    grain: Literal["day", "week", "month"]
    season: int
    by_horizon: tuple[Accuracy, ...] = ()
    overall: tuple[Overall, ...] = ()
    by_period: tuple[PeriodAccuracy, ...] = ()
    by_series: tuple[SeriesAccuracy, ...] = ()
    comparison: tuple[Comparison, ...] = ()
    erosion: tuple[Erosion, ...] = ()
    retrainings: tuple[dt.date, ...] = ()
    warnings: tuple[Warn, ...] = ()
