"""Rows of one target whose actuals disagree or lack; old and new models in several files, actuals that come later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from metrics import actions
from metrics.results import ForecastResult
from metrics.store import Store
from tests.measure.forecast_panels import DEMAND, measured, project, put
from tests.visits import visit

PLAIN: dict[str, Any] = {key: value for key, value in DEMAND.items() if key != "model"}
COLUMNS = ["sku", "week", "made_on", "forecast", "actual", "_seq"]


def _measure(rows: list[tuple[Any, ...]], **forecast: Any) -> ForecastResult:
    con = duckdb.connect()
    put(con, "demand", pd.DataFrame(rows, columns=COLUMNS))
    return measured(con, project(PLAIN, forecast))


def test_the_actual_reported_last_counts_for_every_row_of_its_target() -> None:
    rows = [
        ("a", "2024-01-15", "2024-01-01", 10.0, 10.0, 1),
        ("a", "2024-01-15", "2024-01-08", 10.0, 12.0, 2),
        ("b", "2024-01-15", "2024-01-08", 10.0, 10.0, 1),
    ]
    result = _measure(rows)
    assert {row.horizon: (row.points, row.mae) for row in result.by_horizon} == {1: (2, 1.0), 2: (1, 2.0)}
    assert [w.text for w in result.warnings if w.kind == "forecast_actuals_differ"] == [
        "Forecast demand: the rows of 1 target period disagree on the actual; the last report counts."
    ]


def test_an_actual_in_one_row_of_a_target_measures_the_others() -> None:
    rows = [
        ("a", "2024-01-15", "2024-01-01", 9.0, None, 1),
        ("a", "2024-01-15", "2024-01-08", 10.0, 10.0, 1),
        ("a", "2024-01-22", "2024-01-08", 10.0, None, 1),
    ]
    result = _measure(rows)
    assert {row.horizon: (row.points, row.mae) for row in result.by_horizon} == {1: (1, 0.0), 2: (1, 1.0)}
    assert [w.kind for w in result.warnings] == ["forecast_no_actual"]


def test_the_naive_repeats_what_was_reported_first() -> None:
    rows = [
        ("a", "2024-01-08", "2024-01-01", 9.0, 8.0, 1),
        ("a", "2024-01-08", "2023-12-25", 9.0, 20.0, 2),
        ("a", "2024-01-15", "2024-01-15", 9.0, 10.0, 2),
    ]
    (row,) = [row for row in _measure(rows).by_horizon if row.horizon == 0]
    assert row.naive_wape == pytest.approx(0.2)


def test_days_of_one_week_keep_their_own_actuals() -> None:
    """Data finer than the grain: the actual of Tuesday is no revision of Monday's."""
    rows = [
        ("a", "2024-01-15", "2024-01-01", 10.0, 10.0, 1),
        ("a", "2024-01-16", "2024-01-08", 12.0, 12.0, 1),
    ]
    result = _measure(rows)
    assert [row.mae for row in result.by_horizon] == [0.0, 0.0]
    assert "forecast_actuals_differ" not in {w.kind for w in result.warnings}


DEFINITION = """
[project]
id = "p"
launch = 2024-01-01

[dataset.outlook]
shape = "forecasts"
target = "week"
made_on = "made_on"
forecast = "forecast"
series = ["sku"]
model = "model"
actuals = { dataset = "sales", value = "units" }

[dataset.sales]
shape = "series"
time = "week"
series = ["sku"]
columns = { units = "double" }

[forecast.outlook]
dataset = "outlook"
grain = "week"
"""
WEEKS = [str((pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=week)).date()) for week in range(26)]


def _file(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def test_old_and_new_in_several_files_with_actuals_that_come_later_and_are_revised(tmp_path: Path) -> None:
    head = "sku,week,made_on,model,forecast"
    pairs = list(zip(WEEKS[1:], WEEKS, strict=False))
    old = [f"a,{week},{made},old,{110 + place % 3}" for place, (week, made) in enumerate(pairs)]
    new = [f"a,{week},{made},new,{102 + place % 2}" for place, (week, made) in enumerate(pairs)]
    first = ["sku,week,units", *(f"a,{week},{90 + place % 5}" for place, week in enumerate(WEEKS))]
    last = ["sku,week,units", *(f"a,{week},100" for week in WEEKS)]
    with Store.open(tmp_path / "home") as store:
        actions.apply(visit(store, "analyst"), DEFINITION)

        def upload(dataset: str, name: str, lines: list[str]) -> ForecastResult:
            staged = actions.stage(visit(store), "p", dataset, _file(tmp_path, name, lines))
            actions.commit(visit(store, "analyst"), staged, more_follow=True)
            (result,) = actions.results(visit(store), "p").forecasts
            return result

        assert upload("outlook", "old.csv", [head, *old]).by_horizon == ()  # no actual has arrived yet
        alone = upload("sales", "sales.csv", first)
        assert [row.model for row in alone.overall] == ["old"]
        assert upload("outlook", "new.csv", [head, *new]).comparison[0].targets == 25
        revised = upload("sales", "revised.csv", last)
    (pair,) = revised.comparison
    assert (pair.old, pair.new, pair.targets, pair.verdict) == ("old", "new", 25, "better")
    found = {row.model: row for row in revised.overall}
    assert found["old"].wape == pytest.approx(sum(10 + place % 3 for place in range(25)) / 2500)
    # what was known a week before the target, as first reported, beside the actual as it is known now
    naive = [abs(90 + (place - 1) % 5 - 100) for place in range(1, 25)]
    assert found["old"].naive_wape == pytest.approx(sum(naive) / 2400)
    assert found["old"].fva_left_out == 1
