"""Method: every measure that runs is documented there, and can be found."""

from __future__ import annotations

from metrics.measure import catalogue
from tests.pages.example_store import Keeper, page, text


def test_every_measure_is_there(empty_store: Keeper) -> None:
    app = page("method")
    assert {expander.label for expander in app.expander} >= {
        f"**{measure.title}**, {measure.unit}" for measure in catalogue.measures()
    }
    assert len(app.code) == 1  # the link to this view
    for measure in catalogue.measures():
        app.session_state[f"measure.{measure.name}"] = True  # as a click on each would
    app.run()
    assert {code.value for code in app.code} >= {measure.sql.strip() for measure in catalogue.measures()}


def test_the_address_finds_a_measure(empty_store: Keeper) -> None:
    app = page("method", find="payback")
    assert 0 < len(app.expander) < len(catalogue.measures())
    for measure in catalogue.measures():
        app.session_state[f"measure.{measure.name}"] = True
    app.run()
    assert app.code
    assert all("payback" in code.value.casefold() for code in app.code)
    assert "No measure speaks of" in text(page("method", find="zzzz"))
