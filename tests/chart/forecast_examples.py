"""Forecast results to draw, invented: an old model, a retrained one whose accuracy holds, and one that erodes."""

from __future__ import annotations

import datetime as dt
import math

from metrics.results import Accuracy, Comparison, Erosion, ForecastResult, PeriodAccuracy, SeriesAccuracy

FIRST_WEEK = dt.date(2024, 7, 1)
LEVELS = {"classic": 0.21, "retrained": 0.13, "light": 0.15}


def _wape(model: str, horizon: int, week: int) -> float:
    drift = 0.0022 * week if model == "light" else 0.0
    return LEVELS[model] + 0.022 * horizon + drift + 0.018 * math.sin(week * 1.9 + horizon)


def _naive(horizon: int, week: int) -> float:
    return 0.25 + 0.02 * horizon + 0.02 * math.cos(week * 1.3)


def demand_forecast() -> ForecastResult:
    """60 target weeks, horizons 1 to 4, three models, twelve series."""
    weeks = [FIRST_WEEK + dt.timedelta(weeks=step) for step in range(60)]
    spans = {"classic": range(30), "light": range(30, 60), "retrained": range(30, 60)}
    by_period = tuple(
        PeriodAccuracy(
            model=model,
            horizon=horizon,
            period=weeks[step],
            points=12,
            wape=_wape(model, horizon, step - span.start),
            bias=0.01,
            naive_wape=_naive(horizon, step),
        )
        for model, span in spans.items()
        for horizon in range(1, 5)
        for step in span
    )
    by_horizon = tuple(
        Accuracy(
            model=model,
            horizon=horizon,
            points=360,
            mae=14.2 + horizon,
            wape=LEVELS[model] + 0.022 * horizon,
            wape_median_series=LEVELS[model] + 0.03 * horizon,
            mape=0.2 + 0.02 * horizon,
            mape_left_out=3,
            smape=18.0 + horizon,
            mase=0.8 + 0.05 * horizon,
            rmse=20.1 + horizon,
            bias=0.012 * horizon if model != "light" else -0.04,
            naive_wape=0.25 + 0.02 * horizon,
            fva=0.25 - LEVELS[model],
            coverage={"50": 0.47 - 0.01 * horizon, "95": 0.93 - 0.02 * horizon},
        )
        for model in spans
        for horizon in range(1, 5)
    )
    shares = (0.28, 0.17, 0.11, 0.09, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03, 0.01, 0.01)
    by_series = tuple(
        SeriesAccuracy(
            model=model, series=f"SKU {4100 + n}", wape=0.34 - 0.02 * n, bias=0.02 - 0.01 * n, share_of_error=share
        )
        for model in spans
        for n, share in enumerate(shares)
    )
    return ForecastResult(
        name="demand",
        title="Weekly demand",
        grain="week",
        season=52,
        by_horizon=by_horizon,
        by_period=by_period,
        by_series=by_series,
        comparison=tuple(
            Comparison(
                old="classic", new=new, horizon=horizon, targets=30, wape_old=0.25, wape_new=0.17, verdict="better"
            )
            for new in ("retrained", "light")
            for horizon in range(1, 5)
        ),
        erosion=(
            Erosion(
                model="retrained",
                horizon=3,
                since=weeks[30],
                months=7,
                slope=0.002,
                low=-0.01,
                high=0.014,
                verdict="holding",
            ),
            Erosion(model="light", horizon=3, since=weeks[30], months=7, verdict="insufficient"),
        ),
        retrainings=(weeks[30],),
    )
