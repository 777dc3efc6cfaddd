"""Portfolio: the sum of things, what needs a decision, and the way on where there is nothing."""

from __future__ import annotations

import datetime as dt

from streamlit.testing.v1 import AppTest

from metrics.results import Warn
from tests.chart import examples
from tests.pages.example_store import PAGES, SECONDS, Keeper, page, text


def test_without_projects_it_leads_on(empty_store: Keeper) -> None:
    app = page("portfolio")
    assert "Nothing to prove yet" in text(app)
    assert {link.label for link in app.get("page_link")} >= {"Define a project, then upload", "Demand forecast"}
    assert [button.label for button in app.button] == ["Load the sample projects"]
    assert not app.dataframe


def test_it_opens_with_its_answer(empty_store: Keeper) -> None:
    for build in (examples.assistant, examples.demand, examples.routes, examples.young, examples.empty):
        empty_store(build())
    app = page("portfolio")
    told = text(app)
    assert "One of five projects has paid back, none of them proven" in told
    assert "Two need a decision." in told
    assert "Demand forecast and Support assistant are samples" in told
    # 38,000 + 26,000 invested; 166,493.08 + 9,000 returned; 115,893.08 − 28,000 net: by hand from the examples
    assert "Invested, EUR: 64.0k" in told
    assert "Returned, EUR: 175k" in told
    assert "Net to date, EUR: 87.9k" in told
    assert "Months held: 18 of 22" in told


def test_the_table_says_what_each_project_is(empty_store: Keeper) -> None:
    for build in (examples.assistant, examples.demand, examples.routes, examples.young, examples.empty):
        empty_store(build())
    rows = page("portfolio").dataframe[0].value.set_index("open")
    assert rows.loc["Support assistant", "payback"] == "3.5 months, not proven"
    assert rows.loc["Support assistant", "held"] == "10 of 12"
    assert rows.loc["Route planning", "payback"] == "not reached"
    assert rows.loc["Contract review", "verdict"] == "Too little data before launch"
    assert rows.loc["New project", "verdict"] == "No data yet"
    assert rows.loc["Support assistant", "strip"].startswith("data:image/svg+xml")


def test_days_without_rows_that_count_are_named_under_the_answer(empty_store: Keeper) -> None:
    hole = Warn(kind="gap", text="no rows", upload="u1", from_=dt.date(2025, 10, 10), until=dt.date(2025, 10, 31))
    found = examples.assistant()
    primary = found.kpis[0].model_copy(update={"warnings": (hole,)})
    empty_store(examples.routes())
    assert "have no rows" not in text(page("portfolio"))
    empty_store(found.model_copy(update={"kpis": (primary, *found.kpis[1:])}))
    assert "Support assistant\\: Days since launch have no rows (10 Oct 2025 to 30 Oct 2025)" in text(page("portfolio"))


def test_currencies_are_never_added(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    empty_store(examples.routes().model_copy(update={"currency": "USD"}))
    app = page("portfolio", currency="USD")
    assert "Invested, USD: 26,000" in text(app).replace("26.0k", "26,000")
    assert "Invested, EUR" not in text(app)
    assert list(app.dataframe[0].value["open"]) == ["Route planning"]
    other = page("portfolio", currency="EUR")
    assert list(other.dataframe[0].value["open"]) == ["Support assistant"]


def _all(store: Keeper) -> None:
    for build in (examples.assistant, examples.demand, examples.routes, examples.young, examples.empty):
        store(build())


def opened(**query: str) -> AppTest:
    """The page as a link opens it, in a session of its own."""
    app = AppTest.from_file(PAGES / "main.py", default_timeout=SECONDS)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def test_filters_live_in_the_address(empty_store: Keeper) -> None:
    _all(empty_store)
    app = page("portfolio", verdict="insufficient_baseline", order="name")
    assert list(app.dataframe[0].value["open"]) == ["Contract review"]
    assert "1 of 5 projects; the figures above are of all of them." in text(app)
    assert "Paid back: 1 of 5" in text(app)
    found = opened(find="route")
    assert list(found.dataframe[0].value["open"]) == ["Route planning"]
    assert "find=route" in found.code[-1].value
    none = opened(find="nothing like that")
    assert "No project is like that" in text(none)
    assert not none.dataframe


def test_an_address_that_asks_for_what_is_not_there_is_told_so(empty_store: Keeper) -> None:
    _all(empty_store)
    app = page("portfolio", verdict="splendid", owner="x@y", status="?", target="!", order="up", view="globe")
    said = text(app)
    assert said.count("which is not here") == 6
    assert "“splendid”" in said
    assert len(app.dataframe[0].value) == 5


def test_cards_say_each_project_in_its_sentence(empty_store: Keeper) -> None:
    _all(empty_store)
    app = page("portfolio", view="cards")
    assert not app.dataframe
    said = text(app)
    main = next(kpi for kpi in examples.assistant().kpis if kpi.primary)
    assert main.sentence in said
    assert "Payback: 3.5 months, not proven." in said
    assert app.query_params["view"] == "cards"


def test_what_went_in_and_came_back_is_drawn_by_month(empty_store: Keeper) -> None:
    _all(empty_store)
    app = page("portfolio")
    assert "What went in, what came back?" in text(app)
    assert len(app.get("plotly_chart")) == 2
    assert "Which hold, which slip?" in text(app)
    assert "with a target hold" in text(app)
