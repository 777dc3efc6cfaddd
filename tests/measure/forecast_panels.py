"""Tables rows_<dataset> of forecasts, made by hand or at random, and the same figures worked out with pandas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from metrics.measure.forecast import forecasts
from metrics.model import Project
from metrics.results import ForecastResult

DEMAND: dict[str, Any] = {
    "shape": "forecasts",
    "target": "week",
    "made_on": "made_on",
    "forecast": "forecast",
    "actual": "actual",
    "series": ["sku"],
    "model": "model",
}


def project(demand: dict[str, Any], forecast: dict[str, Any] | None = None, **parts: Any) -> Project:
    """A project with one forecast named demand, weekly unless told otherwise; launched on 2024-01-01."""
    datasets = {"demand": demand, **parts.pop("dataset", {})}
    return Project.model_validate(
        {
            "project": {"id": "p", "launch": "2024-01-01"},
            "dataset": datasets,
            "forecast": {"demand": {"dataset": "demand", **(forecast or {})}},
            **parts,
        }
    )


def put(con: duckdb.DuckDBPyConnection, dataset: str, frame: pd.DataFrame) -> None:
    """Make rows_<dataset> of a frame, with the columns that every such table has; dates may be ISO text."""
    frame = frame.copy()
    for column, value in {"_upload": "u", "_seq": 1}.items():
        if column not in frame:
            frame[column] = value
    frame["_row"] = np.arange(len(frame))
    con.register("frame", frame)
    dates = [column for column in frame if column in ("week", "made_on", "day")]
    replaced = f" REPLACE ({', '.join(f'{c}::DATE AS {c}' for c in dates)})" if dates else ""
    con.execute(f"CREATE OR REPLACE TABLE rows_{dataset} AS SELECT *{replaced} FROM frame")
    con.unregister("frame")


def measured(con: duckdb.DuckDBPyConnection, of: Project) -> ForecastResult:
    """The result of the only forecast."""
    (result,), _, _ = forecasts(con, of)
    return result


def rounded(rows: Iterable[object]) -> list[dict[str, object]]:
    """Rows of results without the last digits, which sums of the same numbers in another order may not share."""
    return [
        {name: float(f"{value:.12g}") if isinstance(value, float) else value for name, value in vars(row).items()}
        for row in rows
    ]


def random_panel(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Weekly forecasts by two models, one to three weeks ahead, of five series with gaps and zeros; and their history.

    step counts weeks from Monday 2024-01-01. Actuals stand inside the forecasts from step 21 on, in the history up to
    20; of the last five steps none is known yet. The second model begins later.
    Series e has no history: its first forecasts have no naive, and it has no scale.
    """
    rng = np.random.default_rng(seed)
    past, rows = [], []
    for sku, step in ((sku, step) for sku in "abcde" for step in range(60)):
        actual = float(np.round(max(0.0, 20 + 8 * np.sin(step * np.pi / 2) + rng.normal(0, 12)), 1))
        if rng.random() < 0.05:
            continue
        if step < 21:
            if sku != "e":
                past.append((sku, step, _day(step, rng), actual))
            continue
        for model, begin, spread in (("first", 18, 9.0), ("second", 30, 5.0)):
            for horizon in (1, 2, 3):
                if step - horizon >= begin and rng.random() > 0.1:
                    forecast = actual + rng.normal(0, spread)
                    known = actual if step < 55 else None
                    days = (_day(step, rng), _day(step - horizon, rng))
                    rows.append((sku, step, model, horizon, forecast, known, forecast - 6, forecast + 6, *days))
    columns = ["sku", "step", "model", "horizon", "forecast", "actual", "low", "high", "week", "made_on"]
    panel = pd.DataFrame(rows, columns=columns).sample(frac=1, random_state=seed)
    panel.loc[panel.index[::7], "low"] = None
    return panel, pd.DataFrame(past, columns=["sku", "step", "day", "units"])


def _day(step: int, rng: np.random.Generator) -> str:
    return str((pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=step, days=int(rng.integers(7)))).date())


def _known(panel: pd.DataFrame, history: pd.DataFrame) -> dict[tuple[str, int], float]:
    inside = panel.dropna(subset="actual")
    known = dict(zip(zip(inside.sku, inside.step, strict=True), inside.actual, strict=True))
    return known | dict(zip(zip(history.sku, history.step, strict=True), history.units, strict=True))


def expected_naive(panel: pd.DataFrame, history: pd.DataFrame, season: int, lag: int) -> pd.Series:
    """The naive of each row by plain search: back by seasons until an actual was known when the forecast was made."""
    known = _known(panel, history)
    values = []
    for sku, step, horizon in zip(panel.sku, panel.step, panel.horizon, strict=True):
        usable = [back for back in range(step % season, step + 1, season) if back + 1 + lag <= step - horizon]
        values.append(next((known[sku, back] for back in reversed(usable) if (sku, back) in known), np.nan))
    return pd.Series(values, index=panel.index)


def expected_scale(panel: pd.DataFrame, history: pd.DataFrame, season: int, power: int = 1) -> dict[str, float]:
    """Mean season-lagged difference, to a power, before a series' first forecast."""
    known = _known(panel, history)
    first = (panel.step - panel.horizon).groupby(panel.sku).min()
    scales = {}
    for sku in panel.sku.unique():
        pairs = [(s, t) for s, t in known if s == sku and t < first[sku] and (s, t - season) in known]
        gaps = [abs(known[s, t] - known[s, t - season]) ** power for s, t in pairs]
        scales[sku] = float(np.mean(gaps)) if gaps else float("nan")
    return scales


def expected_figures(rows: pd.DataFrame) -> dict[str, float]:
    """All figures of some rows with columns forecast, actual, naive, scale, sku."""
    error = rows.forecast - rows.actual
    size = rows.actual.abs().sum()
    nonzero = rows.actual != 0
    has = rows.naive.notna()
    naive_size = rows.actual[has].abs().sum()
    naive_wape = (rows.naive - rows.actual)[has].abs().sum() / naive_size
    both = rows.actual.abs() + rows.forecast.abs()
    per_series = (
        rows.assign(e=error.abs(), a=rows.actual.abs(), q=error**2)
        .groupby("sku")
        .agg(
            e=("e", "sum"),
            a=("a", "sum"),
            mae=("e", "mean"),
            mse=("q", "mean"),
            scale=("scale", "first"),
            squared=("squared_scale", "first"),
        )
    )
    return {
        "points": len(rows),
        "mae": error.abs().mean(),
        "wape": error.abs().sum() / size,
        "wape_median_series": (per_series.e / per_series.a).median(),
        "mape": (error.abs() / rows.actual.abs())[nonzero].mean(),
        "mape_left_out": (~nonzero).sum(),
        "smape": (200 * error.abs() / both)[both > 0].sum() / len(rows),
        "mase": (per_series.mae / per_series.scale).mean(),
        "rmse": np.sqrt((error**2).mean()),
        "rmsse": np.sqrt(per_series.mse / per_series.squared).mean(),
        "mean_error": error.mean(),
        "bias": error.sum() / size,
        "naive_wape": naive_wape,
        "fva": naive_wape - error[has].abs().sum() / naive_size,
        "fva_left_out": (~has).sum(),
    }
