"""Project: every state that a KPI can be in, and links that reproduce what was seen."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.chart import examples
from tests.pages.example_store import Keeper, page, text


def test_without_projects_it_leads_on(empty_store: Keeper) -> None:
    assert "Nothing to prove yet" in text(page("project"))


def test_a_definition_without_data_asks_for_an_upload(empty_store: Keeper) -> None:
    empty_store(examples.empty())
    app = page("project", project="new-project")
    assert "Upload the export that its KPI is counted from" in text(app)
    assert not app.get("plotly_chart")


def test_it_opens_with_the_sentence_of_the_snapshot(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    app = page("project")
    told = text(app)
    assert examples.assistant_kpi().sentence in told
    assert "Simulated data" in told
    assert "Baseline sealed before launch, 12 Dec 2024" in told
    assert "met in 10 of 12 complete months, 1 within noise, 1 missed" in told
    assert "(1) Office move (10 Jul 2023 to 10 Aug 2023)" in told
    assert "this version" not in told  # the ladder's own words stand in its figure
    assert len(app.get("plotly_chart")) == 3


def test_the_month_table_carries_the_numbers_and_why_some_do_not_count(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    app = page("project")
    assert not app.dataframe
    app.session_state["folded.points"] = True  # as a click on it would
    rows = app.run().dataframe[0].value.set_index("period")
    assert rows.loc[dt.date(2025, 9, 1), "note"] == "no data"
    assert rows.loc[dt.date(2026, 3, 1), "note"] == "the data ends on 12 March 2026"
    assert rows.loc[dt.date(2025, 1, 1), "note"] == "transition"
    november = next(point for point in examples.assistant_points() if f"{point.period:%Y-%m}" == "2025-11")
    assert rows.loc[dt.date(2025, 11, 1), "value"] == november.value
    assert rows.loc[dt.date(2025, 11, 1), "effect"] == -55.0
    assert rows.loc[dt.date(2025, 11, 1), "held"] == "□ missed"


def test_too_little_data_is_an_outcome_with_a_message(empty_store: Keeper) -> None:
    empty_store(examples.young())
    told = text(page("project"))
    assert "Too little data before launch" in told
    assert "two months before launch are too few" in told


def test_a_project_of_forecasts_leads_to_them(empty_store: Keeper) -> None:
    empty_store(examples.demand())
    app = page("project", project="demand-forecast")
    assert "it has no KPI" in text(app)
    assert "Open its forecasts" in {link.label for link in app.get("page_link")}


def test_the_address_chooses_project_and_kpi_and_follows_the_choice(empty_store: Keeper) -> None:
    for build in (examples.assistant, examples.routes):
        empty_store(build())
    app = page("project", project="support-assistant", kpi="handle_time")
    assert app.title[0].value == "Support assistant"
    assert examples.handle_time().sentence in text(app)
    app.get_by_key("kpi").set_value("human_tickets").run()
    assert app.query_params["kpi"] == "human_tickets"
    app.selectbox(key="project").select("route-planning").run()
    assert not app.exception
    assert app.title[0].value == "Route planning"
    assert (app.query_params["project"], app.query_params["kpi"]) == ("route-planning", "kilometres")


def test_the_link_holds_every_choice(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    app = page("project", project="support-assistant", kpi="handle_time")
    assert any("project=support-assistant&kpi=handle_time&grain=month" in code.value for code in app.code)


@pytest.mark.parametrize(
    "name", ["project", "payback", "forecasts", "month", "alerts", "people", "define", "uploads", "audit"]
)
def test_a_link_to_a_project_that_is_not_there_shows_no_other(empty_store: Keeper, name: str) -> None:
    empty_store(examples.assistant())
    app = page(name, project="gone")
    told = text(app)
    assert "“gone”, which is not here" in told
    assert "Support assistant" not in told
    assert not app.metric
    assert not app.dataframe
    assert app.query_params["project"] == "gone"
    (instead,) = app.selectbox
    assert (instead.options[-1], instead.value) == ("Support assistant", None)
    instead.select("support-assistant").run()
    assert not app.exception
    assert app.query_params["project"] == "support-assistant"
    assert "which is not here" not in text(app)


def test_a_long_address_is_repeated_in_part(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    said = text(page("project", project="x" * 60_000))
    assert f"“{'x' * 79}…”, which is not here" in said
    assert "x" * 80 not in said


def test_control_limits_can_be_asked_for_in_the_address(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    plain, limited = page("project"), page("project", limits="true")
    assert "limits" not in plain.get("plotly_chart")[0].proto.spec
    assert "limits" in limited.get("plotly_chart")[0].proto.spec


def test_the_project_stays_chosen_on_the_next_page(empty_store: Keeper) -> None:
    for build in (examples.assistant, examples.routes):
        empty_store(build())
    app = page("project", project="route-planning")
    del app.query_params["project"]  # the menu opens a page without the last one's address
    app.switch_page("payback.py").run()
    assert app.title[0].value == "Route planning"


def test_names_are_text_and_not_markup(empty_store: Keeper) -> None:
    odd = "Bot *v2* [beta](http://example.com) :red[x]"
    empty_store(examples.assistant().model_copy(update={"name": odd}))
    for name in ("portfolio", "project", "payback"):
        assert "[beta](" not in text(page(name)).replace("\\", "").replace(odd, "")
    assert page("project").title[0].value == r"Bot \*v2\* \[beta\](http\://example.com) \:red\[x\]"
