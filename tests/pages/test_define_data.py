"""Define, Data: what a dataset of each shape is asked, actuals that are in a file of their own, and a new dataset."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions, worker
from metrics.store import Store
from tests.pages.example_store import Keeper
from tests.pages.test_define import click, draw, field
from tests.visits import visit

TEXT = """\
[project]
id = "flu"
name = "Flu"
launch = 2024-01-01

[dataset.admissions]
shape = "series"
time = ["year", "month"]
series = ["location"]
columns = { value = "double", rate = "double" }

[dataset.forecasts]
shape = "forecasts"
target = "target_end_date"
made_on = "forecast_date"
forecast = "median"

[forecast.flu]
title = "Admissions"
dataset = "forecasts"
"""


@pytest.fixture(scope="module", autouse=True)
def one_worker() -> Iterator[None]:
    yield
    worker.stop()


@pytest.fixture
def flu(empty_store: Keeper) -> Store:
    store = actions.store()
    actions.apply(visit(store, "ada"), TEXT)
    return store


def datasets(store: Store) -> dict[str, Any]:
    return dict(tomllib.loads(store.definition("flu").text)["dataset"])


def fill(page: AppTest, kind: str, label: str, value: object, n: int = -1) -> None:
    field(page, kind, label, n).set_value(value)  # type: ignore[attr-defined]


def told(page: AppTest) -> list[str]:
    return [each.value for each in page.markdown if each.value.startswith(":red[")]


def test_actuals_in_a_file_of_their_own_are_stated_and_taken_back(flu: Store) -> None:
    page = draw("data", dataset="forecasts")
    source = field(page, "selectbox", "Actuals from")
    assert (source.value, source.options) == ("", ["A column of this file", "admissions"])  # type: ignore[attr-defined]
    fill(page, "selectbox", "Their column", "value")
    page = click(page, "Apply")
    assert told(page) == [":red[:material/error: “Actuals from” is empty. Fill it in.]"]
    fill(page, "selectbox", "Actuals from", "admissions")
    fill(page, "text_input", "Series", "location, sex")
    fill(page, "text_input", "Only rows where", "median > 0")
    click(page, "Apply")
    now = datasets(flu)["forecasts"]
    assert now["actuals"] == {"dataset": "admissions", "value": "value"}
    assert now["series"] == ["location", "sex"]  # columns that no other field names
    assert now["where"] == "median > 0"
    fill(page, "selectbox", "Actuals from", "")
    fill(page, "selectbox", "Their column", "")
    click(page, "Apply")
    assert "actuals" not in datasets(flu)["forecasts"]


def test_a_condition_on_forecasts_is_checked_beside_its_field(flu: Store) -> None:
    page = draw("data", dataset="forecasts")
    fill(page, "text_input", "Only rows where", "nothing > 0")
    page = click(page, "Apply")
    assert len(told(page)) == 1
    assert "nothing" in told(page)[0]


def test_a_forecast_leads_to_where_its_actuals_are_stated(flu: Store) -> None:
    page = draw("forecasts")
    lead = next(each for each in page.get("page_link") if each.proto.label == "Its columns, actuals and rows")
    assert "part=data&dataset=forecasts" in lead.proto.query_string


def test_parts_of_a_date_stay_parts_and_an_empty_date_is_told_in_words(flu: Store) -> None:
    page = draw("data", dataset="admissions")
    fill(page, "number_input", "Due by day of month", 5)
    page = click(page, "Apply")
    assert not page.error
    assert datasets(flu)["admissions"]["time"] == ["year", "month"]
    fill(page, "text_input", "Date column", "")
    assert told(click(page, "Apply")) == [":red[:material/error: “Date column” is empty. Fill it in.]"]


def boxes(page: AppTest) -> set[str]:
    return {each.label for each in page.text_input if ".add.dataset." in str(each.key)} - {"Short name"}


def test_a_new_dataset_is_asked_for_the_columns_of_its_shape_alone(flu: Store) -> None:
    page = draw("data")
    assert boxes(page) == {"Date column", "Id column"}
    fill(page, "selectbox", "What a row is", "costs")
    assert boxes(page.run()) == {"Date column", "Amount column", "Category column", "Kind column"}
    fill(page, "selectbox", "What a row is", "forecasts")
    page.run()
    assert {"Forecast period", "Made on", "Horizon", "Forecast value", "Series"} <= boxes(page)
    assert "Date column" not in boxes(page)
    fill(page, "text_input", "Short name", "new")
    page = click(page, "Add")
    assert told(page) == [
        ":red[:material/error: “Forecast period” is empty. Fill it in.]",
        ":red[:material/error: “Made on” or “Horizon” is empty. Fill it in.]",
        ":red[:material/error: “Forecast value” is empty. Fill it in.]",
    ]
    fill(page, "text_input", "Short name", "Überlauf")
    assert "begins with a letter" in click(page, "Add").error[0].value
    assert set(datasets(flu)) == {"admissions", "forecasts"}


def test_a_series_is_made_without_the_file_and_the_page_stands_on_it(flu: Store) -> None:
    page = draw("data", dataset="admissions")
    fill(page, "text_input", "Short name", "sales")
    fill(page, "selectbox", "What a row is", "series")
    page.run()
    fill(page, "text_input", "Date column", "week", 0)
    fill(page, "text_input", "Which columns tell its rows of one period apart?", "sku, depot")
    fill(page, "text_input", "Value columns", "units, revenue")
    page = click(page, "Add")
    assert datasets(flu)["sales"] == {
        "shape": "series",
        "time": "week",
        "series": ["sku", "depot"],
        "columns": {"units": "decimal", "revenue": "decimal"},
    }
    assert page.query_params["dataset"] == "sales"
    assert any(each.value.startswith("**sales** holds series") for each in page.markdown)
