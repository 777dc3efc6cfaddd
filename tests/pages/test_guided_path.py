"""The guided path of Define, step by step: before any upload, with a file that waits, with rows, and at its end."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions, arrivals, worker
from metrics.access import local
from metrics.store import Store
from tests.pages.example_store import Keeper
from tests.visits import visit

MAIN = str(Path(__file__).resolve().parents[2] / "pages" / "main.py")
HEAD = "Nr.;Erstellt am;Kanal;Bearbeiter;Minuten"
ROWS = [f"T{m}-{d};{d:02}.{1 + m % 12:02}.{2024 + m // 12};chat;human;{d}" for m in range(15) for d in range(1, 29)]


@pytest.fixture(scope="module", autouse=True)
def one_worker() -> Iterator[None]:
    yield
    worker.stop()


@pytest.fixture
def desk(empty_store: Keeper) -> Store:
    """A store with a project from a template and no rows."""
    store = actions.store()
    about = {"id": "desk", "name": "Desk", "owner": "olga", "launch": dt.date(2025, 1, 1)}
    actions.apply(visit(store, local.user()), actions.start("support-assistant", about))
    return store


def draw(step: str, **choices: str) -> AppTest:
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.switch_page("define.py")
    for name, value in {"part": "guide", "step": step, **choices}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def click(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception
    return page


def says(page: AppTest, text: str) -> bool:
    return any(text in each.value for each in (*page.markdown, *page.caption))


def settle(page: AppTest) -> AppTest:
    """Until the worker has read the file, worked out what it changes, and committed what was asked for."""
    queue = arrivals.queue(visit(actions.store(), local.user()), "desk", "tickets")
    deadline = time.monotonic() + 60
    queue.settle(visit(actions.store(), local.user()))
    while queue.busy():
        assert time.monotonic() < deadline, "the worker did not finish"
        time.sleep(0.02)
        queue.settle(visit(actions.store(), local.user()))
    return page.run()


def test_a_new_project_leads_to_its_data(empty_store: Keeper) -> None:
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.switch_page("define.py")
    page.query_params["template"] = "document-review"
    page.run()
    assert says(page, "**1 Template**")
    page.text_input[0].set_value("Document review")
    page.date_input[0].set_value(dt.date(2026, 3, 1))
    click(page, "Create")
    assert "Document review is created" in page.success[0].value
    assert (page.query_params["part"], page.query_params["step"]) == ("guide", "data")
    assert says(page, "Bring an export of documents")
    assert "[dataset.documents]" in page.code[0].value
    click(page, "On to KPI")
    assert page.query_params["step"] == "kpi"
    click(page, "Back to Data")
    assert says(page, "Bring an export of documents")


def test_before_any_upload_each_step_says_what_is_missing_and_leads_to_it(desk: Store) -> None:
    page = draw("kpi")
    assert says(page, "Nothing to try it on yet")
    click(page, "Bring an export of tickets")
    assert says(page, "Bring an export of tickets")
    page = draw("baseline")
    assert says(page, "No rows of it are live yet")
    assert not any(button.label == "Seal the baseline" for button in page.button)
    click(page, "To the data")
    assert page.query_params["step"] == "data"
    page = draw("costs")
    assert says(page, "What is it worth?** Human-handled tickets, for each ticket")
    assert says(page, "3 lines without an amount")
    page = draw("done")
    assert says(page, "3 things open")
    assert says(page, "no rows are live")
    assert says(page, "8 not answered")
    assert "# yours" in page.code[0].value


def test_the_project_step_edits_what_differs_and_keeps_comments(desk: Store) -> None:
    page = draw("project")
    owner = next(each for each in page.text_input if each.label == "Owner")
    owner.set_value("ada@example.com").run()
    assert says(page, "Not applied yet")
    click(page, "Apply")
    text = desk.definition("desk").text
    assert 'owner = "ada@example.com"' in text
    assert text.count("# yours") == actions.templates()["support-assistant"].text.count("# yours")


def test_a_file_with_other_columns_is_taken_tried_committed_and_sealed(desk: Store) -> None:
    page = draw("data")
    page.file_uploader[0].set_value([("t.csv", "\n".join([HEAD, *ROWS]).encode(), "text/csv")])
    settle(page.run())
    assert says(page, "Which column is it?")
    assert not page.error  # it is asked, not refused
    by_label = {each.label.split(" ")[0]: each for each in page.selectbox}
    assert (by_label["ticket_id"].value, by_label["created_at"].value) == ("Nr.", "Erstellt am")  # proposed
    assert says(page, "**Nr.** is proposed as the id: no value of it repeats in the first 200 rows")
    assert by_label["handled_by"].value == "Not in this file"
    for column, header in (("handled_by", "Bearbeiter"), ("handle_minutes", "Minuten"), ("channel", "Kanal")):
        by_label[column].set_value(header)
    click(page, "Use these columns")
    assert "no column for **Reopened tickets**" in page.error[0].value
    assert "reopen_rate" in actions.draft(visit(desk), "desk").project.kpi
    next(each for each in page.checkbox if each.label.startswith("Leave out")).check()
    click(page, "Use these columns")
    assert "without Reopened tickets" in page.success[0].value
    kept = actions.draft(visit(desk), "desk").project
    assert set(kept.kpi) == {"human_tickets", "handling_time"}
    assert kept.rollback is None
    settle(page)
    waiting = draw("kpi")
    assert says(waiting, "Tried on t.csv** (not committed yet)")
    click(page, "Commit")
    settle(page)
    page = draw("data")
    assert says(page, "420 rows live")
    assert says(draw("kpi"), "Tried on t.csv** (live)")
    page = draw("baseline")
    assert not page.warning  # the commit taught the definition how to read: an own change
    assert says(page, "12 complete months")
    assert says(page, "before launch, 1 Jan 2024 to 31 Dec 2024")  # its last day, not the first one after it
    click(page, "Seal the baseline")
    assert "State the reason" in page.error[0].value
    next(each for each in page.text_input if each.label == "Reason").set_value("Agreed")
    click(page, "Seal the baseline")
    assert desk.seals("desk")["human_tickets"].reason == "Agreed"
    assert says(draw("done"), "1 thing open")


def test_a_kpi_that_no_row_meets_is_not_ticked(desk: Store) -> None:
    def ticked() -> bool:
        return any("KPI ✓" in option for each in draw("done").segmented_control for option in each.options)

    assert ticked()  # a target, and no rows yet
    file = desk.home.parent / "tickets.csv"
    head = "ticket_id,created_at,channel,handled_by,handle_minutes,reopened"
    days = (dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(400))
    file.write_text("\n".join([head, *(f"T{day},{day},chat,Agent A,4.5,False" for day in days)]) + "\n")
    owner = visit(desk, local.user())
    actions.commit(owner, actions.stage(owner, "desk", "tickets", file))
    assert not ticked()


def test_a_log_asks_which_row_of_an_id_counts_and_leads_to_a_kpi_of_its_own(desk: Store) -> None:
    """An audit log with none of the template's columns, as real ones are: a row for each step of a case."""
    rows = [
        f"{m}-{d},{n},{2023 + m // 12}-{1 + m % 12:02}-{d + n:02}"
        for m in range(15)
        for d in range(1, 27)
        for n in (0, 1)
    ]
    page = draw("data")
    page.file_uploader[0].set_value([("log.csv", "\n".join(["CaseID,ActivityID,Stamp", *rows]).encode(), "text/csv")])
    page = settle(page.run())
    which = next(radio for radio in page.radio if radio.label == "Where several rows have one id")
    assert which.value is None
    next(box for box in page.checkbox if box.label.startswith("Leave out")).check()
    click(page, "Use these columns")
    assert "Say which of them counts" in page.error[0].value
    next(radio for radio in page.radio if radio.label == which.label).set_value("first")
    page = settle(click(page, "Use these columns"))
    assert actions.draft(visit(desk), "desk").project.dataset["tickets"].keep == "first"
    assert says(page, "390 repeat a key, of which the first counts")
    page = settle(click(page, "Commit"))
    click(page, "On to KPI")
    assert says(page, "**No KPI yet.** Count what the data have")
    for label, text in (("Short name", "cases"), ("Name", "Cases opened")):
        next(box for box in page.text_input if box.label == label).set_value(text)
    page = click(page, "Add")
    assert actions.draft(visit(desk), "desk").project.kpi["cases"].measure == "count(*)"
    assert says(page, "**What is counted, and what was promised?**")


def test_an_id_that_the_file_calls_as_the_template_does_is_not_asked_about_though_it_repeats(desk: Store) -> None:
    rows = [f"T{d},2024-03-{d:02},{n}" for d in range(1, 29) for n in (0, 1)]
    page = draw("data")
    page.file_uploader[0].set_value([("t.csv", "\n".join(["ticket_id,created_at,step", *rows]).encode(), "text/csv")])
    page = settle(page.run())
    assert not page.radio
    next(box for box in page.checkbox if box.label.startswith("Leave out")).check()
    page = settle(click(page, "Use these columns"))
    assert not page.error
    assert says(page, "28 repeat a key, of which the newest counts")


def test_the_questions_before_launch_are_answered_and_seen_on_the_project(desk: Store) -> None:
    page = draw("done", part="readiness")
    assert says(page, "8 questions before launch: 8 not answered.")
    assert says(page, "olga owns it, without an end")
    for key in ("users", "security", "integration"):
        radio = next(each for each in page.radio if (each.key or "").startswith(f"ready.desk.{key}."))
        radio.set_value("no")
        next(b for b in page.button if (b.key or "").startswith(f"ready.desk.{key}.") and b.label == "Keep the answer")
        button = next(each for each in page.button if key in str(each.key) and each.label == "Keep the answer")
        button.click().run()
        assert not page.exception
        assert page.success[0].value.startswith("Kept as your answer\\: no. ")
    assert says(page, "At risk.")
    assert says(page, "3 no, 5 not answered")
    assert {each.answer for each in desk.answers("desk")["desk"].values()} == {"no"}
    portfolio = AppTest.from_file(MAIN, default_timeout=60).run()
    assert says(portfolio, "3 of the 8 questions before launch are answered no")
