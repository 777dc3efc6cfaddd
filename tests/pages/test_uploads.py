"""Uploads, drawn and used: empty, a file in, questions, rejects, impact, commit once, undo, redo."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions, worker
from metrics.store import Store
from pages.arrival import KEY
from pages.reading import answered
from tests.pages.example_store import Keeper

MAIN = str(Path(__file__).resolve().parents[2] / "pages" / "main.py")
TEXT = """\
[project]
id = "calls"
launch = 2025-01-01
[dataset.calls]
shape = "events"
time = "day"
id = "id"
columns = { minutes = "decimal" }
[kpi.calls]
title = "Calls"
dataset = "calls"
measure = "count(*)"
better = "lower"
"""
ROWS = [f"{m}-{d},{d:02}.{1 + m % 12:02}.{2024 + m // 12},{d},5" for m in range(15) for d in range(1, 29)]
FILE = "\n".join(["id;day;minutes", *(row.replace(",", ";", 2) for row in ROWS)]) + "\n"


@pytest.fixture(scope="module", autouse=True)
def one_worker() -> Iterator[None]:
    yield
    worker.stop()


@pytest.fixture
def calls(empty_store: Keeper) -> Store:
    """A store with one project and no rows."""
    actions.apply(actions.store(), TEXT, "ada")
    return actions.store()


def draw() -> AppTest:
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.switch_page("uploads.py")
    return page.run()


def give(page: AppTest, text: str, name: str = "calls.csv") -> AppTest:
    page.file_uploader[0].set_value((name, text.encode(), "text/csv"))
    page.run()
    return settle(page)


def settle(page: AppTest) -> AppTest:
    """Until the worker has read the file and worked out what it changes."""
    for _ in range(300):
        arrival = page.session_state[KEY]
        if not arrival.reading and not arrival.comparing:
            return page
        time.sleep(0.1)
        page.run()
    raise AssertionError("the worker did not finish")


def click(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def texts(page: AppTest) -> str:
    return "\n".join(str(each.value) for each in (*page.markdown, *page.caption, *page.success, *page.error))


def test_without_projects_it_leads_on(empty_store: Keeper) -> None:
    page = draw()
    assert not page.exception
    assert "Define a project" in texts(page)
    assert not page.file_uploader


def test_a_project_without_files_waits_for_one(calls: Store) -> None:
    page = draw()
    assert not page.exception
    assert page.file_uploader[0].label == "A file for calls"
    assert "No file yet." in texts(page)


def test_a_file_is_shown_compared_and_committed_once(calls: Store) -> None:
    page = give(draw(), FILE + "x-1;31.02.2025;4,5\nx-2;01.03.2025;four\n")
    assert not page.exception
    assert [metric.value for metric in page.metric] == ["420", "2", "0"]
    rejects = page.dataframe[0].value
    assert list(rejects["Row"]) == [422, 423]
    assert set(rejects["Column"]) == {"day", "minutes"}
    assert "unknown → **" in str(page.table[0].value)
    assert not calls.uploads("calls")
    click(page, "Commit")
    assert "420 rows are live" in page.success[0].value
    assert len(calls.uploads("calls")) == 1
    assert page.session_state[KEY] is None
    page.run()
    assert len(calls.uploads("calls")) == 1
    assert [path for path in (calls.home / "staging").iterdir() if path.is_file()] == []
    give(page, FILE + "x-1;31.02.2025;4,5\nx-2;01.03.2025;four\n")
    click(page, "Commit")
    assert "was live already" in page.success[0].value
    assert len(calls.uploads("calls")) == 1


def test_a_question_shows_its_options_and_its_answer_is_remembered(calls: Store) -> None:
    rows = "".join(f"{m}{d},0{d}/0{m}/2024,{d}.25\n" for m in range(1, 10) for d in range(1, 10))
    page = give(draw(), f"id,day,minutes\n{rows}")
    asked = page.radio[0]
    assert asked.value is None
    assert list(asked.options) == ["Day first", "Month first"]
    click(page, "Read again with these answers")
    assert "Answer every question" in page.error[0].value
    page.radio[0].set_value("dmy")
    settle(click(page, "Read again with these answers"))
    assert not page.radio
    click(page, "Commit")
    recipe = actions.draft(calls, "calls").project.dataset["calls"].recipe
    assert recipe is not None
    assert recipe.date_order == "dmy"
    assert calls.uploads("calls")[0].first is not None


def test_a_missing_column_is_answered_with_a_header_of_the_file(calls: Store) -> None:
    page = give(draw(), FILE.replace("minutes", "Dauer"))
    assert "has no column" in page.error[0].value
    next(box for box in page.selectbox if box.label == "minutes is in").set_value("Dauer")
    again = [button for button in page.button if button.label == "Read again"]
    settle(again[0].click().run())
    assert page.metric[0].value == "420"


def test_a_file_that_is_no_table_is_refused_in_words(calls: Store) -> None:
    page = give(draw(), "%PDF-1.7 nothing here")
    assert page.error[0].value
    assert "Traceback" not in texts(page)
    click(page, "Discard this file")
    assert page.file_uploader
    assert [path for path in (calls.home / "staging").iterdir() if path.is_file()] == []


def test_an_older_preview_is_worked_out_anew_before_it_can_be_committed(calls: Store) -> None:
    page = give(draw(), FILE)
    actions.apply(calls, actions.export(calls, "calls").replace("Calls", "All calls"), "bob")
    page.run()
    assert "worked out anew" in page.warning[0].value
    assert not [button for button in page.button if button.label == "Commit"]
    settle(page)
    click(page, "Commit")
    assert len(calls.uploads("calls")) == 1
    assert actions.draft(calls, "calls").project.kpi["calls"].title == "All calls"


def test_undo_and_redo_from_the_history(calls: Store) -> None:
    click(give(draw(), FILE), "Commit")
    page = draw()
    assert "calls.csv" in texts(page)
    click(page, "Undo")
    assert "no longer counts" in page.success[0].value
    assert calls.uploads("calls")[0].state == "undone"
    click(page, "Redo")
    assert calls.uploads("calls")[0].state == "live"


def test_discarding_leaves_nothing_behind(calls: Store) -> None:
    page = click(give(draw(), FILE), "Discard this file")
    assert page.file_uploader
    assert not calls.uploads("calls")
    assert [path for path in (calls.home / "staging").iterdir() if path.is_file()] == []


def test_a_store_that_cannot_be_read_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_store: Keeper
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("PROVEOUT_HOME", str(tmp_path / "file" / "home"))
    actions.store.cache_clear()
    page = draw()
    assert not page.exception
    assert str(tmp_path / "file") in page.error[0].value


def test_answers_are_noted_under_the_field_that_they_settle() -> None:
    answers: dict[str, object] = {}
    for key, value in [("date_order", "dmy"), ("columns.day", "Tag"), ("columns.id", "Nr"), ("accept", "rejects")]:
        answered(answers, key, value)
    answered(answers, "accept", "header")
    assert answers == {"date_order": "dmy", "columns": {"day": "Tag", "id": "Nr"}, "accept": ("rejects", "header")}
