"""A small worked example of forecast measures, the one that sktime's documentation uses, with its published values.

actual 3 −0.5 2 7 2, forecast 2.5 0 2 8 1.25, training 5 0.5 4 6 3 5 2.
"""

from __future__ import annotations

import duckdb
import pytest

from metrics.measure.forecast import forecasts
from metrics.model import Project

ACTUAL = [3, -0.5, 2, 7, 2]
FORECAST = [2.5, 0, 2, 8, 1.25]
TRAINING = [5, 0.5, 4, 6, 3, 5, 2]


def test_figures_of_the_example() -> None:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE rows_f AS SELECT place AS step, forecast, actual, 'u' AS _upload, 1 AS _seq, place AS _row"
        " FROM (SELECT generate_subscripts($a, 1) AS place, unnest($f) AS forecast, unnest($a) AS actual)",
        {"a": [float(value) for value in ACTUAL], "f": [float(value) for value in FORECAST]},
    )
    con.execute(
        "CREATE TABLE rows_t AS SELECT place AS step, value, 'u' AS _upload, 1 AS _seq, place AS _row"
        " FROM (SELECT generate_subscripts($t, 1) AS place, unnest($t) AS value)",
        {"t": [float(value) for value in TRAINING]},
    )
    steps = {"target": "step", "horizon": "step", "forecast": "forecast", "actual": "actual"}
    project = Project.model_validate(
        {
            "project": {"id": "p", "launch": "2025-01-01"},
            "dataset": {
                "f": {"shape": "forecasts", **steps, "columns": {"step": "integer"}},
                "t": {"shape": "series", "time": "step", "columns": {"step": "integer", "value": "double"}},
            },
            "forecast": {"f": {"dataset": "f", "history": "t"}},
        }
    )
    (result,), _, _ = forecasts(con, project)
    (row,) = result.overall
    assert row.mae == pytest.approx(0.55)
    assert round(row.mase or 0, 6) == 0.183333
    assert round(row.rmsse or 0, 6) == 0.205688
    assert round(row.mape or 0, 6) == 0.336905
    assert round(row.wape or 0, 6) == 0.189655
    assert round(row.rmse or 0, 6) == 0.642262
    assert round(row.smape or 0, 2) == 55.53
    assert row.mean_error == pytest.approx(0.05)
    assert row.bias == pytest.approx(0.05 * row.points / sum(abs(value) for value in ACTUAL))
