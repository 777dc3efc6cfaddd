"""Ladder, forecast and series figures carry their result's numbers and say what they lack."""

from __future__ import annotations

import datetime as dt
from typing import Any

import plotly.graph_objects as go

from metrics.chart import accuracy_by_horizon, accuracy_by_period, coverage, erosion_clock, ladder, series_error
from metrics.chart.theme import DARK, LIGHT
from metrics.results import Erosion
from tests.chart import examples
from tests.chart.forecast_examples import FIRST_WEEK, demand_forecast


def trace(figure: go.Figure, name: str) -> Any:
    """The one trace of that name."""
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


def texts(figure: go.Figure) -> list[str]:
    """All words written on the figure."""
    return [annotation.text for annotation in figure.layout.annotations]


def test_each_measured_rung_is_a_dot_with_its_whisker() -> None:
    figure = ladder.figure(examples.assistant_kpi(), LIGHT)
    assert list(trace(figure, "naive").x) == [-0.58]
    assert list(trace(figure, "naive interval").x) == [-0.63, -0.53]
    assert trace(figure, "same_period").marker.color == LIGHT.good  # what the claim rests on
    assert trace(figure, "naive").marker.color == LIGHT.grey
    assert trace(figure, "naive").y[0] > trace(figure, "same_period").y[0]  # weakest first, from the top


def test_rungs_that_are_not_valid_say_why() -> None:
    told = texts(ladder.figure(examples.assistant_kpi(), LIGHT))
    assert "no control KPI or segment is named" in told
    assert "signals: 2 for the better" in told
    assert "needs 3 baseline periods; there are 2" in ladder.alt(examples.young().kpis[0])


def test_a_rung_without_an_interval_has_no_whisker() -> None:
    kpi = examples.assistant_kpi()
    bare = kpi.model_copy(update={"ladder": (kpi.ladder[0].model_copy(update={"low": None, "high": None}),)})
    assert [trace.name for trace in ladder.figure(bare, LIGHT).data] == ["naive"]


def test_error_by_period_has_a_line_a_horizon_and_the_naive_of_the_chosen() -> None:
    forecast = demand_forecast()
    figure = accuracy_by_period.figure(forecast, "retrained", 3, LIGHT)
    rows = [row for row in forecast.by_period if row.model == "retrained" and row.horizon == 3]
    assert list(trace(figure, "3 ahead").y) == [row.wape for row in rows]
    assert list(trace(figure, "3 ahead").x) == [row.period for row in rows]
    assert list(trace(figure, "naive").y) == [row.naive_wape for row in rows]
    assert trace(figure, "naive").line.color == LIGHT.grey
    assert {trace.name for trace in figure.data} == {"1 ahead", "2 ahead", "3 ahead", "4 ahead", "naive"}
    assert figure.data[-1].name == "3 ahead"  # in front


def test_retrainings_are_flagged_inside_the_shown_time_only() -> None:
    forecast = demand_forecast()
    assert "retrained" in texts(accuracy_by_period.figure(forecast, "retrained", 1, LIGHT))
    early = forecast.model_copy(update={"retrainings": (FIRST_WEEK,)})
    assert "retrained" not in texts(accuracy_by_period.figure(early, "retrained", 1, LIGHT))


def test_a_retraining_before_the_first_target_stands_where_its_forecasts_were_made() -> None:
    forecast = demand_forecast()
    for weeks, shown in ((1, True), (4, True), (5, False)):  # horizons reach 4 weeks back
        day = FIRST_WEEK + dt.timedelta(weeks=30 - weeks)
        figure = accuracy_by_period.figure(forecast.model_copy(update={"retrainings": (day,)}), "retrained", 1, LIGHT)
        assert ("retrained" in texts(figure)) == shown


def test_a_model_that_loses_to_naive_is_rust() -> None:
    forecast = demand_forecast()
    lost = tuple(
        row.model_copy(update={"fva": -0.01}) if (row.model, row.horizon) == ("light", 2) else row
        for row in forecast.by_horizon
    )
    forecast = forecast.model_copy(update={"by_horizon": lost})
    colours = {
        h: trace(accuracy_by_period.figure(forecast, "light", h, LIGHT), f"{h} ahead").line.color for h in (1, 2)
    }
    assert colours == {1: LIGHT.good, 2: LIGHT.concern}
    marks = trace(accuracy_by_horizon.figure(forecast, "light", DARK), "light").marker.color
    assert list(marks) == [DARK.good, DARK.concern, DARK.good, DARK.good]


def test_the_erosion_clock_has_a_lane_a_horizon_with_its_interval_or_its_reason() -> None:
    held = Erosion(model="light", horizon=1, months=12, slope=0.001, low=-0.01, high=0.012, verdict="holding")
    worse = held.model_copy(update={"horizon": 2, "slope": 0.03, "low": 0.01, "high": 0.05, "verdict": "eroding"})
    open_ = worse.model_copy(update={"horizon": 3, "low": -0.01, "verdict": "not_distinguishable"})
    few = Erosion(model="light", horizon=4, since=FIRST_WEEK, months=7, verdict="insufficient")
    forecast = demand_forecast().model_copy(update={"erosion": (held, worse, open_, few)})
    figure = erosion_clock.figure(forecast, "light", 2, LIGHT)
    whiskers = [(list(t.x), t.line.color) for t in figure.data if t.mode == "lines"]
    assert whiskers == [([-0.01, 0.012], LIGHT.good), ([0.01, 0.05], LIGHT.concern), ([-0.01, 0.05], LIGHT.ink)]
    assert {"<b>holding</b>", "<b>eroding</b>", "<b>no trend beyond chance</b>"} <= set(texts(figure))
    assert "7 months since 1 Jul 2024, 8 are needed" in erosion_clock.alt(forecast, "light", 2)
    assert "eroding, +3.0" in erosion_clock.alt(forecast, "light", 2)
    assert erosion_clock.rows(forecast, "classic", 1) == []
    many = forecast.model_copy(update={"erosion": tuple(held.model_copy(update={"horizon": h}) for h in range(20))})
    assert [row.horizon for row in erosion_clock.rows(many, "light", 9)] == [6, 7, 8, 9, 10, 11]


def test_targets_that_are_steps_get_a_number_axis() -> None:
    forecast = demand_forecast()
    steps = tuple(row.model_copy(update={"period": n % 30}) for n, row in enumerate(forecast.by_period))
    figure = accuracy_by_period.figure(forecast.model_copy(update={"by_period": steps}), "light", 1, LIGHT)
    assert figure.layout.xaxis.type is None
    assert list(trace(figure, "1 ahead").x) == sorted(trace(figure, "1 ahead").x)


def test_error_by_horizon_has_a_line_a_model_the_chosen_in_teal() -> None:
    forecast = demand_forecast()
    figure = accuracy_by_horizon.figure(forecast, "light", DARK)
    for model in ("classic", "retrained", "light"):
        rows = [row for row in forecast.by_horizon if row.model == model]
        assert list(trace(figure, model).y) == [row.wape for row in rows]
    assert trace(figure, "light").line.color == DARK.good
    assert trace(figure, "classic").line.color != trace(figure, "retrained").line.color
    assert "<b>light</b>" in texts(figure)


def test_coverage_stands_beside_what_was_promised() -> None:
    forecast = demand_forecast()
    figure = coverage.figure(forecast, "retrained", LIGHT)
    assert coverage.levels(forecast, "retrained") == ["50", "95"]
    assert list(trace(figure, "95 % interval").y) == [
        row.coverage["95"] for row in forecast.by_horizon if row.model == "retrained"
    ]
    assert [shape.y0 for shape in figure.layout.shapes] == [0.5, 0.95]


def test_the_worst_series_come_first() -> None:
    forecast = demand_forecast()
    figure = series_error.figure(forecast, "retrained", LIGHT)
    shares = list(figure.data[0].x)
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == series_error.WORST
    assert texts(figure)[0] == "SKU 4100"
