"""Every accuracy figure twice: by the SQL, and by pandas on seeded random panels."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from metrics.results import ForecastResult
from tests.measure.forecast_panels import (
    DEMAND,
    expected_figures,
    expected_naive,
    expected_scale,
    measured,
    project,
    put,
    random_panel,
)

MONDAY = pd.Timestamp("2024-01-01")


def _close(found: float | None, wanted: float) -> bool:
    return found is not None and found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


CASES = [(1, 1, 0), (2, 4, 0), (3, 4, 2), (4, 1, 1)]  # seed, season, actual_lag


@pytest.fixture(params=CASES, ids=lambda case: "seed{}-season{}-lag{}".format(*case))
def case(request: pytest.FixtureRequest) -> tuple[ForecastResult, pd.DataFrame]:
    seed, season, lag = request.param
    panel, history = random_panel(seed)
    con = duckdb.connect()
    put(con, "demand", panel.drop(columns=["step", "horizon"]))
    put(con, "sales", history.drop(columns="step"))
    sales = {"shape": "series", "time": "day", "columns": {"sku": "text", "units": "double"}}
    demand = {**DEMAND, "intervals": {"80": ["low", "high"]}}
    of = project(demand, {"season": season, "actual_lag": lag, "history": "sales"}, dataset={"sales": sales})
    panel["naive"] = expected_naive(panel, history, season, lag)
    panel["scale"] = panel.sku.map(expected_scale(panel, history, season))
    panel["squared_scale"] = panel.sku.map(expected_scale(panel, history, season, power=2))
    return measured(con, of), panel.dropna(subset="actual")


def test_by_horizon_and_overall(case: tuple[ForecastResult, pd.DataFrame]) -> None:
    result, rows = case
    groups = {(model, horizon): part for (model, horizon), part in rows.groupby(["model", "horizon"])}
    assert {(row.model, row.horizon) for row in result.by_horizon} == set(groups)
    places = [(row, groups[row.model, row.horizon]) for row in result.by_horizon]
    places += [(row, rows[rows.model == row.model]) for row in result.overall]
    assert [row.model for row in result.overall] == ["first", "second"]
    assert 0 < result.overall[0].fva_left_out < result.overall[0].points
    assert any(warning.kind == "forecast_scale" and "1 of 5 series" in warning.text for warning in result.warnings)
    for row, part in places:
        for field, wanted in expected_figures(part).items():
            assert _close(getattr(row, field), wanted), (row.model, field)
        bounded = part.dropna(subset=["low", "high"])
        inside = ((bounded.low <= bounded.actual) & (bounded.actual <= bounded.high)).mean()
        assert len(bounded) < len(part)
        assert _close(row.coverage["80"], inside)


def test_by_period(case: tuple[ForecastResult, pd.DataFrame]) -> None:
    result, rows = case
    groups = dict(iter(rows.groupby(["model", "horizon", "step"])))
    assert len(result.by_period) == len(groups)
    for row in result.by_period:
        part = groups[row.model, row.horizon, (pd.Timestamp(row.period) - MONDAY).days // 7]
        error, size = part.forecast - part.actual, part.actual.abs().sum()
        has = part.naive.notna()
        assert row.points == len(part)
        if size == 0:
            assert (row.wape, row.bias, row.naive_wape) == (None, None, None)
            continue
        assert _close(row.wape, error.abs().sum() / size)
        assert _close(row.bias, error.sum() / size)
        if part.actual[has].abs().sum() > 0:
            wanted = (part.naive - part.actual)[has].abs().sum() / part.actual[has].abs().sum()
            assert _close(row.naive_wape, wanted)
        else:
            assert row.naive_wape is None


def test_by_series(case: tuple[ForecastResult, pd.DataFrame]) -> None:
    result, rows = case
    groups = dict(iter(rows.groupby(["model", "sku"])))
    assert {(row.model, row.series) for row in result.by_series} == set(groups)
    for row in result.by_series:
        part = groups[row.model, row.series]
        error, size = part.forecast - part.actual, part.actual.abs().sum()
        everything = (rows.forecast - rows.actual)[rows.model == row.model].abs().sum()
        assert _close(row.wape, error.abs().sum() / size)
        assert _close(row.bias, error.sum() / size)
        assert _close(row.share_of_error, error.abs().sum() / everything)


def test_series_beyond_the_first_200_are_pooled() -> None:
    frame = pd.DataFrame(
        [(f"s{i:03}", "2024-01-08", "2024-01-01", 100.0 + i, 100.0) for i in range(230)],
        columns=["sku", "week", "made_on", "forecast", "actual"],
    )
    con = duckdb.connect()
    put(con, "demand", frame)
    rows = measured(con, project({**DEMAND, "model": None})).by_series
    assert [row.series for row in rows[:2]] == ["s229", "s228"]
    assert len(rows) == 201
    assert rows[-1].series == "other series (30)"
    assert _close(rows[-1].wape, sum(range(30)) / 3000)
    assert _close(sum(row.share_of_error or 0 for row in rows), 1)
