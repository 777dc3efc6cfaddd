"""M4 competition, file to figures: the weekly training file as it is published, one column a step, goes through upload.

sMAPE and MASE of two methods (Makridakis, Spiliotis & Assimakopoulos 2020), to 3 decimals.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics import actions
from metrics.intake import Answers
from metrics.store import Store
from tests.visits import visit

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
where = "frequency = 'Weekly'"

[dataset.training]
shape = "series"
time = "step"
series = ["series_id"]
columns = { step = "integer", series_id = "text", value = "double" }

[forecast.m4]
dataset = "forecasts"
history = "training"
season = 1
"""
PUBLISHED = {"Naive2": (9.161, 2.777), "SES": (9.012, 2.685)}  # sMAPE, MASE
SERIES, VALUES = 359, 366_912  # in the training file; series end where they end, so most rows have empty cells


@pytest.mark.realdata
def test_published_figures_from_uploaded_files(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "forecasts"
    with Store.open(tmp_path) as store:
        actions.apply(visit(store, "analyst"), DEFINITION)
        wide = Answers(columns={"series_id": "V1"}, accept=("wide",))
        staged = actions.stage(visit(store), "m4", "training", folder / "m4_Weekly-train.csv.gz", wide)
        assert (staged.files.rows if staged.files else 0, staged.reject_sample) == (VALUES, ())
        actions.commit(visit(store, "analyst"), staged, more_follow=True)
        file = folder / "m4_weekly_hourly_forecasts.csv.gz"
        actions.commit(visit(store, "analyst"), actions.stage(visit(store), "m4", "forecasts", file))
        (result,) = actions.results(visit(store), "m4").forecasts
    found = {row.model: (round(row.smape or 0, 3), round(row.mase or 0, 3)) for row in result.overall}
    assert found == PUBLISHED
    assert {row.points for row in result.by_horizon} == {SERIES}
