"""How rows become forecasts beside actuals: horizons, repeats, missing parts, and where actuals come from."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pandas as pd
import pytest

from metrics.errors import FormulaError
from metrics.measure.forecast import forecasts
from metrics.results import ForecastResult
from tests.measure.forecast_panels import DEMAND, measured, project, put

COLUMNS = ["sku", "week", "made_on", "forecast", "actual"]
PLAIN: dict[str, Any] = {key: value for key, value in DEMAND.items() if key != "model"}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _measure(
    con: duckdb.DuckDBPyConnection, rows: list[tuple], columns: list[str] = COLUMNS, **demand: Any
) -> ForecastResult:
    put(con, "demand", pd.DataFrame(rows, columns=columns))
    return measured(con, project({**PLAIN, **demand}))


def _kinds(result: ForecastResult) -> dict[str, str]:
    return {warning.kind: warning.text for warning in result.warnings}


@pytest.mark.parametrize(
    ("grain", "made_on", "target", "horizon"),
    [
        ("week", "2024-01-07", "2024-01-08", 1),  # Sunday to Monday
        ("week", "2024-01-08", "2024-01-14", 0),
        ("week", "2020-12-28", "2021-01-04", 1),  # over ISO week 53
        ("week", "1969-12-28", "1970-01-05", 2),  # on both sides of where weeks are counted from
        ("month", "2023-12-31", "2024-02-01", 2),
        ("month", "1969-12-31", "1970-01-01", 1),
        ("day", "2024-02-28", "2024-03-01", 2),
        ("week", "2024-01-17", "2024-01-08", -1),
    ],
)
def test_horizon_counts_grain_steps(con, grain, made_on, target, horizon):
    put(con, "demand", pd.DataFrame([("a", target, made_on, 1.0, 2.0)], columns=COLUMNS))
    result = measured(con, project(PLAIN, {"grain": grain}))
    assert [row.horizon for row in result.by_horizon] == [horizon]
    assert ("forecast_after_target" in _kinds(result)) == (horizon < 0)


def test_periods_are_first_days(con):
    put(con, "demand", pd.DataFrame([("a", "2024-02-29", "2024-01-31", 1.0, 2.0)], columns=COLUMNS))
    periods = {
        grain: measured(con, project(PLAIN, {"grain": grain})).by_period[0].period for grain in ("day", "week", "month")
    }
    assert periods == {"day": dt.date(2024, 2, 29), "week": dt.date(2024, 2, 26), "month": dt.date(2024, 2, 1)}


def test_an_explicit_horizon_wins_and_mismatches_are_told(con):
    rows = [("a", "2024-01-08", "2024-01-01", 1.0, 2.0, 1), ("a", "2024-01-15", "2024-01-01", 1.0, 2.0, 3)]
    result = _measure(con, rows, [*COLUMNS, "ahead"], horizon="ahead")
    assert [row.horizon for row in result.by_horizon] == [1, 3]
    assert "1 of 2 rows" in _kinds(result)["forecast_horizon"]


def test_of_several_made_in_one_period_the_last_counts(con):
    rows = [
        ("a", "2024-01-15", "2024-01-03", 50.0, 10.0),
        ("a", "2024-01-15", "2024-01-01", 90.0, 10.0),
        ("a", "2024-01-15", "2024-01-08", 11.0, 10.0),  # another horizon
        ("b", "2024-01-15", "2024-01-01", 10.0, 10.0),
    ]
    result = _measure(con, rows)
    assert {row.horizon: (row.points, row.mae) for row in result.by_horizon} == {1: (1, 1.0), 2: (2, 20.0)}
    assert "1 of 4 rows" in _kinds(result)["forecast_superseded"]


def test_two_target_days_of_one_period_from_one_origin_are_left_out(con):
    rows = [
        ("a", "2024-01-08", "2024-01-01", 5.0, 10.0),
        ("a", "2024-01-09", "2024-01-01", 5.0, 10.0),
        ("b", "2024-01-08", "2024-01-01", 8.0, 10.0),
    ]
    result = _measure(con, rows)
    assert [(row.points, row.mae) for row in result.by_horizon] == [(1, 2.0)]
    assert "2 of 3 rows" in _kinds(result)["forecast_ambiguous"]


def test_unknown_parts_are_left_out_and_counted(con):
    rows = [
        ("a", "2024-01-08", "2024-01-01", 1.0, 0.0),
        ("a", "2024-01-15", "2024-01-01", 1.0, None),
        ("a", "2024-01-22", "2024-01-01", 1.0, float("nan")),
        ("a", "2024-01-29", "2024-01-01", None, 4.0),
        ("a", "2024-02-05", None, 1.0, 4.0),
        ("a", None, "2024-01-01", 1.0, 4.0),
    ]
    put(con, "demand", pd.DataFrame(rows, columns=COLUMNS))
    (result,), reasons, warnings = forecasts(con, project(PLAIN))
    (row,) = result.by_horizon
    assert (row.points, row.mae, row.wape, row.bias, row.mape, row.mape_left_out) == (1, 1.0, None, None, None, 1)
    assert row.smape == 200
    assert (row.mase, row.naive_wape, row.fva, row.fva_left_out) == (None, None, None, 1)
    assert "3 of 6 rows" in _kinds(result)["forecast_incomplete"]
    assert "2 of 6 rows" in _kinds(result)["forecast_no_actual"]
    for field in ("wape", "wape_median_series", "bias", "mape", "mase", "rmsse", "naive_wape", "fva", "by_period.wape"):
        assert f"forecast.demand.{field}" in reasons
    assert warnings == []


def test_a_horizon_too_far_to_count_is_no_horizon(con):
    """Its row is left out and counted; the actual in it is known to the naive all the same."""
    rows = [("a", "2024-01-01", "2023-12-25", 10**12, 9.0, 4.0), ("a", "2024-01-15", "2024-01-08", 1, 5.0, 6.0)]
    columns = [*COLUMNS[:3], "ahead", *COLUMNS[3:]]
    result = _measure(con, rows, columns, horizon="ahead")
    assert [(row.horizon, row.points, row.mae) for row in result.by_horizon] == [(1, 1, 1.0)]
    assert result.by_horizon[0].naive_wape == pytest.approx(2 / 6)
    assert "1 of 2 rows" in _kinds(result)["forecast_incomplete"]


def test_models_and_series_get_names(con):
    rows = [("a", None, "2024-01-08", "2024-01-01", 1.0, 2.0), ("a", "north", "2024-01-08", "2024-01-01", 1.0, 2.0)]
    result = _measure(con, rows, ["sku", "region", *COLUMNS[1:]], series=["sku", "region"])
    assert [row.model for row in result.overall] == ["forecast"]
    assert sorted(row.series for row in result.by_series) == ["a / ", "a / north"]
    result = _measure(con, rows, ["sku", "region", *COLUMNS[1:]], series=[], model="region")
    assert {row.model for row in result.overall} == {"forecast", "north"}
    assert {row.series for row in result.by_series} == {""}


def test_where_is_checked_and_applied(con):
    rows = [("a", "2024-01-08", "2024-01-01", 1.0, 2.0), ("US", "2024-01-08", "2024-01-01", 9.0, 2.0)]
    assert _measure(con, rows, where="sku <> 'US'").overall[0].mae == 1.0
    with pytest.raises(FormulaError):
        _measure(con, rows, where="sku IN (SELECT content FROM read_text('/etc/passwd'))")


def test_a_perfect_forecast_of_zero_has_no_symmetric_error(con):
    assert _measure(con, [("a", "2024-01-08", "2024-01-01", 0.0, 0.0)]).overall[0].smape == 0


def test_nothing_uploaded_is_an_outcome(con):
    for make in (lambda: None, lambda: put(con, "demand", pd.DataFrame(columns=COLUMNS))):
        make()
        (result,), reasons, warnings = forecasts(con, project(PLAIN))
        assert result.by_horizon == ()
        assert "no rows of dataset demand" in reasons["forecast.demand.by_horizon"]
        assert [warning.kind for warning in warnings] == ["forecast_unavailable"]


def test_only_future_targets_is_an_outcome(con):
    put(con, "demand", pd.DataFrame([("a", "2024-01-08", "2024-01-01", 1.0, None)], columns=COLUMNS))
    (result,), reasons, warnings = forecasts(con, project(PLAIN))
    assert result.by_horizon == ()
    assert "none of its 1 rows" in reasons["forecast.demand.by_horizon"]
    assert len(warnings) == 1


def test_retrainings_that_affect_it_are_listed(con):
    event = {"kind": "retraining", "title": "t"}
    events = [
        {"date": "2024-03-01", "affects": ["demand"], **event},
        {"date": "2024-02-01", **event},
        {"date": "2024-04-01", "affects": ["tickets"], **event},
        {"date": "2024-05-01", "title": "t", "kind": "note"},
    ]
    put(con, "demand", pd.DataFrame([("a", "2024-01-08", "2024-01-01", 1.0, 2.0)], columns=COLUMNS))
    assert measured(con, project(PLAIN, event=events)).retrainings == (dt.date(2024, 2, 1), dt.date(2024, 3, 1))
