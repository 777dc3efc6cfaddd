"""A forecast's figures on the Forecasts page, opened down to their forecasts, actuals and files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from metrics import actions
from metrics.access import login
from metrics.access.identity import Identity
from metrics.actions import forecast_opening
from metrics.store import Store
from tests.actions import test_forecast_opening
from tests.pages.example_store import page, text

made = test_forecast_opening.store


@pytest.fixture(autouse=True)
def kept(made: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store with uploaded forecasts."""
    shutil.copytree(made.home, tmp_path / "home")
    monkeypatch.setattr(forecast_opening, "SECONDS", 60.0)  # tests may share two cores with many others
    monkeypatch.setenv("PROVEOUT_HOME", str(tmp_path / "home"))
    actions.store.cache_clear()
    st.cache_resource.clear()
    yield
    actions.store.cache_clear()


def pairs(app: AppTest) -> list[int]:
    return [len(frame.value) for frame in app.dataframe if "Row in the file" in frame.value.columns]


def test_a_figure_is_read_when_it_is_opened_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("read although nothing is opened")

    with monkeypatch.context() as watched:
        watched.setattr(actions, "opened_forecast", read)
        watched.setattr(actions, "forecast_rows", read)
        app = page("forecasts", project="f", horizon="1")
    assert not pairs(app)
    app = page("forecasts", project="f", horizon="1", figure="2025-03-01")
    told = text(app)
    assert r"**demand, m\: 1 month ahead, March 2025**" in told
    assert "Counted again from 3 forecasts just now: the same figures." in told
    assert r"Actual\: the sum of units in sales, by series and month." in told
    assert pairs(app) == [3]
    assert any("FROM forecast_pairs" in code.value for code in app.code)
    files = next(table.value for table in app.table if "For" in table.value)
    assert list(files["For"]) == ["Forecasts", "Actuals", "History"]
    app.button(key="close figure").click().run()
    assert not pairs(app)


def test_a_series_opens_over_all_its_horizons() -> None:
    app = page("forecasts", project="f", figure="series b")
    assert r"**demand, m\: series b, all horizons**" in text(app)
    assert pairs(app) == [32]


def test_viewers_see_the_formula_and_not_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.store().grant("t@example.com", "viewer", "f", actor="boss")
    who = Identity("t@example.com", "proxy", "page", "t@example.com")
    monkeypatch.setattr(login, "identity", lambda *_: (who, ""))
    app = page("forecasts", project="f", horizon="1", figure="horizon")
    told = text(app)
    assert r"48 forecasts. Analysts of the project open the rows themselves." in told
    assert "Counted again from 48 forecasts just now" in told
    assert not pairs(app)


def test_an_erosion_opens_to_its_months_and_one_of_them_to_its_forecasts() -> None:
    app = page("forecasts", project="f", horizon="1")
    app.button(key="open erosion").click().run()
    told = text(app)
    assert "m\\: 1 month ahead, whether accuracy holds since 1 Jan 2025" in told
    assert "months of making that it is made of" in told
    assert "just now: the same figures." in told
    assert "no single forecast has them" in told
    (points,) = (frame.value for frame in app.dataframe if "naive_wape" in frame.value.columns)
    assert app.query_params["figure"] == ["erosion"] or app.query_params["figure"] == "erosion"
    app = page("forecasts", project="f", horizon="1", figure="erosion", point="2025-03-01")
    assert pairs(app) == [3]
    assert pairs(page("forecasts", project="f", horizon="1", figure="erosion")) == [sum(points["forecasts"])]
