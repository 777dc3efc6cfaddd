"""The audit page: sentences, filters in the address, what folds away, and the state of the chain."""

from __future__ import annotations

import csv
import io

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions, catchup
from metrics.actions import deeds
from metrics.store import Actor, Store, Wanted
from tests.chart import examples
from tests.pages.example_store import Keeper, page, text, toml
from tests.store.chained import attacker
from tests.visits import visit


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker takes the results anew meanwhile: its entry would come between."""
    monkeypatch.setattr(catchup, "catch_up", lambda _: ())


@pytest.fixture
def told(empty_store: Keeper) -> Store:
    """Two projects; the first one's definition was changed from a page, and somebody exported something."""
    empty_store(examples.assistant())
    empty_store(examples.routes())
    store = actions.store()
    changed = toml(examples.assistant()).replace("What it is for", "What the team answers")
    name = examples.assistant().project
    store.save_definition(name, changed, "d2", actor=Actor("ana", "page 10.0.0.5"), reason="clearer")
    store.record("=1+1", "report_made", None, "board.pdf")
    return store


def entries(app: AppTest) -> list[str]:
    return [element.value for element in app.markdown if element.value[:2].isdigit() and " **" in element.value]


def test_it_opens_with_the_state_of_the_chain_and_what_people_did(told: Store) -> None:
    app = page("audit")
    said = text(app)
    assert "6 entries, and every one is as it was written" in said
    assert "4 entries of all projects, newest first" in said  # two snapshots are the program's own
    assert [line.split(" ", 1)[1] for line in entries(app)] == [
        r"**=1+1** report made\: board.pdf",
        r"**ana** changed the definition\: “clearer”",
        f"**test** created the project {examples.routes().name}",
        f"**test** created the project {examples.assistant().name}",
    ]
    assert any(label.label.endswith("page 10.0.0.5") for label in app.expander)
    assert [code.value for code in app.code] == [told.audit_head().hash]


def test_the_address_says_which_entries(told: Store) -> None:
    name = examples.assistant().project
    assert len(entries(page("audit", project=name))) == 2
    assert len(entries(page("audit", by="ana"))) == 1
    assert len(entries(page("audit", kind="snapshot"))) == 2
    assert len(entries(page("audit", kind="all"))) == 6
    assert len(entries(page("audit", since="2020-01-01"))) == 4
    assert "No entry is like that" in text(page("audit", by="ana", kind="create"))
    assert "which is not here" in text(page("audit", by="nobody"))


def test_a_changed_entry_is_shown_at_once(told: Store) -> None:
    with attacker(told.home) as con:
        con.execute("update audit set actor = 'eve' where n = 5")
    said = text(page("audit"))
    assert "The audit is not what was written" in said
    assert "Entry 5 was changed" in said
    assert "as it was written.**" not in said


def test_a_hash_that_was_kept_is_checked(told: Store) -> None:
    kept = told.audit_head().hash
    told.record("ana", "export", None, "x")
    app = page("audit")
    app.text_input(key="kept hash").set_value(kept).run()
    assert "is that of entry 6; all up to it is as it was. 1 entry came after" in app.success[0].value
    app.text_input(key="kept hash").set_value("0" * 63 + "1").run()
    assert "No entry has the hash" in app.error[0].value
    app.text_input(key="kept hash").set_value("what").run()
    assert "not the hash of an entry" in app.error[0].value


def test_many_entries_have_pages(told: Store) -> None:
    for number in range(30):
        told.record("ana", "export", None, str(number))
    first = page("audit")
    assert "34 entries of all projects, newest first" in text(first)
    assert len(entries(first)) == 25
    second = page("audit", at="2")
    assert [line.split("**")[1] for line in entries(second)][-4:] == ["=1+1", "ana", "test", "test"]
    assert len(entries(second)) == 9
    assert len(entries(page("audit", at="99"))) in (9, 25)  # an old link


def test_what_a_definition_was_and_became_stands_line_by_line(told: Store) -> None:
    (row,) = told.audit(wanted=Wanted(action="define"))
    difference = deeds.changed(told, row)
    assert difference is not None
    assert '-why = "What it is for"' in difference
    assert '+why = "What the team answers"' in difference


def test_the_export_is_never_run_by_a_spreadsheet(told: Store) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(actions.audit_csv(visit(told))))))
    assert len(rows) == 6
    assert rows[-1]["actor"] == "'=1+1"
    assert (
        rows[-2] | {"actor": "ana", "place": "page 10.0.0.5", "what": "changed the definition: “clearer”"} == rows[-2]
    )
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t\r" and cell]


def test_another_project_shows_no_more_than_was_asked_and_begins_with_its_first_page(told: Store) -> None:
    first, second = examples.assistant(), examples.routes()
    for number in range(60):
        told.record("ana", "export", first.project, str(number))
        told.record("test", "export", second.project, str(number))
    app = page("audit", project=first.project, at="2")
    assert len(entries(app)) == 25
    app.selectbox(key="by").select("ana").run()
    assert "61 entries of this project" in text(app)
    assert app.query_params.get("at", ["1"]) == ["1"]
    app.selectbox(key="project").select(second.project).run()
    assert "No entry is like that" in text(app), "ana did nothing there, and nobody else was asked for"
    assert app.selectbox(key="by").value == "ana"
    app.selectbox(key="by").select("").run()
    assert "61 entries of this project" in text(app)
    assert app.query_params.get("at", ["1"]) == ["1"]


def test_what_the_program_did_by_itself_is_not_among_what_people_did(told: Store) -> None:
    told.record("proveout", "alert", examples.assistant().project, "late: rows", {"after": "fired"})
    assert len(entries(page("audit"))) == 4
    assert len(entries(page("audit", kind="alert"))) == 1
    assert "What the program did by itself is under *Everything*" in text(page("audit", by="proveout"))


def test_a_name_with_signs_of_every_kind_is_found_and_told_as_it_is(told: Store) -> None:
    odd = 'O\'Brien <b>*x*_y_</b> & "ü" #1 $a$ :smile: [l](http://x) + %20?='
    told.record(odd, "undo", None, "u1", {"file": "a_b*c*.csv", "rows": 1})
    (line,) = entries(page("audit", by=odd))
    assert line.replace("\\", "").endswith(f"**{odd}** took a_b*c*.csv (1 row) out of every figure")
    assert "[l](" not in line
