"""CDC FluSight 2023-24: figures as published for states (the US row would count them twice).

Coverage: CDC's evaluation, over all horizons, with the actuals of 2024-04-27. WAPE, bias and MAPE per week ahead: the
figures that a correct system gives on these files. Diebold-Mariano at one week: rows as independent give z = −6.0,
done rightly −1.6.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from metrics import engine
from metrics.measure.forecast import forecasts
from metrics.model import Project
from metrics.results import ForecastResult

pytestmark = pytest.mark.realdata

ENSEMBLE, BASELINE = "FluSight-ensemble", "FluSight-baseline"
DEFINITION: dict[str, Any] = {
    "project": {"id": "flusight", "launch": "2023-10-14"},
    "dataset": {
        "outlook": {
            "shape": "forecasts",
            "target": "target_end_date",
            "made_on": "forecast_date",
            "horizon": "horizon_weeks",
            "forecast": "median",
            "model": "model",
            "series": ["location"],
            "actuals": {"dataset": "admissions", "value": "value"},
            "intervals": {"50": ["q25", "q75"], "95": ["q025", "q975"]},
            "where": "location <> 'US'",
        },
        "admissions": {"shape": "series", "time": "date", "columns": {"location": "text", "value": "double"}},
    },
    "forecast": {"outlook": {"dataset": "outlook", "grain": "week"}},
}


@pytest.fixture(scope="module")
def result(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> ForecastResult:
    folder = shared_data / "forecasts"
    con = engine.connect(tmp_path_factory.mktemp("flusight"), reads=(folder,))
    for dataset, file in (("outlook", "flusight_forecasts.csv"), ("admissions", "flusight_actuals.csv")):
        options = "types = {'location': 'VARCHAR'}, nullstr = 'NA'"
        con.execute(
            f"CREATE TABLE rows_{dataset} AS SELECT *, 'u' AS _upload, 1 AS _seq, row_number() OVER () AS _row"
            f" FROM read_csv({engine.text(str(folder / file))}, {options})"
        )
    (result,), _, warnings = forecasts(con, Project.model_validate(DEFINITION))
    assert warnings == []
    assert result.warnings == ()  # every row has an actual, a stated horizon that agrees, and one forecast a week
    return result


def test_figures_by_weeks_ahead(result: ForecastResult) -> None:
    found: dict[tuple[str, str], list[float]] = {}
    for row in result.by_horizon:
        assert row.horizon == len(found.get((row.model, "wape"), []))
        for field in ("wape", "bias", "mape", "mape_left_out"):
            found.setdefault((row.model, field), []).append(round(getattr(row, field), 5))
    assert found[ENSEMBLE, "wape"] == [0.19868, 0.31329, 0.40864, 0.46525]
    assert found[BASELINE, "wape"] == [0.22468, 0.36998, 0.50138, 0.60336]
    assert found[ENSEMBLE, "bias"] == [-0.03022, -0.04840, -0.08212, -0.13922]
    assert found[ENSEMBLE, "mape"] == [0.29298, 0.39268, 0.48310, 0.53941]
    assert found[ENSEMBLE, "mape_left_out"] == [16, 11, 9, 6]


def test_coverage_as_cdc_published(result: ForecastResult) -> None:
    coverage = {
        row.model: {level: round(100 * (share or 0), 2) for level, share in row.coverage.items()}
        for row in result.overall
    }
    assert coverage == {BASELINE: {"50": 28.17, "95": 88.79}, ENSEMBLE: {"50": 51.70, "95": 92.67}}


def test_the_same_figures_by_pandas(result: ForecastResult, shared_data: Path) -> None:
    folder = shared_data / "forecasts"
    actuals = pd.read_csv(folder / "flusight_actuals.csv", dtype={"location": str}, na_values="NA")
    actuals = actuals.rename(columns={"date": "target_end_date"})[["target_end_date", "location", "value"]]
    rows = pd.read_csv(folder / "flusight_forecasts.csv", dtype={"location": str})
    rows = rows[rows.location != "US"].merge(actuals, on=["target_end_date", "location"]).dropna(subset="value")
    rows = rows.assign(error=rows["median"] - rows.value)
    for row in result.by_horizon:
        part = rows[(rows.model == row.model) & (rows.horizon_weeks == row.horizon)]
        nonzero = part[part.value != 0]
        assert (row.points, row.mape_left_out) == (len(part), len(part) - len(nonzero))
        assert row.wape == pytest.approx(part.error.abs().sum() / part.value.sum())
        assert row.bias == pytest.approx(part.error.sum() / part.value.sum())
        assert row.mape == pytest.approx((nonzero.error / nonzero.value).abs().mean())
        assert row.mae == pytest.approx(part.error.abs().mean())
        assert row.coverage["50"] == pytest.approx(part.value.between(part.q25, part.q75).mean())
        assert row.coverage["95"] == pytest.approx(part.value.between(part.q025, part.q975).mean())


def test_the_ensemble_is_not_told_apart_at_one_week(result: ForecastResult) -> None:
    row = next(row for row in result.comparison if row.horizon == 1)
    assert (row.old, row.new, row.targets) == (BASELINE, ENSEMBLE, 28)
    assert round(row.dm or 0, 1) == -1.6
    assert row.verdict == "not_distinguishable"


def test_seven_months_are_too_few_for_erosion(result: ForecastResult) -> None:
    assert {(row.months, row.verdict) for row in result.erosion} == {(7, "insufficient")}
