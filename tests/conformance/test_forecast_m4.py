"""M4 competition (Makridakis, Spiliotis & Assimakopoulos 2020): sMAPE and MASE of two methods, to 3 decimals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from metrics import engine
from metrics.measure.forecast import forecasts
from metrics.model import Project

pytestmark = pytest.mark.realdata

PUBLISHED = {  # sMAPE, MASE
    ("weekly", "Naive2"): (9.161, 2.777),
    ("weekly", "SES"): (9.012, 2.685),
    ("hourly", "Naive2"): (18.383, 2.395),
    ("hourly", "SES"): (18.094, 2.385),
}
FORECASTS: dict[str, Any] = {
    "shape": "forecasts",
    "target": "step",
    "horizon": "step",
    "forecast": "forecast",
    "actual": "actual",
    "series": ["series_id"],
    "model": "method",
    "columns": {"step": "integer"},
}
TRAINING: dict[str, Any] = {
    "shape": "series",
    "time": "step",
    "columns": {"step": "integer", "series_id": "text", "value": "double"},
}
ROW = "'u' AS _upload, 1 AS _seq, row_number() OVER () AS _row"


def _load(con: duckdb.DuckDBPyConnection, folder: Path, name: str, frequency: str) -> None:
    forecasts_file = engine.text(str(folder / "m4_weekly_hourly_forecasts.csv.gz"))
    con.execute(
        f"CREATE TABLE rows_{name} AS SELECT series_id, method, horizon AS step, forecast, actual, {ROW}"
        f" FROM read_csv({forecasts_file}) WHERE frequency = $frequency",
        {"frequency": frequency},
    )
    training_file = engine.text(str(folder / f"m4_{frequency}-train.csv.gz"))
    con.execute(
        f"CREATE TABLE rows_{name}_train AS"
        f" WITH wide AS (SELECT * FROM read_csv({training_file}, all_varchar = true, header = true)),"
        " long AS (UNPIVOT wide ON COLUMNS(* EXCLUDE V1) INTO NAME place VALUE text)"
        f" SELECT V1 AS series_id, place[2:]::BIGINT - 1 AS step, text::DOUBLE AS value, {ROW}"
        " FROM long WHERE text <> ''"
    )


def test_smape_and_mase_as_published(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "forecasts"
    con = engine.connect(tmp_path, reads=(folder,))
    names = {"weekly": ("Weekly", 1), "hourly": ("Hourly", 24)}
    for name, (frequency, _) in names.items():
        _load(con, folder, name, frequency)
    project = Project.model_validate(
        {
            "project": {"id": "m4", "launch": "2018-01-01"},
            "dataset": dict.fromkeys(names, FORECASTS) | {f"{name}_train": TRAINING for name in names},
            "forecast": {
                name: {"dataset": name, "season": season, "history": f"{name}_train"}
                for name, (_, season) in names.items()
            },
        }
    )
    results, reasons, _ = forecasts(con, project)
    found = {
        (result.name, row.model): (round(row.smape or 0, 3), round(row.mase or 0, 3))
        for result in results
        for row in result.overall
    }
    assert found == PUBLISHED
    for result, (frequency, season) in zip(results, names.values(), strict=True):
        training = pd.read_csv(folder / f"m4_{frequency}-train.csv.gz", index_col=0)
        for row in result.overall:
            by_numpy = _by_numpy(folder, training, row.model, season)
            assert (row.smape, row.mase, row.rmsse, row.wape) == pytest.approx(by_numpy, rel=1e-9)
    assert [max(row.horizon for row in result.by_horizon) for result in results] == [13, 48]
    assert "whole numbers" in reasons["forecast.weekly.naive_wape"]


def _by_numpy(folder: Path, training: pd.DataFrame, method: str, season: int) -> tuple[float, float, float, float]:
    """sMAPE, MASE, RMSSE and WAPE: a row of errors a series, scaled by its own seasonal steps in training."""
    rows = pd.read_csv(folder / "m4_weekly_hourly_forecasts.csv.gz")
    rows = rows[rows.series_id.isin(training.index) & (rows.method == method)]
    actual, forecast = (
        rows.pivot(index="series_id", columns="horizon", values=name) for name in ("actual", "forecast")
    )
    a, f, error = actual.to_numpy(), forecast.to_numpy(), (forecast - actual).to_numpy()
    known = training.loc[actual.index].to_numpy()
    steps = known[:, season:] - known[:, :-season]
    mase = (np.abs(error).mean(axis=1) / np.nanmean(np.abs(steps), axis=1)).mean()
    rmsse = np.sqrt((error**2).mean(axis=1) / np.nanmean(steps**2, axis=1)).mean()
    smape = (200 * np.abs(error) / (np.abs(a) + np.abs(f))).mean()
    return float(smape), float(mase), float(rmsse), float(np.abs(error).sum() / np.abs(a).sum())
