"""Columns proposed from a file and taken into a definition: names, date, id; what a file does not have goes by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics import actions, definition
from metrics.errors import DefinitionError
from metrics.intake import Reading
from metrics.intake.proposing import slug
from metrics.store import Store
from tests.visits import visit

FILE = """Ticket-Nr.;Erstellt am;Geändert am;Kanal;Handled By;Minuten;Notiz
T1;01.03.2025 09:00;02.03.2025 10:00;chat;ann;4,5;
T2;02.03.2025 09:00;;mail;bot;3,0;late
T3;13.03.2025 09:00;14.03.2025 10:00;chat;ann;2,5;
"""
TEXT = actions.start("support-assistant", {"id": "desk"})


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    folder = tmp_path_factory.mktemp("adopting")
    (folder / "t.csv").write_text(FILE, encoding="utf-8")
    with Store.open(folder / "home") as store:
        return actions.preview(visit(store), folder / "t.csv", rows=200)


def test_names_types_date_and_id_are_proposed(reading: Reading) -> None:
    found = actions.proposal(TEXT, "tickets", reading)
    assert [(each.name, each.type) for each in found.columns] == [
        ("ticket_nr", "text"),
        ("erstellt_am", "timestamp"),
        ("geandert_am", "timestamp"),
        ("kanal", "text"),
        ("handled_by", "text"),
        ("minuten", "decimal"),
        ("notiz", "text"),
    ]
    assert [each.header for each in found.times] == ["Erstellt am"]  # the other one has gaps
    assert [each.header for each in found.ids] == ["Ticket-Nr."]  # filled, and no value twice
    assert found.fits == {
        "created_at": "Erstellt am",
        "ticket_id": "Ticket-Nr.",
        "channel": "Kanal",
        "handled_by": "Handled By",
        "handle_minutes": "Minuten",
        "reopened": None,
    }
    assert actions.proposal(TEXT, "other", reading).fits == {}


def test_two_that_could_be_the_id_are_nobodys_choice(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b,day\n1,x,2025-03-01\n2,y,2025-03-02\n")
    with Store.open(tmp_path / "home") as store:
        found = actions.proposal(TEXT, "tickets", actions.preview(visit(store), tmp_path / "t.csv"))
    assert found.fits["ticket_id"] is None
    assert found.fits["created_at"] == "day"


@pytest.mark.parametrize(
    ("text", "proposed", "distinct"),
    [
        ("CaseID,Subject,day\n1,x,2025-03-01\n2,y,2025-03-02\n", "CaseID", True),
        ("Subject,incident_number,day\nx,INC1,2025-03-01\ny,INC2,2025-03-02\n", "incident_number", True),
        ("CaseID,ActivityID,day\n2,1,2025-03-01\n2,8,2025-03-01\n3,1,2025-03-02\n", "CaseID", False),
        ("Case ID,Incident ID,day\n1,7,2025-03-01\n2,8,2025-03-02\n", None, False),
        ("Count number,day\n1,2025-03-01\n1,2025-03-02\n", None, False),
    ],
)
def test_the_column_that_is_plainly_the_id_is_proposed(
    tmp_path: Path, text: str, proposed: str | None, distinct: bool
) -> None:
    (tmp_path / "t.csv").write_text(text)
    with Store.open(tmp_path / "home") as store:
        found = actions.proposal(TEXT, "tickets", actions.preview(visit(store), tmp_path / "t.csv"))
    assert found.fits["ticket_id"] == proposed
    assert (found.id.header, found.id.id) == (proposed, distinct) if found.id else proposed is None


def test_the_definition_takes_the_files_columns_and_loses_what_cannot_be_counted() -> None:
    chosen = {"created_at": "Erstellt am", "ticket_id": None, "channel": "Kanal", "handled_by": "handled_by"}
    done = actions.adopted(TEXT, "tickets", chosen | {"handle_minutes": None, "reopened": None}, {"notiz": "text"})
    project = actions.check(done.text)
    assert set(project.kpi) == {"human_tickets"}
    assert sorted(done.gone) == ["Handling time", "Reopened tickets"]
    assert project.kpi["human_tickets"].guardrails == ()
    assert project.rollback is None
    assert project.dataset["tickets"].id is None
    assert project.dataset["tickets"].columns == {"channel": "text", "handled_by": "text", "notiz": "text"}
    assert done.headers == {"created_at": "Erstellt am", "channel": "Kanal"}
    assert "# yours" in done.text


def test_a_dataset_without_any_column_of_a_kpi_leaves_no_stub_of_one() -> None:
    """Several KPIs go at once, and one of them is the others' guardrail."""
    absent = ("channel", "handled_by", "handle_minutes", "reopened")
    chosen = {"created_at": "CompleteTimestamp", "ticket_id": "CaseID"} | dict.fromkeys(absent)
    done = actions.adopted(TEXT, "tickets", chosen, {})
    assert definition.parse(done.text).kpi == {}
    assert "[kpi." not in done.text
    assert len(done.gone) == 3
    assert actions.check(done.text).kpi == {}
    assert actions.check(done.text).dataset["tickets"].keep == "last"
    kept = actions.adopted(TEXT, "tickets", chosen, {}, "first")
    assert actions.check(kept.text).dataset["tickets"].keep == "first"


def test_nothing_is_lost_where_every_column_is_found() -> None:
    same = dict.fromkeys(definition.parse(TEXT).dataset["tickets"].types())
    done = actions.adopted(TEXT, "tickets", {name: name for name in same}, {})
    assert (done.text, done.headers, done.gone) == (TEXT, {}, ())


def test_a_dataset_needs_its_date_and_one_column_is_one() -> None:
    with pytest.raises(DefinitionError) as refused:
        actions.adopted(TEXT, "tickets", {"created_at": None, "channel": "A", "handled_by": "A"}, {})
    assert [problem.text for problem in refused.value.problems] == [
        "two columns cannot be the same one of the file",
        "the dataset cannot be without it",
    ]


def test_headers_become_names_that_the_definition_takes() -> None:
    taken: set[str] = set()
    assert [slug(text, taken) for text in ("Größe (m²)", "Grosse (m2)", "2025", "", "Straße")] == [
        "grosse_m2",
        "grosse_m2_2",
        "column_2025",
        "column",
        "strasse",
    ]
    assert slug("Straße", taken) == "strasse_2"
