"""Batches: which rows actuals and naive forecasts are read from, and that the others get the same from them."""

from __future__ import annotations

import itertools

import duckdb
import pandas as pd
import pytest

from metrics.measure.forecast_input import create_views
from metrics.measure.forecast_tables import create_tables
from tests.measure.forecast_panels import DEMAND, measured, project, put, rounded

COLUMNS = ["model", "sku", "week", "made_on", "forecast", "actual"]
Row = tuple[str, str, str, str, float, float | None]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _week(step: int) -> str:
    return str((pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=step)).date())


def _rolling(models: str = "m", skus: str = "ab", weeks: int = 8, horizons: int = 3) -> list[Row]:
    """Each model forecasts each series 1, 2, … weeks ahead every week; the model's place is its error."""
    return [
        (model, sku, _week(made + ahead), _week(made), actual + place + 1, actual)
        for (place, model), made, ahead, sku in itertools.product(
            enumerate(models), range(weeks), range(1, horizons + 1), skus
        )
        for actual in [float(10 * (made + ahead) + ord(sku))]
    ]


def _read(con: duckdb.DuckDBPyConnection, rows: list[Row]) -> int:
    """How many rows actuals and naive forecasts are read from."""
    put(con, "demand", pd.DataFrame(rows, columns=COLUMNS))
    of = project(DEMAND)
    create_tables(con, of.forecast["demand"], create_views(con, of, of.forecast["demand"]))
    return con.execute("SELECT count(*) FROM forecast_read").fetchall()[0][0]


def test_batches_that_hold_the_same_actuals_and_look_back_on_the_same_week_are_read_once(con):
    rows = _rolling(models="mno", weeks=8, horizons=3)
    assert len(rows) == 3 * 8 * 3 * 2
    assert _read(con, rows) == 8 * 3 * 2  # season 1: every week of making looks back on another week
    seasonal = project(DEMAND, forecast={"season": 4})
    create_tables(con, seasonal.forecast["demand"], create_views(con, seasonal, seasonal.forecast["demand"]))
    assert con.execute("SELECT count(*) FROM forecast_read").fetchall() == [((8 + 3 - 1) * 2,)]  # a row a target


def test_a_batch_that_lacks_a_series_is_read_too(con):
    rows = _rolling(models="mn")
    alike = _read(con, rows)
    assert _read(con, rows[:-1]) == alike + 1  # the last batch of n lacks series b


def test_a_row_without_the_actual_that_another_row_of_its_target_has_is_measured_with_it(con):
    rows = _rolling(models="mn")
    model, sku, week, made, forecast, _ = rows[-1]
    assert _read(con, [*rows[:-1], (model, sku, week, made, forecast, None)]) == _read(con, rows)
    put(con, "demand", pd.DataFrame([*rows[:-1], (model, sku, week, made, forecast, None)], columns=COLUMNS))
    assert [row.points for row in measured(con, project(DEMAND)).overall] == [len(rows) / 2] * 2


def test_actuals_that_two_series_swap_between_batches_are_told_apart(con):
    """Counts, sums and even the set of values are the same in both batches; only which series has which differs."""
    week, rows = _week(3), []
    for made, actuals in ((1, (10.0, 20.0)), (2, (20.0, 10.0))):
        rows += [("m", sku, week, _week(made), 15.0, actual) for sku, actual in zip("ab", actuals, strict=True)]
    put(con, "demand", pd.DataFrame(rows, columns=COLUMNS))
    result = measured(con, project(DEMAND, forecast={"season": 4}))  # both look back on the same week
    assert [warning.kind for warning in result.warnings] == ["forecast_actuals_differ"]
    assert {row.series: row.bias for row in result.by_series} == {"a": -0.25, "b": 0.5}  # the last report: 20 and 10


def test_models_with_the_same_naive_keep_their_own_errors_where_only_some_series_have_one(con):
    """Series b is known from week 5 only, so forecasts of b made until then have no naive and leave FVA."""
    rows = [row for row in _rolling(models="mn", weeks=8, horizons=1) if row[1] == "a" or row[2] >= _week(5)]
    put(con, "demand", pd.DataFrame(rows, columns=COLUMNS))
    first, second = measured(con, project(DEMAND)).overall
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame[frame.model == "m"].sort_values("week")
    naive = frame.assign(naive=frame.groupby("sku").actual.shift(2)).dropna()  # of the week before that of making
    size = naive.actual.sum()
    assert first.fva_left_out == second.fva_left_out == len(frame) - len(naive) == 4
    assert first.naive_wape == second.naive_wape == pytest.approx((naive.actual - naive.naive).abs().sum() / size)
    assert first.naive_wape - first.fva == pytest.approx(1 * len(naive) / size)
    assert second.naive_wape - second.fva == pytest.approx(2 * len(naive) / size)


def _leads(con: duckdb.DuckDBPyConnection, rows: list[Row], **forecast: object) -> list[tuple[int, int]]:
    """What rows are grouped by, and the horizon that it stands for."""
    put(con, "demand", pd.DataFrame(rows, columns=COLUMNS))
    of = project(DEMAND, forecast=forecast)
    create_tables(con, of.forecast["demand"], create_views(con, of, of.forecast["demand"]))
    return con.execute("SELECT lead, horizon FROM forecast_leads ORDER BY ALL").fetchall()


def test_days_stand_for_horizons_only_where_each_tells_the_other(con):
    rows = _rolling(models="mn", skus="abc", weeks=20, horizons=3)
    assert _leads(con, rows) == [(7, 1), (14, 2), (21, 3)]
    before = measured(con, project(DEMAND))
    # made on a Thursday of the same week: still a week ahead, and four days
    model, sku, week, _, forecast, actual = rows[0]
    moved = [(model, sku, week, _week(0).replace("-01-01", "-01-04"), forecast, actual), *rows[1:]]
    assert _leads(con, moved) == [(1, 1), (2, 2), (3, 3)]
    after = measured(con, project(DEMAND))
    for part in ("overall", "by_horizon", "by_period", "by_series"):
        assert rounded(getattr(after, part)) == rounded(getattr(before, part)), part


def test_days_do_not_stand_for_months(con):
    months = [f"2024-{month:02}" for month in range(1, 13)]
    rows = [
        ("m", "a", f"{months[place + ahead]}-01", f"{months[place]}-15", 10.0, 9.0)
        for place in range(9)
        for ahead in (1, 2)
    ]
    assert _leads(con, rows, grain="month") == [(1, 1), (2, 2)]


def test_days_of_which_two_stand_for_one_horizon_do_not(con):
    monday, thursday = _rolling(weeks=10, horizons=2), _rolling(models="n", weeks=10, horizons=2)
    later = [(*row[:3], str((pd.Timestamp(row[3]) + pd.Timedelta(days=3)).date()), *row[4:]) for row in thursday]
    assert _leads(con, [*monday, *later]) == [(1, 1), (2, 2)]
    assert _leads(con, later) == [(4, 1), (11, 2)]


def test_the_first_making_is_the_same_by_days_and_by_periods(con):
    def first(rows: list[Row]) -> list[tuple[str, int]]:
        _leads(con, rows)
        return con.execute("SELECT series, first_made FROM forecast_series ORDER BY ALL").fetchall()

    rows = [row for row in _rolling(weeks=10) if row[1] == "a" or row[3] > _week(4)]
    by_days = first(rows)
    model, sku, week, _, forecast, actual = rows[-1]
    by_periods = first([*rows[:-1], (model, sku, week, _week(9).replace("-04", "-05"), forecast, actual)])
    assert by_days == by_periods
    assert by_days[1][1] - by_days[0][1] == 5
