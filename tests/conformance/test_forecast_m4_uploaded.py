"""M4 competition through the command line: the training files as they are published, one column a step.

sMAPE and MASE of two methods (Makridakis, Spiliotis & Assimakopoulos 2020), to 3 decimals.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Commands
from tests.conformance.test_forecast_m4 import PUBLISHED

DEFINITION = """
[project]
id = "m4"
launch = 2018-01-01

[dataset.forecasts]
shape = "forecasts"
target = "horizon"
horizon = "horizon"
forecast = "forecast"
actual = "actual"
series = ["series_id"]
model = "method"
columns = { horizon = "integer", frequency = "text" }
where = "frequency = 'FREQUENCY'"

[dataset.training]
shape = "series"
time = "step"
series = ["series_id"]
columns = { step = "integer", series_id = "text", value = "double" }

[forecast.m4]
dataset = "forecasts"
history = "training"
season = SEASON
"""
WIDE = ("--set", "series_id=V1", "--accept", "wide")
SERIES = {"Weekly": 359, "Hourly": 414}
VALUES = {"Weekly": 366_912, "Hourly": 353_500}  # series end where they end, so many rows have empty cells


@pytest.mark.realdata
@pytest.mark.parametrize(("frequency", "season"), [("Weekly", 1), ("Hourly", 24)])
def test_published_figures_from_uploaded_files(frequency: str, season: int, shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "forecasts"
    result = Commands(tmp_path).results(
        DEFINITION.replace("FREQUENCY", frequency).replace("SEASON", str(season)),
        ("training", str(folder / f"m4_{frequency}-train.csv.gz"), *WIDE),
        ("forecasts", str(folder / "m4_weekly_hourly_forecasts.csv.gz")),
    )
    training = result["inputs"]["uploads"][0]
    assert (training["rows"], training["rejected"]) == (VALUES[frequency], 0)
    (forecast,) = result["forecasts"]
    found = {
        (frequency.lower(), row["model"]): (round(row["smape"], 3), round(row["mase"], 3))
        for row in forecast["overall"]
    }
    assert found == {key: figures for key, figures in PUBLISHED.items() if key[0] == frequency.lower()}
    assert {row["points"] for row in forecast["by_horizon"]} == {SERIES[frequency]}
