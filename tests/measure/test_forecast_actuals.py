"""Actuals and histories from other datasets: series and period, partial edges, first reports, whole numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pandas as pd
import pytest

from metrics.measure.forecast import forecasts
from tests.measure.forecast_panels import measured, project, put, rounded

DEMAND: dict[str, Any] = {
    "shape": "forecasts",
    "target": "week",
    "made_on": "made_on",
    "forecast": "forecast",
    "series": ["sku"],
    "actuals": {"dataset": "sales", "value": "units"},
}
SALES: dict[str, Any] = {"shape": "series", "time": "day", "columns": {"sku": "text", "units": "double"}}
STEPS: dict[str, Any] = {
    "shape": "forecasts",
    "target": "step",
    "horizon": "step",
    "forecast": "forecast",
    "actual": "actual",
    "columns": {"step": "integer"},
}
TRAINING: dict[str, Any] = {"shape": "series", "time": "step", "columns": {"step": "integer", "value": "double"}}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _forecasts(con: duckdb.DuckDBPyConnection, rows: list[tuple]) -> None:
    put(con, "demand", pd.DataFrame(rows, columns=["sku", "week", "made_on", "forecast"]))


def _daily(first: str, days: int, units: float = 1.0) -> pd.DataFrame:
    start = dt.date.fromisoformat(first)
    return pd.DataFrame({"sku": "a", "day": [str(start + dt.timedelta(i)) for i in range(days)], "units": units})


def test_finer_actuals_are_summed_and_partial_edges_left_out(con):
    put(con, "sales", _daily("2024-01-03", 7 * 4))  # Wednesday to Tuesday: three whole weeks, two halves
    weeks = ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22", "2024-01-29"]
    _forecasts(con, [("a", week, "2023-12-25", 9.0) for week in weeks])
    result = measured(con, project(DEMAND, dataset={"sales": SALES}))
    assert [(str(row.period), row.wape) for row in result.by_period] == [
        (week, pytest.approx(2 / 7)) for week in weeks[1:4]
    ]
    assert any(warning.kind == "forecast_no_actual" and "2 of 5" in warning.text for warning in result.warnings)


def test_a_weekday_desk_reaches_the_edge_of_its_week(con):
    daily = _daily("2024-01-01", 26)
    put(con, "sales", daily[pd.to_datetime(daily.day).dt.day_of_week < 5])
    _forecasts(con, [("a", "2024-01-22", "2024-01-08", 10.0)])  # its Friday is the last row
    assert measured(con, project(DEMAND, dataset={"sales": SALES})).overall[0].wape == 1.0


def test_an_unknown_day_makes_its_week_unknown(con):
    daily = _daily("2024-01-01", 21)
    daily.loc[9, "units"] = None
    put(con, "sales", daily)
    _forecasts(con, [("a", "2024-01-08", "2024-01-01", 7.0), ("a", "2024-01-15", "2024-01-08", 7.0)])
    assert [str(row.period) for row in measured(con, project(DEMAND, dataset={"sales": SALES})).by_period] == [
        "2024-01-15"
    ]


def test_the_naive_takes_the_first_report_and_the_error_the_last(con):
    sales = pd.DataFrame(
        [("2024-01-01", 10.0, 1), ("2024-01-08", 20.0, 1), ("2024-01-01", 14.0, 2), ("2024-01-08", 25.0, 2)],
        columns=["day", "units", "_seq"],
    ).assign(sku="a")
    put(con, "sales", sales)
    _forecasts(con, [("a", "2024-01-08", "2024-01-08", 24.0)])
    (row,) = measured(con, project(DEMAND, dataset={"sales": {**SALES, "mode": "append"}})).overall
    assert (row.mae, row.naive_wape) == (1.0, 15 / 25)


def test_the_naive_waits_until_an_actual_was_known(con):
    put(
        con,
        "sales",
        pd.DataFrame(
            {"sku": "a", "day": ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22"], "units": [1.0, 2, 3, 10]}
        ),
    )
    _forecasts(con, [("a", "2024-01-22", "2024-01-15", 10.0)])
    naive = {}
    for lag in (0, 1, 2):
        (row,) = measured(con, project(DEMAND, {"actual_lag": lag}, dataset={"sales": SALES})).overall
        naive[lag] = None if row.naive_wape is None else 10 - 10 * row.naive_wape
    assert naive == {0: pytest.approx(2), 1: pytest.approx(1), 2: None}


def test_a_history_serves_scale_and_naive_before_the_actuals_begin(con):
    old = pd.DataFrame({"sku": "a", "day": ["2023-12-18", "2023-12-25"], "units": [4.0, 8.0]})
    put(con, "old", old)
    put(con, "sales", pd.DataFrame({"sku": "a", "day": ["2024-01-01"], "units": [10.0]}))
    _forecasts(con, [("a", "2024-01-01", "2024-01-01", 9.0)])
    (row,) = measured(con, project(DEMAND, {"history": "old"}, dataset={"sales": SALES, "old": SALES})).overall
    assert (row.mase, row.naive_wape) == (0.25, pytest.approx(0.2))


def test_a_scale_ends_where_forecasts_begin(con):
    put(
        con,
        "sales",
        pd.DataFrame({"sku": "a", "day": ["2024-01-01", "2024-01-08", "2024-01-15"], "units": [10.0, 12, 99]}),
    )
    _forecasts(con, [("a", "2024-01-15", "2024-01-15", 98.0)])
    assert measured(con, project(DEMAND, {"history": "sales"}, dataset={"sales": SALES})).overall[0].mase == 0.5


def test_a_constant_history_has_no_scale(con):
    put(
        con,
        "sales",
        pd.concat([_daily("2024-01-01", 3), _daily("2024-01-01", 3).assign(sku="b", units=[1.0, 2.0, 9.0])]),
    )
    _forecasts(con, [("a", "2024-01-03", "2024-01-03", 5.0), ("b", "2024-01-03", "2024-01-03", 5.0)])
    of = project(DEMAND, {"grain": "day"}, dataset={"sales": SALES})
    (row,) = measured(con, of).overall
    assert (row.mase, row.mase_zero_scales) == (4.0, 1)
    con.execute("DELETE FROM rows_demand WHERE sku = 'b'")
    (result,), reasons, _ = forecasts(con, of)
    assert (result.overall[0].mase, result.overall[0].mase_zero_scales) == (None, 1)
    assert "zero" in reasons["forecast.demand.mase"]


def test_time_parts_are_bucketed_by_their_date(con):
    months = {"shape": "series", "time": ["year", "month"], "columns": {"sku": "text", "units": "double"}}
    put(con, "sales", pd.DataFrame({"sku": "a", "year": 2024, "month": [1, 2], "units": [5.0, 6.0]}))
    con.execute("ALTER TABLE rows_sales ADD COLUMN _time DATE")
    con.execute("UPDATE rows_sales SET _time = make_date(year, month, 1)")
    _forecasts(con, [("a", "2024-02-29", "2024-02-03", 9.0)])
    assert measured(con, project(DEMAND, {"grain": "month"}, dataset={"sales": months})).overall[0].mae == 3.0


@pytest.mark.parametrize(
    ("sales", "said"),
    [
        ({**SALES, "columns": {"units": "double"}}, "lacks the series columns sku"),
        ({**SALES, "columns": {"sku": "text", "pieces": "double"}}, "no single number column"),
        ({**SALES, "columns": {"sku": "text", "units": "double", "day": "integer"}}, "not both dates"),
        (None, "is not defined"),
        (SALES, "no rows of dataset sales"),
    ],
)
def test_actuals_that_do_not_fit_are_said(con, sales, said):
    _forecasts(con, [("a", "2024-01-08", "2024-01-01", 9.0)])
    (result,), reasons, warnings = forecasts(con, project(DEMAND, dataset={"sales": sales} if sales else {}))
    assert result.by_horizon == ()
    assert said in reasons["forecast.demand.by_horizon"]
    assert said in warnings[0].text


def test_whole_number_targets_have_no_naive_but_a_scale(con):
    put(con, "demand", pd.DataFrame({"step": [1, 2], "forecast": [4.0, 6.0], "actual": [5.0, 5.0]}))
    put(con, "training", pd.DataFrame({"step": [1, 2, 3], "value": [1.0, 3.0, 5.0]}))
    of = project(STEPS, {"history": "training"}, dataset={"training": TRAINING})
    (result,), reasons, _ = forecasts(con, of)
    assert [(row.horizon, row.period, row.bias) for row in result.by_period] == [(1, 1, -0.2), (2, 2, 0.2)]
    (row,) = result.overall
    assert (row.points, row.mae, row.mase, row.naive_wape, row.fva, row.fva_left_out) == (2, 1.0, 0.5, None, None, 2)
    assert "whole numbers" in reasons["forecast.demand.fva"]
    assert "whole numbers" in reasons["forecast.demand.erosion"]


def test_whole_number_origins_put_the_naive_on_the_same_axis(con):
    steps = {**STEPS, "horizon": None, "made_on": "origin", "columns": {"step": "integer", "origin": "integer"}}
    rows = {"step": [4, 5, 6], "origin": [4, 4, 6], "forecast": [8.0, 9.0, 9.0], "actual": [9.0, 9.0, 12.0]}
    put(con, "demand", pd.DataFrame(rows))
    put(con, "training", pd.DataFrame({"step": [1, 2, 3], "value": [1.0, 3.0, 5.0]}))
    result = measured(con, project(steps, {"history": "training"}, dataset={"training": TRAINING}))
    naive = {(row.horizon, row.period): row.naive_wape for row in result.by_period}
    assert naive == {(0, 4): pytest.approx(4 / 9), (1, 5): pytest.approx(4 / 9), (0, 6): pytest.approx(3 / 12)}


def test_one_row_a_period_gives_what_several_that_add_up_to_it_give(con):
    weeks = [str((pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=step)).date()) for step in range(12)]
    whole = pd.DataFrame({"sku": "a", "day": weeks, "units": [10.0 + step % 3 for step in range(12)]})
    parts = pd.concat([whole.assign(units=whole.units / 2)] * 2)
    keyless = {**SALES, "shape": "events", "columns": {"sku": "text", "units": "double"}}
    _forecasts(con, [("a", week, weeks[place], 11.5) for place, week in enumerate(weeks[1:])])
    found = []
    for frame in (whole, parts):
        put(con, "sales", frame)
        found += measured(con, project(DEMAND, dataset={"sales": keyless})).overall
    assert rounded(found[:1]) == rounded(found[1:])
    assert found[0].points == 11


def test_an_unknown_or_infinite_single_row_is_no_actual(con):
    weeks = [str((pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=step)).date()) for step in range(6)]
    put(con, "sales", pd.DataFrame({"sku": "a", "day": weeks, "units": [10, None, float("inf"), 10, float("nan"), 10]}))
    _forecasts(con, [("a", week, "2023-12-25", 9.0) for week in weeks])
    (row,) = measured(con, project(DEMAND, dataset={"sales": SALES})).overall
    assert (row.points, row.wape) == (3, pytest.approx(0.1))
