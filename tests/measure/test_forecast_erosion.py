"""The slope against naive: recovered, bounded honestly, and judged by its stated rule."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pandas as pd
import pytest

from metrics.measure.forecast import forecasts
from metrics.measure.forecast_erosion import trend
from metrics.results import Erosion
from tests.measure.forecast_panels import DEMAND, measured, project, put


def _panel(months: int, slope: float, noise: float = 0.0, start: str = "2024-01-01", model: str = "v1") -> pd.DataFrame:
    """Monthly forecasts made a month ahead; the naive always errs by 10, the model by 5 · exp(slope · month)."""
    rng = np.random.default_rng(0)
    rows = []
    first = pd.Timestamp(start)
    for month in range(-2, months + 1):
        target = first + pd.DateOffset(months=month + 1)
        actual = 100.0 + 10 * ((target.year * 12 + target.month) // 2 % 2)
        error = 5 * np.exp(slope * month + rng.normal(0, noise))
        made = first + pd.DateOffset(months=month)
        rows.append(("a", model, str(target.date()), str(made.date()), actual + error * (-1) ** month, actual))
    return pd.DataFrame(rows, columns=["sku", "model", "week", "made_on", "forecast", "actual"])


def _erosion(frame: pd.DataFrame, **parts: object) -> list[Erosion]:
    con = duckdb.connect()
    put(con, "demand", frame)
    return list(measured(con, project(DEMAND, {"grain": "month"}, **parts)).erosion)


@pytest.mark.parametrize(
    ("slope", "verdict"), [(0.05, "eroding"), (-0.05, "improving"), (0.0, "holding"), (0.008, "holding")]
)
def test_a_steady_slope_is_found_and_named(slope: float, verdict: str) -> None:
    (row,) = _erosion(_panel(14, slope))
    assert row.slope == pytest.approx(slope, abs=1e-9)
    assert row.raw_slope == pytest.approx(slope, abs=0.01)  # the two levels of the actual differ
    assert (row.verdict, row.months, row.since, row.horizon) == (verdict, 15, dt.date(2024, 1, 1), 1)


def test_a_noisy_slope_is_not_distinguishable() -> None:
    (row,) = _erosion(_panel(14, 0.01, noise=0.4))
    assert row.verdict == "not_distinguishable"
    assert row.low is not None
    assert row.high is not None
    assert row.low < 0 < row.high


def test_easier_demand_is_not_an_improvement() -> None:
    """Errors of model and naive both halve over the year: the raw slope falls, the slope against naive does not."""
    frame = _panel(14, 0.0)
    shrink = 0.95 ** np.arange(len(frame))
    sign = np.where(frame.actual > 105, 1, -1)
    frame["actual"] = 100 + 5 * sign * shrink
    frame["forecast"] = frame.actual + 5 * shrink
    (row,) = _erosion(frame)
    assert row.raw_slope == pytest.approx(np.log(0.95), abs=0.01)
    assert row.slope == pytest.approx(0, abs=1e-3)
    assert row.verdict == "holding"


def test_eight_months_are_needed() -> None:
    con = duckdb.connect()
    put(con, "demand", _panel(6, 0.05))
    (result,), reasons, _ = forecasts(con, project(DEMAND, {"grain": "month"}))
    (row,) = result.erosion
    assert (row.verdict, row.months, row.slope, row.low, row.raw_slope) == ("insufficient", 7, None, None, None)
    assert "8 are needed" in reasons["forecast.demand.erosion.v1.1.slope"]
    assert _erosion(_panel(7, 0.05))[0].verdict == "eroding"


def test_it_counts_from_the_last_retraining_that_the_model_lived_to_see() -> None:
    frame = pd.concat([_panel(11, 0.05), _panel(11, 0.0, start="2025-03-01", model="v2")])
    retraining = {"kind": "retraining", "title": "t"}
    events = [{"date": "2024-03-01", **retraining}, {"date": "2025-02-10", **retraining}]
    since = {row.model: (row.since, row.verdict) for row in _erosion(frame, event=events)}
    assert since == {"v1": (dt.date(2024, 3, 1), "eroding"), "v2": (dt.date(2025, 2, 10), "holding")}


def test_trend_is_least_squares_with_gaps() -> None:
    months, values = [1, 2, 3, 5, 6, 9, 10, 11, 14], [0.1, 0.3, 0.2, 0.6, 0.4, 0.8, 1.1, 0.9, 1.6]
    slope, low, high = trend(months, values, 2)
    assert slope == pytest.approx(np.polyfit(months, values, 1)[0])
    assert (low + high) / 2 == pytest.approx(slope)


def test_trend_interval_by_plain_sums() -> None:
    """Newey-West worked out with loops, the independent-error width, and the wider of the two."""
    rng = np.random.default_rng(3)
    for lags in (2, 4):
        x = np.arange(20.0)
        y = np.cumsum(rng.normal(size=20))
        slope, _low, high = trend([int(month) for month in x], list(y), lags)
        fit = np.polynomial.Polynomial.fit(x, y, 1)
        residual, centred = y - fit(x), x - x.mean()
        total = sum((centred[t] * residual[t]) ** 2 for t in range(20))
        for lag in range(1, lags + 1):
            weight = 1 - lag / (lags + 1)
            total += (
                2
                * weight
                * sum(centred[t] * residual[t] * centred[t - lag] * residual[t - lag] for t in range(lag, 20))
            )
        spread = sum(centred**2)
        widest = np.sqrt(max(total * 20 / 18 / spread**2, sum(residual**2) / 18 / spread))
        b = (lags + 1) / 20
        critical = (1.96 + 2.9694 * b + 0.416 * b**2 - 0.5324 * b**3) * 2.100922 / 1.96  # t with 18 degrees of freedom
        assert high - slope == pytest.approx(critical * widest, rel=1e-6)


@pytest.mark.parametrize("months", [8, 12, 24])
def test_an_unchanging_series_is_rarely_called_changed(months: int) -> None:
    """Autocorrelation 0.3, 400 series: the interval misses zero in under a tenth, the textbook one in a fifth."""
    rng = np.random.default_rng(months)
    noise = rng.normal(size=(400, months + 30))
    for t in range(1, months + 30):
        noise[:, t] += 0.3 * noise[:, t - 1]
    missed = 0
    for values in noise[:, 30:]:
        _, low, high = trend(range(months), list(values), 2)
        missed += not low <= 0 <= high
    assert missed / 400 < 0.1
