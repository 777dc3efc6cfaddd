"""Uploads, drawn and used: empty, a file in, questions, rejects, impact, commit once, undo, redo."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions, arrivals, worker
from metrics.access import local
from metrics.arrivals import Queue
from metrics.intake import suspicion
from metrics.store import Store
from pages import reading
from pages.asking import answered
from tests import worker_jobs
from tests.pages import seen
from tests.pages.example_store import Keeper
from tests.visits import visit

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
    actions.apply(visit(actions.store(), "ada"), TEXT)
    return actions.store()


def draw() -> AppTest:
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.switch_page("uploads.py")
    return page.run()


def give(page: AppTest, *contents: str, name: str = "calls.csv") -> AppTest:
    names = [name, *(f"{n}-{name}" for n in range(2, 9))]
    page.file_uploader[0].set_value([(n, text.encode(), "text/csv") for n, text in zip(names, contents, strict=False)])
    page.run()
    return settle(page)


def queue() -> Queue:
    return arrivals.queue(visit(actions.store(), local.user()), "calls", "calls")


def settle(page: AppTest) -> AppTest:
    """Until the worker has read the files, worked out what they change, and committed what was asked for."""
    if not (waiting := queue()).busy():
        return page
    deadline = time.monotonic() + 60
    while waiting.busy():
        assert time.monotonic() < deadline, "the worker did not finish"
        time.sleep(0.02)
        waiting.settle(visit(actions.store(), local.user()))
    return page.run()


def click(page: AppTest, label: str, n: int = 0) -> AppTest:
    return settle([button for button in page.button if button.label == label][n].click().run())


def texts(page: AppTest) -> str:
    assert not seen.unexplained(page)
    kinds = (page.markdown, page.caption, page.success, page.info, page.warning, page.error)
    return "\n".join(str(each.value) for kind in kinds for each in kind)


def has(page: AppTest, label: str) -> bool:
    return any(button.label == label for button in page.button)


def staging(store: Store) -> list[Path]:
    return [path for path in (store.home / "staging").iterdir() if path.is_file()]


def test_without_projects_it_leads_on(empty_store: Keeper) -> None:
    page = draw()
    assert not page.exception
    assert "There is no project" in texts(page)
    assert not page.file_uploader


def test_a_project_without_files_waits_for_some(calls: Store) -> None:
    page = draw()
    assert not page.exception
    assert page.file_uploader[0].label == "Files for calls"
    assert page.file_uploader[0].multiple_files
    assert "No file yet." in texts(page)


def test_an_empty_cell_of_the_first_rows_is_empty(calls: Store) -> None:
    page = give(draw(), FILE.replace(";1,5\n", ";\n", 1))
    first = next(each.value for each in page.dataframe if "minutes" in each.value.columns)
    assert first["minutes"].iloc[0] == ""
    assert not first.isna().to_numpy().any()


def test_a_long_word_on_a_closed_month_is_folded_and_whole(calls: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "changes March 2025, closed by olga: " + "; ".join(f"Calls {n} → {n + 1} calls" for n in range(20))
    monkeypatch.setattr(actions, "closed", lambda _: [whole])
    page = give(draw(), FILE)
    assert whole[1:200] in texts(page).replace("\\", "")
    (part,) = [each for each in page.expander if each.label == "All its figures"]
    assert part.markdown[0].value.startswith("Changes March 2025")
    assert "19 → 20 calls" in part.markdown[0].value


def test_a_file_is_shown_compared_and_committed_once(calls: Store) -> None:
    bad = FILE + "x-1;31.02.2025;4,5\nx-2;01.03.2025;four\n"
    page = give(draw(), bad)
    assert not page.exception
    assert "**420 rows** from **1 Jan 2024** to **28 Mar 2025**; **2 rejected**." in texts(page)
    reasons, rejects = page.dataframe[2].value, page.dataframe[3].value
    assert list(reasons["Rows"]) == [1, 1]
    assert list(rejects["Row"]) == [422, 423]
    assert set(rejects["Column"]) == {"day", "minutes"}
    assert "unknown" in str(page.table[0].value)
    assert not calls.uploads("calls")
    token = queue().token()
    click(page, "Commit")
    assert "420 rows are live" in page.success[0].value
    assert len(calls.uploads("calls")) == 1
    assert not queue().files
    assert not queue().commit(visit(calls), token)  # a second click, or a page drawn before the commit
    page.run()
    assert len(calls.uploads("calls")) == 1
    assert staging(calls) == []


def test_a_warning_of_the_file_stands_once_and_is_counted_where_it_stands(calls: Store) -> None:
    lines = FILE.splitlines(keepends=True)
    hole = "".join(line for line in lines if not (".06.2024;" in line and 8 < int(line.split(";")[1][:2]) < 25))
    page = draw()
    said = texts(give(page, hole))
    assert said.count("No rows from 9 Jun 2024 to 24 Jun 2024") == 1
    (told,) = re.findall(r"(\d+) new warnings?\.", said)
    listed, above = said.count("**New warning**"), re.findall(r"(\d+) new warnings? stands? above", said)
    assert int(told) == listed + int(above[0])


def test_a_file_that_is_live_already_is_known_before_a_commit(calls: Store) -> None:
    click(give(draw(), FILE), "Commit")
    page = give(draw(), FILE, name="again.csv")
    assert "This very file is live since" in page.info[0].value
    assert "as calls.csv; nothing would change" in page.info[0].value
    assert not has(page, "Commit")
    click(page, "Discard this file")
    actions.undo(visit(calls, "ada"), calls.uploads("calls")[0].id)
    page = give(draw(), FILE, name="again.csv")
    assert "was undone; committing brings it back" in page.info[0].value
    click(page, "Commit")
    assert [upload.state for upload in calls.uploads("calls")] == ["live"]
    assert staging(calls) == []


def test_several_files_are_compared_together_and_committed_in_order(calls: Store) -> None:
    lines = FILE.splitlines()
    parts = ["\n".join([lines[0], *lines[1 + n * 140 : 141 + n * 140]]) + "\n" for n in range(3)]
    page = give(draw(), *parts, parts[0])
    assert "**4 files**, 3 ready" in texts(page)
    assert [arrival.standing for arrival in queue().files] == ["ready", "ready", "ready", "twice"]
    assert queue().changes == actions.impact(visit(calls), [arrival.staged for arrival in queue().ready()])
    assert not has(page, "Commit")
    click(page, "Leave it out for now", 1)
    assert "Commit 2 files" in [button.label for button in page.button]
    click(page, "Take it in again")
    click(page, "Commit 3 files")
    assert page.success[0].value.count("140 rows are live") == 3
    assert [upload.rows for upload in calls.uploads("calls")] == [140, 140, 140]
    assert [upload.file_name for upload in calls.uploads("calls")] == ["calls.csv", "2-calls.csv", "3-calls.csv"]
    assert not queue().files  # the double went with its file
    assert staging(calls) == []


def test_one_that_was_left_out_stays_and_one_that_fails_is_said(calls: Store) -> None:
    lines = FILE.splitlines()
    page = give(draw(), "\n".join(lines[:200]) + "\n", "\n".join([lines[0], *lines[200:]]) + "\n")
    first, second = queue().files
    assert second.staged
    assert second.staged.files
    second.staged.files.original_path.unlink()  # swept away, or the disk lost it
    click(page, "Commit 2 files")
    assert "199 rows are live" in page.success[0].value
    assert "The staged file is gone" in page.error[0].value
    assert queue().files == [second]
    assert [upload.file_name for upload in calls.uploads("calls")] == [first.file_name]


def test_a_file_that_comes_during_a_commit_is_read_after_it(calls: Store, tmp_path: Path) -> None:
    page = give(draw(), FILE)
    until = tmp_path / "go on"
    worker.submit(calls, worker_jobs.steps, str(until), progress=True)  # the commit waits for its turn behind it
    assert queue().commit(visit(calls), queue().token())
    late = "id;day;minutes\nlate,7;02.04.2025;5\n"
    page.run()
    page.file_uploader[0].set_value([("late.csv", late.encode(), "text/csv")])
    page.run()
    assert [arrival.standing for arrival in queue().files] == ["ready", "waiting"]
    until.touch()
    settle(page)
    assert [(arrival.file_name, arrival.standing) for arrival in queue().files] == [("late.csv", "ready")]
    click(page, "Commit")
    assert {upload.file_name for upload in calls.uploads("calls")} == {"calls.csv", "late.csv"}


def test_a_reload_finds_the_files_again(calls: Store) -> None:
    give(draw(), FILE)
    other = draw()  # a new session
    assert "calls.csv" in texts(other) or any("calls.csv" in box.label for box in other.expander)
    click(settle(other), "Commit")
    assert len(calls.uploads("calls")) == 1


AMBIGUOUS = "".join(f"{m}{d},0{d}/0{m}/2024,{d}.25\n" for m in range(1, 10) for d in range(1, 10))


def test_a_question_shows_its_options_and_its_answer_is_remembered(calls: Store) -> None:
    page = give(draw(), f"id,day,minutes\n{AMBIGUOUS}")
    asked = page.radio[0]
    assert asked.value is None
    assert list(asked.options) == ["Day first", "Month first"]
    click(page, "Read again with these answers")
    assert "Answer every question" in page.error[0].value
    page.radio[0].set_value("dmy")
    click(page, "Read again with these answers")
    assert not page.radio
    click(page, "Commit")
    recipe = actions.draft(visit(calls), "calls").project.dataset["calls"].recipe
    assert recipe is not None
    assert recipe.date_order == "dmy"
    assert calls.uploads("calls")[0].first is not None


def test_an_order_stated_for_a_file_wins_over_a_slip_in_it(calls: Store) -> None:
    click(give(draw(), f"id,day,minutes\n13,13/01/2024,1.25\n{AMBIGUOUS}"), "Commit")
    later = AMBIGUOUS.replace("/2024", "/2023").replace("\n", "\n3", AMBIGUOUS.count("\n") - 1)
    page = give(draw(), f"id,day,minutes\n3{later}400,01/14/2023,1.25\n")
    assert "the remembered recipe reads dates day first" in texts(page)
    assert "say day first for this file too" in texts(page)
    page.session_state[f"differently.{queue().files[0].key}"] = True
    page.run()
    assert "the remembered recipe reads dates day first" in texts(page)  # still, above the form
    next(box for box in page.selectbox if box.label == "Dates").set_value("dmy")
    click(page, "Read again")
    assert "**81 rows**" in texts(page)
    assert "**1 rejected**" in texts(page)
    assert "1 of 82 values is no such date" in texts(page)
    click(page, "Commit")
    (reject,) = actions.rejects(visit(calls), calls.uploads("calls")[-1].id)
    assert (reject.row, reject.column, reject.value) == (83, "day", "01/14/2023")


def test_an_answer_serves_all_files_that_wait_for_it(calls: Store) -> None:
    more = AMBIGUOUS.replace("/2024", "/2025").replace("\n", "\n2", AMBIGUOUS.count("\n") - 1)
    page = give(draw(), f"id,day,minutes\n{AMBIGUOUS}", f"id,day,minutes\n2{more}")
    assert [arrival.standing for arrival in queue().files] == ["question", "question"]
    assert page.checkbox[0].value
    page.radio[0].set_value("mdy")
    click(page, "Read again with these answers")
    assert [arrival.standing for arrival in queue().files] == ["ready", "ready"]
    assert {arrival.staged.recipe.date_order for arrival in queue().files if arrival.staged} == {"mdy"}


def test_many_rejects_are_a_question_with_two_answers(calls: Store) -> None:
    bad = FILE + "".join(f"x-{n};31.02.2025;4,5\n" for n in range(60))
    page = give(draw(), bad)
    assert list(page.radio[0].options) == ["Yes, load the other rows", "No, discard this file"]
    page.radio[0].set_value("no")
    click(page, "Read again with these answers")
    assert not queue().files
    page = give(draw(), bad)
    page.radio[0].set_value("rejects")
    click(page, "Read again with these answers")
    assert "**420 rows**" in texts(page)
    assert "**60 rejected**" in texts(page)


def test_a_missing_column_is_answered_with_a_header_of_the_file(calls: Store) -> None:
    page = give(draw(), FILE.replace("minutes", "Dauer"))
    assert "as no column" in page.error[0].value
    assert "--" not in texts(page)
    box = next(box for box in page.selectbox if box.label == "minutes is in")
    assert box.options == ["Dauer"]  # the columns that have found their place are no answer
    box.set_value("Dauer")
    click(page, "Read again")
    assert "**420 rows**" in texts(page)


def test_a_file_of_another_dataset_is_told_in_one_sentence(calls: Store) -> None:
    page = give(draw(), "sku,month,price\na,2024-01,3\nb,2024-02,4\n")
    said = page.error[0].value
    assert said.count("as no column") == 1
    assert "as no columns 'day', 'id', 'minutes'" in said
    assert "the dataset that it belongs to" in said
    assert [box.options for box in page.selectbox if box.label.endswith(" is in")] == [["sku", "month", "price"]] * 3


def test_a_file_that_is_no_table_is_refused_in_words(calls: Store) -> None:
    page = give(draw(), "%PDF-1.7 nothing here")
    assert page.error[0].value
    assert "Traceback" not in texts(page)
    click(page, "Discard this file")
    assert not queue().files
    assert staging(calls) == []


def test_an_older_preview_is_worked_out_anew_before_it_can_be_committed(calls: Store, tmp_path: Path) -> None:
    page = give(draw(), FILE)
    token = queue().token()
    until = tmp_path / "go on"
    worker.submit(calls, worker_jobs.steps, str(until), progress=True)  # the comparison waits for its turn behind it
    actions.apply(visit(calls, "bob"), actions.export(visit(calls), "calls").replace("Calls", "All calls"))
    assert not queue().commit(visit(calls), token)
    page.run()
    assert "worked out anew" in page.warning[0].value
    assert not has(page, "Commit")
    until.touch()
    settle(page)
    click(page, "Commit")
    assert len(calls.uploads("calls")) == 1
    assert actions.draft(visit(calls), "calls").project.kpi["calls"].title == "All calls"


def test_undo_and_redo_are_seen_before_they_are_done(calls: Store) -> None:
    click(give(draw(), FILE), "Commit")
    page = draw()
    assert "**calls.csv** :green-badge[:material/check: Live]" in texts(page)
    assert "rows are live" in page.success[0].value
    click(page, "Undo")
    assert calls.uploads("calls")[0].state == "live"  # asked first
    assert "Without it" in str(page.table[0].value)
    click(page, "Undo this upload")
    assert calls.uploads("calls")[0].state == "undone"
    assert [each.value for each in page.success] == ["calls.csv no longer counts"]
    page = draw()
    click(page, "Redo")
    click(page, "Redo this upload")
    assert calls.uploads("calls")[0].state == "live"


def test_the_history_tells_what_an_upload_changed(calls: Store) -> None:
    click(give(draw(), FILE), "Commit")
    page = draw()
    assert not page.table
    page.session_state[f"effect.{calls.uploads('calls')[0].id}"] = True
    page.run()
    assert "Data to" in str(page.table[0].value)


def test_titles_are_shown_as_they_are(calls: Store) -> None:
    title = "Calls *per* [desk](https://example.com) :material/bolt: $x$"
    actions.apply(visit(calls, "bob"), actions.export(visit(calls), "calls").replace('"Calls"', f'"{title}"'))
    page = give(draw(), FILE)
    told = str(page.table[0].value)
    assert r"\*per\* \[desk\]" in told


def test_discarding_leaves_nothing_behind(calls: Store) -> None:
    page = click(give(draw(), FILE), "Discard this file")
    assert page.file_uploader
    assert not calls.uploads("calls")
    assert staging(calls) == []


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
    for key, value in [
        ("date_order", "dmy"),
        ("columns.day", "Tag"),
        ("columns.id", "Nr"),
        ("accept", "rejects"),
        ("table", "2"),
    ]:
        answered(answers, key, value)
    answered(answers, "accept", "header")
    assert answers == {
        "date_order": "dmy",
        "columns": {"day": "Tag", "id": "Nr"},
        "accept": ("rejects", "header"),
        "table": 2,
    }


def test_every_kind_of_warning_has_its_words() -> None:
    assert set(reading.KINDS) == suspicion.KINDS | {"overwritten"}  # said where the file is read, before it is compared
