"""Forecasts: a sentence per horizon, beside the naive forecast."""

from __future__ import annotations

import json

from metrics.chart import horizon_alone
from tests.chart import examples
from tests.chart.forecast_examples import demand_forecast
from tests.pages.example_store import Keeper, page, text


def test_without_projects_it_leads_on(empty_store: Keeper) -> None:
    assert "Nothing to prove yet" in text(page("forecasts"))


def test_a_project_without_forecasts_says_so(empty_store: Keeper) -> None:
    empty_store(examples.young())
    assert "defines no forecast" in text(page("forecasts"))


def test_forecasts_without_actuals_are_an_outcome(empty_store: Keeper) -> None:
    bare = demand_forecast().model_copy(update={"by_horizon": (), "by_period": (), "by_series": (), "comparison": ()})
    empty_store(examples.demand().model_copy(update={"forecasts": (bare,)}))
    app = page("forecasts")
    assert "has an actual to compare with yet" in text(app)
    assert not app.get("plotly_chart")
    lead = next(link for link in app.get("page_link") if link.proto.label == "State it under Define")
    assert "part=data" in lead.proto.query_string


def test_the_newest_model_is_shown_and_the_address_chooses_another(empty_store: Keeper) -> None:
    empty_store(examples.demand())
    app = page("forecasts")
    assert "1 week ahead, retrained is" in text(app)
    other = page("forecasts", model="light", horizon="3")
    told = text(other)
    assert "3 weeks ahead, light is" in told
    assert "Bias: −4.0" in told
    assert other.query_params["horizon"] == "3"
    assert any("model=light&horizon=3" in code.value for code in other.code)


def test_figures_and_findings_of_a_horizon(empty_store: Keeper) -> None:
    empty_store(examples.demand())
    app = page("forecasts", model="retrained", horizon="3")
    told = text(app)
    assert "holding for 7 months" in told
    assert "retrained (17.0" in told  # the comparison on the same targets
    assert len(app.get("plotly_chart")) == 5
    assert len(app.dataframe[0].value) == 12


def test_a_model_without_intervals_says_so(empty_store: Keeper) -> None:
    whole = demand_forecast()
    bare = whole.model_copy(
        update={"by_horizon": tuple(row.model_copy(update={"coverage": {}}) for row in whole.by_horizon)}
    )
    empty_store(examples.demand().model_copy(update={"forecasts": (bare,)}))
    assert "gives no intervals" in text(page("forecasts"))


def test_each_horizon_stands_on_its_own_when_it_is_asked_for(empty_store: Keeper) -> None:
    empty_store(examples.demand())
    app = page("forecasts", model="retrained")
    before = len(app.get("plotly_chart"))
    app.session_state["folded.horizons"] = True
    app.run()
    assert not app.exception
    charts = app.get("plotly_chart")
    assert len(charts) == before + 4
    figures = [json.loads(chart.proto.spec) for chart in charts]
    small = [figure for figure in figures if figure["layout"]["height"] == horizon_alone.HEIGHT]
    assert len({json.dumps(figure["layout"]["yaxis"]["range"]) for figure in small}) == 1, "one scale for all"
    assert len({json.dumps(figure["layout"]["xaxis"]["range"]) for figure in small}) == 1
    assert "1 week ahead: " in text(app)
