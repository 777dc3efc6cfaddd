"""Payback: a sentence for each status, values or the reasons why they are missing."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.results import Payback, ProjectResult
from tests.chart import examples
from tests.pages.example_store import Keeper, page, text


def with_payback(**fields: object) -> ProjectResult:
    """The example with another payback."""
    result = examples.assistant()
    assert result.money is not None
    money = result.money.model_copy(update={"payback": Payback.model_validate(fields)})
    return result.model_copy(update={"money": money})


def test_without_projects_it_leads_on(empty_store: Keeper) -> None:
    assert "Nothing to prove yet" in text(page("payback"))


def test_without_money_it_says_what_is_needed(empty_store: Keeper) -> None:
    empty_store(examples.young())
    told = text(page("payback"))
    assert "has no payback yet" in told
    assert "unit_value" not in told
    assert "what a unit is worth and which share of that becomes real" in told


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "paid_back", "proven": True, "months": 2.3}, "**paid back 2.3 months after launch**."),
        ({"status": "paid_back", "proven": False, "months": 2.3}, "**paid back 2.3 months after launch, not proven**"),
        ({"status": "projected", "months": 11.4}, "**Projected 11.4 months after launch**"),
        (
            {"status": "lost_again", "first_crossed": 4.0},
            "**had paid back 4.0 months after launch and has lost it again**",
        ),
        ({"status": "not_reached"}, "**has not paid back**"),
        (
            {"status": "paid_back", "proven": True, "months": 2.3, "earliest": 2.0, "latest": 2.7},
            "2.0 months and 2.7 months",
        ),
        ({"status": "paid_back", "proven": True, "months": -1.0}, "1.0 month before launch"),
    ],
)
def test_every_status_has_its_sentence(empty_store: Keeper, fields: dict[str, object], words: str) -> None:
    empty_store(with_payback(**fields))
    assert words in text(page("payback"))


def test_values_stand_beside_the_reasons_of_those_that_are_unknown(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    app = page("payback")
    told = text(app)
    assert "Payback, months: 3.5" in told
    assert "more than one rate solves these flows" in told
    assert "412 hours freed (Handling time)" in told
    rows = app.dataframe[0].value.set_index("period")
    assert rows.loc[dt.date(2025, 9, 1), "note"] == "benefit unknown, counts nothing"
    assert rows.loc[dt.date(2024, 10, 1), "cost"] == 18_000
    assert len(rows) == 17


def test_the_board_pack_is_offered_in_every_format(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    offered = [element.proto.label for element in page("payback").get("download_button")]
    assert {"Web page", "Excel workbook", "PowerPoint slides"} <= set(offered)
