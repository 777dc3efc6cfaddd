"""A number opened: formula, point, rows, files; for those who may, and of what the figures rest on."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions
from metrics.access.visit import Forbidden
from metrics.actions import opening
from metrics.errors import StoreError
from metrics.store import Store
from tests.visits import logged_in, visit

TEXT = """
[project]
id = "p"
launch = 2025-01-01
[dataset.d]
shape = "events"
id = "id"
time = "day"
columns = { channel = "text", note = "text", minutes = "decimal" }
[kpi.calls]
title = "Calls"
unit = "calls"
dataset = "d"
measure = "count(*)"
better = "lower"
segments = ["channel"]
[kpi.minutes]
title = "Minutes a call"
dataset = "d"
measure = "sum(minutes) / count(*)"
where = "channel <> 'mail'"
better = "lower"
"""
MARCH, JUNE = dt.date(2025, 3, 1), dt.date(2025, 6, 1)


def rows(first: dt.date, until: dt.date, each: int, mark: str = "") -> str:
    days = [first + dt.timedelta(days=n) for n in range((until - first).days)]
    cells = [(day, n) for day in days for n in range(each)]
    return "".join(f"{mark}{day}-{n},{day},{('chat', 'mail')[n % 2]},=HYPERLINK(1),{n + 1}.5\n" for day, n in cells)


def commit(store: Store, text: str, name: str) -> str:
    file = store.home.parent / name
    file.write_text("id,day,channel,note,minutes\n" + text)
    staged = actions.stage(visit(store), "p", "d", file)
    return actions.commit(visit(store, "ana"), staged).upload.id  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("opening") / "home"
    with Store.open(home) as store:
        actions.apply(visit(store), TEXT)
        commit(store, rows(dt.date(2024, 6, 1), dt.date(2025, 1, 1), 4), "before.csv")
        commit(store, rows(dt.date(2025, 1, 1), dt.date(2025, 7, 1), 3), "after.csv")
    return home


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(made, tmp_path / "home")
    with Store.open(tmp_path / "home") as opened:
        yield opened


def test_a_point_opens_to_its_formula_its_sums_and_its_files(store: Store) -> None:
    found = actions.opened(visit(store), "p", "minutes", "month", MARCH)
    assert found.words[0] == "sum(minutes) / count(*) over the rows of d where channel <> 'mail', by month of day."
    assert found.words[1].startswith("One row counts for each id: the last by time")
    assert found.sums is not None
    assert (found.sums.numerator, found.sums.denominator, found.sums.rows) == (31 * 5.0, 62, 62)
    assert found.sums.value == found.point.value == 2.5
    assert found.same
    assert not found.moved_on
    assert [(file.name, file.rows, file.uploaded_by) for file in found.files] == [("after.csv", 62, "ana")]
    assert "channel" in found.sql
    assert "DATE '2025-03-01'" in found.sql


def test_rows_come_page_by_page_with_their_file_and_row(store: Store) -> None:
    pages = [actions.rows_behind(visit(store), "p", "calls", "month", MARCH, None, n, 50) for n in (1, 2, 3)]
    assert pages[0].total == 93
    assert [len(page.rows) for page in pages] == [50, 43, 0]
    assert pages[0].columns == ("day", "id", "channel", "note", "minutes", "_row", "_file")
    assert {row[-1] for page in pages for row in page.rows} == {"after.csv"}
    assert len({row[1] for page in pages for row in page.rows}) == 93
    wide = actions.rows_behind(visit(store), "p", "calls", "month", MARCH, None, 1, 100_000)
    assert len(wide.rows) == 93  # and never more than 200
    chat = actions.rows_behind(visit(store), "p", "calls", "month", MARCH, "channel=chat")
    assert {row[2] for row in chat.rows} == {"chat"}


def test_the_rows_as_csv_hold_all_of_them_and_run_nothing(store: Store) -> None:
    lines = list(csv.reader("".join(actions.rows_behind_csv(visit(store), "p", "calls", "month", MARCH)).splitlines()))
    assert lines[0][-2:] == ["_row", "_file"]
    assert len(lines) == 94
    assert {line[3] for line in lines[1:]} == {"'=HYPERLINK(1)"}


def test_more_rows_than_one_csv_holds_are_refused_and_not_cut(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_CSV", 92)
    with pytest.raises(StoreError, match="93 rows stand behind this number; up to 92"):
        list(actions.rows_behind_csv(visit(store), "p", "calls", "month", MARCH))


def test_what_came_later_is_said_and_not_mixed_in(store: Store) -> None:
    revision = store.revision("p")
    snapshot = store.latest_snapshot("p")
    file = store.home.parent / "late.csv"
    file.write_text("id,day,channel,note,minutes\nlate-1,2025-03-05,chat,x,1\n")
    staged = actions.stage(visit(store), "p", "d", file)
    actions.commit(visit(store), staged, more_follow=True)  # type: ignore[arg-type]
    assert store.revision("p") > revision
    assert store.latest_snapshot("p") == snapshot  # the figures rest on what was there before
    found = actions.opened(visit(store), "p", "calls", "month", MARCH)
    assert found.moved_on
    assert found.same
    assert actions.rows_behind(visit(store), "p", "calls", "month", MARCH).total == 93


def test_rows_that_were_erased_are_told_and_not_invented(store: Store) -> None:
    (upload,) = [each for each in store.uploads("p") if each.file_name == "after.csv"]
    snapshot = store.latest_snapshot("p")
    store.undo(upload.id, actor="ada")
    store.purge(upload.id, actor="ada", reason="privacy")
    assert store.latest_snapshot("p") == snapshot
    found = actions.opened(visit(store), "p", "calls", "month", MARCH)
    assert found.sums is None
    assert "erased for privacy" in found.why_not
    with pytest.raises(StoreError, match="erased for privacy"):
        actions.rows_behind(visit(store), "p", "calls", "month", MARCH)


def test_a_sealed_baseline_keeps_its_value_beside_what_the_rows_give(store: Store) -> None:
    actions.seal(visit(store), "p", None, "as agreed")
    commit(store, rows(dt.date(2024, 7, 1), dt.date(2024, 7, 2), 2, "late"), "late.csv")
    found = actions.opened(visit(store), "p", "calls", "month", dt.date(2024, 7, 1))
    assert found.sums is not None
    assert (found.point.sealed_value, found.point.value, found.sums.value) == (124, 126, 126)


def test_who_sees_some_segments_opens_those_and_no_names_of_files(store: Store) -> None:
    store.grant("l@example.com", "analyst", "p", actor="boss", segments=("channel=chat",))
    reader = logged_in(store, "l@example.com")
    found = actions.opened(reader, "p", "calls", "month", MARCH, "channel=chat")
    assert found.files == ()
    assert found.sums is not None
    assert found.sums.rows == 62
    page = actions.rows_behind(reader, "p", "calls", "month", MARCH, "channel=chat")
    assert page.columns[-1] == "_row"
    assert {row[2] for row in page.rows} == {"chat"}
    assert "after.csv" not in "".join(actions.rows_behind_csv(reader, "p", "calls", "month", MARCH, "channel=chat"))
    for segment in (None, "channel=mail"):
        with pytest.raises(StoreError, match="You see: channel=chat"):
            actions.opened(reader, "p", "calls", "month", MARCH, segment)
        with pytest.raises(StoreError, match="You see: channel=chat"):
            actions.rows_behind(reader, "p", "calls", "month", MARCH, segment)
    assert [part.segment for part in actions.segments(reader, "p", "calls", "month")] == ["channel=chat"]


def test_viewers_open_the_formula_and_not_the_rows(store: Store) -> None:
    store.grant("v@example.com", "viewer", "p", actor="boss")
    reader = logged_in(store, "v@example.com")
    assert actions.opened(reader, "p", "calls", "month", JUNE).same
    with pytest.raises(Forbidden, match="needs the role analyst"):
        actions.rows_behind(reader, "p", "calls", "month", JUNE)


def test_what_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(StoreError, match="no such period"):
        actions.opened(visit(store), "p", "calls", "month", dt.date(1999, 1, 1))
    with pytest.raises(StoreError, match="no such result"):
        actions.opened(visit(store), "p", "calls", "week", JUNE)
