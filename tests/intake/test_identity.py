"""Which column of an export is the id: by its name in several spellings and languages, and by its values."""

from __future__ import annotations

import pytest

from metrics.intake import identity

TICKET = identity.things("tickets", "ticket_id")


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("CaseID", 3), ("Ticket ID", 3), ("incident_number", 3), ("Ticket-Nr.", 3), ("Issue key", 3), ("ticketid", 3),
        ("Vorgangsnummer", 3), ("Fallnummer", 3), ("Ticket #", 3), ("Request No", 3),
        ("Nr.", 2), ("number", 2), ("ID", 2), ("Case", 2),
        ("Record ID", 1), ("Order number", 1), ("Case type id", 1),
        ("Customer ID", 0), ("Parent Ticket ID", 0), ("caller_id", 0), ("Kundennummer", 0), ("Case owner", 0),
        ("Subject", 0), ("paid", 0), ("Notes", 0), ("", 0),
    ],
)  # fmt: skip
def test_how_far_a_name_says_that_it_is_the_id(header: str, told: int) -> None:
    assert identity.named(header, TICKET) == told


def test_what_a_row_is_comes_from_the_dataset() -> None:
    own = identity.things("documents", "document_id")
    assert own == {"document"}
    assert (identity.named("Document no.", own), identity.named("Case ID", own)) == (3, 1)


def test_values_that_repeat_are_an_id_only_where_the_name_or_the_codes_leave_no_doubt() -> None:
    twice = ["2", "2", "3"]
    assert identity.rank("CaseID", TICKET, twice, distinct=False) > identity.rank("Event no", TICKET, [], distinct=True)
    assert identity.rank("number", TICKET, twice, distinct=False) == 0
    assert identity.rank("number", TICKET, ["INC01", "INC01"], distinct=False) > 0
    assert identity.rank("Issue", TICKET, ["printer", "printer"], distinct=False) == 0
    assert identity.rank("CaseID", TICKET, ["2", None], distinct=False) == 0
    assert identity.rank("CaseID", TICKET, [], distinct=False) == 0
