"""A number on the Project page, opened down to its rows and files; notes, segments and versions beside it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from metrics import actions
from metrics.access import login
from metrics.access.identity import Identity
from tests.actions import test_opening
from tests.pages.example_store import page, text
from tests.visits import visit

made = test_opening.made
MARCH = "2025-03-01"


@pytest.fixture(autouse=True)
def kept(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store with uploaded rows."""
    shutil.copytree(made, tmp_path / "home")
    monkeypatch.setenv("PROVEOUT_HOME", str(tmp_path / "home"))
    actions.store.cache_clear()
    st.cache_resource.clear()
    yield
    actions.store.cache_clear()


def come_as(monkeypatch: pytest.MonkeyPatch, role: str, *segments: str) -> None:
    who = Identity("t@example.com", "proxy", "page", "t@example.com")
    monkeypatch.setattr(login, "identity", lambda *_: (who, ""))
    actions.store().grant("t@example.com", role, "p", actor="boss", segments=segments)  # type: ignore[arg-type]


def frames(app: AppTest) -> list[list[str]]:
    return [list(frame.value.columns) for frame in app.dataframe]


def rows_of(app: AppTest) -> list[list[str]]:
    return [frame for frame in frames(app) if "Row in the file" in frame]


def test_nothing_is_read_until_a_number_is_opened() -> None:
    app = page("project", project="p")
    assert not rows_of(app)
    assert "How it is made" not in text(app)


def test_the_address_opens_a_number_down_to_its_rows_and_files() -> None:
    app = page("project", project="p", kpi="calls", period=MARCH)
    told = text(app)
    assert "**Calls in March 2025: 93 calls**" in told
    assert r"count(\*) over the rows of d, by month of day." in told
    assert "Counted again from its 93 rows just now: the same number" in told
    assert rows_of(app) == [["day", "id", "channel", "note", "minutes", "Row in the file", "File"]]
    assert any("-- title: A point from its rows" in code.value for code in app.code)
    assert any("period=2025-03-01" in code.value for code in app.code)
    assert [list(table.value["File"]) for table in app.table if "File" in table.value] == [["after.csv"]]
    labels = [button.label for button in app.get("download_button")]
    assert "All 93 rows as CSV" in labels
    assert "Original after.csv" in labels
    app.get_by_key("close number").click().run()
    assert not rows_of(app)
    assert app.query_params["period"] == ""


def test_pages_of_rows_live_in_the_address() -> None:
    app = page("project", project="p", kpi="calls", period=MARCH, rows="2")
    assert len(next(frame.value for frame in app.dataframe if "File" in frame.value.columns)) == 43
    assert any("rows=2" in code.value for code in app.code)


def test_a_month_without_data_is_unknown_and_says_so() -> None:
    app = page("project", project="p", kpi="calls", period="1999-01-01")
    assert "which is not here" in text(app)


def test_a_viewer_is_told_that_rows_are_for_analysts(monkeypatch: pytest.MonkeyPatch) -> None:
    come_as(monkeypatch, "viewer")
    app = page("project", project="p", kpi="calls", period=MARCH)
    assert "93 rows. Analysts of the project open the rows themselves." in text(app)
    assert not rows_of(app)
    assert "Original after.csv" not in [button.label for button in app.get("download_button")]


def test_who_sees_one_segment_opens_its_rows_and_no_file_names(monkeypatch: pytest.MonkeyPatch) -> None:
    come_as(monkeypatch, "analyst", "channel=chat")
    app = page("project", project="p", kpi="calls", period=MARCH)
    told = text(app)
    assert "**Calls in March 2025: 62 calls**" in told
    assert "of the segment channel: chat alone" in told.replace("\\", "")
    assert "Which files they came with is for those who see the whole project." in told
    assert rows_of(app) == [["day", "id", "channel", "note", "minutes", "Row in the file"]]
    assert "after.csv" not in told
    assert "Notes on its charts and the history of its definition are for those who see the whole" in told
    assert "% of it" not in told  # a share would say what the whole is


def test_segments_say_which_moved_the_month() -> None:
    app = page("project", project="p", kpi="calls", period="2025-01-01")
    assert "Calls in January 2025: 31 calls less than in December 2024; mail moved most (−31, 100 % of it)." in text(
        app
    ).replace("\u202f", " ").replace("\\", "")
    frame = next(frame.value for frame in app.dataframe if "trend" in frame.value.columns)
    assert dict(zip(frame["segment"], frame["change"], strict=True)) == {"mail": -31, "chat": 0}


def test_a_note_is_put_on_the_chart_and_stands_in_words_and_table() -> None:
    app = page("project", project="p", kpi="calls", period=MARCH)
    assert not app.text_area  # nothing of the form is there until it is asked for
    app.session_state["write a note"] = True
    app.session_state["folded.points"] = True
    app.run()
    app.text_area[0].set_value("The *strike* began")
    next(button for button in app.button if button.label == "Put it on the chart").click().run()
    assert not app.exception
    (note,) = actions.store().chart_notes("p")
    assert (note.text, note.day, note.kpi) == ("The *strike* began", dt.date(2025, 3, 1), "calls")
    assert r"(A) The \*strike\* began" in text(app)
    assert any("(A)" in chart.proto.spec for chart in app.get("plotly_chart"))
    table = next(frame.value for frame in app.dataframe if "period" in frame.value.columns)
    assert table.set_index("period").loc[dt.date(2025, 3, 1), "marks"].startswith("(A) The *strike* began (")
    mine = next(box for box in app.selectbox if box.label == "Your notes")
    mine.select(note.id).run()
    next(button for button in app.button if button.label == "Take it back").click().run()
    assert actions.store().chart_notes("p") == ()
    assert "(A) The" not in text(app)


def test_an_edit_of_the_definition_is_flagged_where_it_was_made() -> None:
    changed = test_opening.TEXT.replace('better = "lower"\nsegments', 'better = "lower"\ntarget = -0.2\nsegments')
    actions.apply(visit(actions.store(), "olga"), changed, reason="A target at last")
    app = page("project", project="p", kpi="calls")
    assert "§1 Definition: target: none → −0.2 (olga)" in text(app).replace("\\", "").replace("-0.2", "−0.2")
    app.session_state["folded.history"] = True  # as a click on it would
    app.run()
    (history,) = [table.value for table in app.table if "Revision" in table.value.columns]
    assert list(history["Reason"]) == ["A target at last", ""]
    assert "Definition" not in text(page("project", project="p", kpi="minutes")).split("How")[0]
