"""The small worked example of forecast measures through the command line, and once more with numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.commands import Commands
from tests.conformance.test_forecast_example import ACTUAL, FORECAST, TRAINING

DEFINITION = """
[project]
id = "example"
launch = 2025-01-01

[dataset.outlook]
shape = "forecasts"
target = "step"
horizon = "step"
forecast = "forecast"
actual = "actual"
columns = { step = "integer" }

[dataset.training]
shape = "series"
time = "step"
columns = { step = "integer", value = "double" }

[forecast.outlook]
dataset = "outlook"
history = "training"
season = 1
"""


def test_figures_of_the_example(tmp_path: Path) -> None:
    rows = [f"{at},{one},{two}" for at, (one, two) in enumerate(zip(FORECAST, ACTUAL, strict=True), 1)]
    (tmp_path / "outlook.csv").write_text("\n".join(["step,forecast,actual", *rows]) + "\n")
    rows = [f"{at},{value}" for at, value in enumerate(TRAINING, 1)]
    (tmp_path / "training.csv").write_text("\n".join(["step,value", *rows]) + "\n")
    command = Commands(tmp_path)
    (result,) = command.results(DEFINITION, ("training", "training.csv"), ("outlook", "outlook.csv"))["forecasts"]
    (found,) = result["overall"]
    published = {"mae": 0.55, "rmsse": 0.205688, "mase": 0.183333, "mape": 0.336905, "wape": 0.189655, "rmse": 0.642262}
    assert {name: round(found[name], 6) for name in published} == published
    assert (round(found["mean_error"], 2), round(found["smape"], 2)) == (0.05, 55.53)

    actual, forecast, steps = np.array(ACTUAL), np.array(FORECAST), np.diff(TRAINING)
    error = forecast - actual
    by_numpy = {
        "mae": np.abs(error).mean(),
        "rmse": np.sqrt((error**2).mean()),
        "mape": np.abs(error / actual).mean(),
        "wape": np.abs(error).sum() / np.abs(actual).sum(),
        "bias": error.sum() / np.abs(actual).sum(),
        "mean_error": error.mean(),
        "smape": (200 * np.abs(error) / (np.abs(actual) + np.abs(forecast))).mean(),
        "mase": np.abs(error).mean() / np.abs(steps).mean(),
        "rmsse": np.sqrt((error**2).mean() / (steps**2).mean()),
    }
    assert {name: found[name] for name in by_numpy} == pytest.approx(by_numpy)
