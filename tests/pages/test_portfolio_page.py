"""Portfolio: the sum of things, what needs a decision, and the way on where there is nothing."""

from __future__ import annotations

from tests.chart import examples
from tests.pages.example_store import Keeper, page, text


def test_without_projects_it_leads_on(empty_store: Keeper) -> None:
    app = page("portfolio")
    assert "Nothing to prove yet" in text(app)
    assert {link.label for link in app.get("page_link")} >= {"Upload a file", "Define a project"}
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


def test_currencies_are_never_added(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    empty_store(examples.routes().model_copy(update={"currency": "USD"}))
    app = page("portfolio", currency="USD")
    assert "Invested, USD: 26,000" in text(app).replace("26.0k", "26,000")
    assert "Invested, EUR" not in text(app)
    assert list(app.dataframe[0].value["open"]) == ["Route planning"]
    other = page("portfolio", currency="EUR")
    assert list(other.dataframe[0].value["open"]) == ["Support assistant"]
