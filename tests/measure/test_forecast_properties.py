"""What must hold of any forecast: scale does not matter, a perfect one has no error, bias has the sign of the error."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.results import Overall
from tests.measure.forecast_panels import DEMAND, measured, project, put

VALUES = st.floats(min_value=0.5, max_value=1000).map(lambda value: round(value, 3))
Pairs = list[tuple[float, float]]  # (forecast, actual) of successive weeks, each made a week ahead, in order
PANEL = st.lists(st.tuples(VALUES, VALUES), min_size=4, max_size=12)
PANELS = st.lists(
    PANEL, min_size=1, max_size=12
)  # measured at once, a model each: a run costs the same for one or many
CON = duckdb.connect()
OF = project(DEMAND)
WEEKS = [str((pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=i)).date()) for i in range(13)]
COLUMNS = ["sku", "model", "week", "made_on", "forecast", "actual"]


def _frame(panels: Sequence[Pairs]) -> pd.DataFrame:
    """Each panel is a model with a series of its own."""
    rows = [
        (f"s{place}", f"m{place:02}", WEEKS[i + 1], WEEKS[i], forecast, actual)
        for place, pairs in enumerate(panels)
        for i, (forecast, actual) in enumerate(pairs)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _overall(panels: Sequence[Pairs]) -> list[Overall]:
    return _measured(_frame(panels))


def _measured(frame: pd.DataFrame) -> list[Overall]:
    put(CON, "demand", frame)
    return sorted(measured(CON, OF).overall, key=lambda row: row.model)


@settings(max_examples=6, deadline=None)
@given(PANELS, st.sampled_from([0.01, 3.0, 1000.0]))
def test_relative_figures_do_not_depend_on_the_unit(panels: list[Pairs], scale: float) -> None:
    scaled = [[(forecast * scale, actual * scale) for forecast, actual in pairs] for pairs in panels]
    both = _overall([*panels, *scaled])
    for one, other in zip(both[: len(panels)], both[len(panels) :], strict=True):
        for field in ("wape", "wape_median_series", "mape", "smape", "bias", "naive_wape", "fva"):
            assert getattr(other, field) == pytest.approx(getattr(one, field), rel=1e-9, abs=1e-9), field
        assert other.mae == pytest.approx((one.mae or 0) * scale, rel=1e-9)
        assert other.rmse == pytest.approx((one.rmse or 0) * scale, rel=1e-9)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=4, max_size=12), min_size=1, max_size=12))
def test_a_perfect_forecast_has_no_error(panels: list[list[float]]) -> None:
    for row in _overall([[(actual, actual) for actual in actuals] for actuals in panels]):
        assert (row.mae, row.wape, row.wape_median_series, row.mape, row.smape, row.rmse, row.bias) == (0,) * 7
        assert row.fva == row.naive_wape


@settings(max_examples=6, deadline=None)
@given(PANELS, st.sampled_from([-1, 1]))
def test_bias_has_the_sign_of_the_error_and_never_exceeds_wape(panels: list[Pairs], sign: int) -> None:
    shifted = [[(actual + sign * shift, actual) for shift, actual in pairs] for pairs in panels]
    both = _overall([*shifted, *panels])
    for row in both[: len(panels)]:
        assert row.bias is not None
        assert row.bias * sign > 0
        assert row.bias * sign == pytest.approx(row.wape)
    for mixed in both[len(panels) :]:
        assert abs(mixed.bias or 0) <= (mixed.wape or 0) + 1e-12
        assert 0 <= (mixed.smape or 0) <= 200
        assert (mixed.mae or 0) <= (mixed.rmse or 0) * (1 + 1e-12)


@settings(max_examples=4, deadline=None)
@given(PANELS)
def test_the_order_of_rows_does_not_matter(panels: list[Pairs]) -> None:
    frame = _frame(panels)
    orders = (frame, frame.iloc[::-1], frame.sample(frac=1, random_state=1))
    found = [[[row.mae, row.wape, row.naive_wape, row.fva, row.smape] for row in _measured(one)] for one in orders]
    for other in found[1:]:
        for one, again in zip(found[0], other, strict=True):
            assert again == pytest.approx(one, rel=1e-12)
