"""What must hold of any forecast: scale does not matter, a perfect one has no error, bias has the sign of the error."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.results import Overall
from tests.measure.forecast_panels import DEMAND, measured, project, put

VALUES = st.floats(min_value=0.5, max_value=1000).map(lambda value: round(value, 3))
PANEL = st.lists(st.tuples(VALUES, VALUES), min_size=4, max_size=12)
CON = duckdb.connect()
OF = project({key: value for key, value in DEMAND.items() if key != "model"})


def _overall(pairs: list[tuple[float, float]], scale: float = 1.0) -> Overall:
    """(forecast, actual) of successive weeks, each made a week ahead, in order."""
    weeks = [str((pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=i)).date()) for i in range(len(pairs) + 1)]
    rows = [("a", weeks[i + 1], weeks[i], f * scale, a * scale) for i, (f, a) in enumerate(pairs)]
    put(CON, "demand", pd.DataFrame(rows, columns=["sku", "week", "made_on", "forecast", "actual"]))
    (row,) = measured(CON, OF).overall
    return row


@settings(max_examples=15, deadline=None)
@given(PANEL, st.sampled_from([0.01, 3.0, 1000.0]))
def test_relative_figures_do_not_depend_on_the_unit(pairs: list[tuple[float, float]], scale: float) -> None:
    one, other = _overall(pairs), _overall(pairs, scale)
    for field in ("wape", "wape_median_series", "mape", "smape", "bias", "naive_wape", "fva"):
        assert getattr(other, field) == pytest.approx(getattr(one, field), rel=1e-9, abs=1e-9), field
    assert other.mae == pytest.approx((one.mae or 0) * scale, rel=1e-9)
    assert other.rmse == pytest.approx((one.rmse or 0) * scale, rel=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.lists(VALUES, min_size=4, max_size=12))
def test_a_perfect_forecast_has_no_error(actuals: list[float]) -> None:
    row = _overall([(actual, actual) for actual in actuals])
    assert (row.mae, row.wape, row.wape_median_series, row.mape, row.smape, row.rmse, row.bias) == (0,) * 7
    assert row.fva == row.naive_wape


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=4, max_size=12), st.sampled_from([-1, 1]))
def test_bias_has_the_sign_of_the_error_and_never_exceeds_wape(shifts: list[tuple[float, float]], sign: int) -> None:
    row = _overall([(actual + sign * shift, actual) for shift, actual in shifts])
    assert row.bias is not None
    assert row.bias * sign > 0
    assert row.bias * sign == pytest.approx(row.wape)
    mixed = _overall([(shift, actual) for shift, actual in shifts])
    assert abs(mixed.bias or 0) <= (mixed.wape or 0) + 1e-12
    assert 0 <= (mixed.smape or 0) <= 200
    assert (mixed.mae or 0) <= (mixed.rmse or 0) * (1 + 1e-12)


@settings(max_examples=15, deadline=None)
@given(PANEL)
def test_the_order_of_rows_does_not_matter(pairs: list[tuple[float, float]]) -> None:
    weeks = [str((pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=i)).date()) for i in range(len(pairs) + 1)]
    rows = [("a", weeks[i + 1], weeks[i], f, a) for i, (f, a) in enumerate(pairs)]
    frame = pd.DataFrame(rows, columns=["sku", "week", "made_on", "forecast", "actual"])
    found = []
    for one in (frame, frame.iloc[::-1], frame.sample(frac=1, random_state=1)):
        put(CON, "demand", one)
        (row,) = measured(CON, OF).overall
        found.append([row.mae, row.wape, row.naive_wape, row.fva, row.smape])
    assert found[1] == pytest.approx(found[0], rel=1e-12)
    assert found[2] == pytest.approx(found[0], rel=1e-12)
