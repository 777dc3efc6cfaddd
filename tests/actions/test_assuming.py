"""The register of assumptions: signed by somebody other than the owner, unsigned again when the value changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from metrics import actions, definition
from metrics.access.visit import Forbidden
from metrics.errors import StoreError
from metrics.measure.register import stated
from metrics.measure.what_if import sensitivity
from metrics.results import Money
from metrics.store import Signature, Store
from tests.pages.test_what_if import STATED
from tests.visits import logged_in, visit

TEXT = """
[project]
id = "p"
owner = "Olga@example.com"
launch = 2025-01-01
discount_rate = 0.08
[dataset.d]
shape = "events"
time = "at"
[kpi.calls]
title = "Calls"
dataset = "d"
measure = "count(*)"
better = "lower"
unit_value = 6.50
realised_share = 0.8
claims = "team"
control = { kpi = "other", reason = "another country" }
[kpi.other]
dataset = "d"
measure = "count(*)"
better = "lower"
[[pool]]
name = "team"
amount = 120000
[[apportioning]]
kpis = { calls = 0.6, other = 0.4 }
by = "carl"
date = 2025-01-01
reason = "counted by hand"
"""
LATER = dt.date(2999, 1, 1)
VALUE = "kpi.calls.unit_value"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        digest = definition.digest(definition.parse(TEXT))
        opened.save_definition("p", TEXT, digest, actor="olga", reason=None, expected_revision=None)
        yield opened


def sign(store: Store, by: str = "carl", path: str = VALUE, review: dt.date = LATER, **ends: Decimal) -> Signature:
    return actions.sign(visit(store, by), "p", path, "HR", review, **ends)


def states(store: Store, now: dt.datetime | None = None) -> dict[str, str]:
    return {each.stated.path: each.state for each in actions.assumptions(visit(store), "p", now)}


def test_every_assumption_of_a_definition_is_in_the_register() -> None:
    assert {one.path: one.value for one in stated(definition.parse(TEXT))} == {
        "kpi.calls.unit_value": "6.5",
        "kpi.calls.realised_share": "0.8",
        "kpi.calls.control": "other: another country",
        "project.discount_rate": "0.08",
        "pool.team": "120000 EUR a year",
        "apportioning.calls+other": "calls 0.6, other 0.4: counted by hand",
    }


def test_a_signature_stands_while_the_value_does(store: Store) -> None:
    assert set(states(store).values()) == {"unsigned"}
    sign(store, low=Decimal("5"), high=Decimal("8"))
    assert states(store)[VALUE] == "signed"
    same = TEXT.replace("6.50", "6.5")
    for text, state in ((same, "signed"), (TEXT.replace("6.50", "7"), "changed"), (TEXT, "signed")):
        digest = definition.digest(definition.parse(text))
        store.save_definition("p", text, digest, actor="olga", reason=None, expected_revision=None)
        assert states(store)[VALUE] == state
    (entry,) = [row for row in store.audit("p") if row.action == "sign"]
    assert (entry.actor, entry.subject, entry.detail["before"]) == ("carl", VALUE, None)
    assert entry.detail["after"] == {"value": "6.5", "low": "5", "high": "8", "review": "2999-01-01", "by": "carl"}


def test_a_signature_is_due_on_its_review_day(store: Store) -> None:
    sign(store)
    for day, state in ((dt.date(2998, 12, 31), "signed"), (LATER, "due")):
        now = dt.datetime.combine(day, dt.time(12), dt.UTC)
        assert states(store, now)[VALUE] == state


@pytest.mark.parametrize("owner", ["olga@example.com", "OLGA@example.com"])
def test_the_owner_signs_nothing_of_their_own(store: Store, owner: str) -> None:
    with pytest.raises(Forbidden, match="somebody else"):
        sign(store, owner)
    store.grant("olga@example.com", "admin", None, actor="boss")
    with pytest.raises(Forbidden, match="somebody else"):
        actions.sign(logged_in(store, "olga@example.com"), "p", VALUE, "HR", LATER)
    store.grant("v@example.com", "viewer", "p", actor="boss")
    with pytest.raises(Forbidden, match="needs the role analyst"):
        actions.sign(logged_in(store, "v@example.com"), "p", VALUE, "HR", LATER)
    assert store.signatures("p") == {}


def test_without_an_owner_nobody_can_be_another(store: Store) -> None:
    text = TEXT.replace('owner = "Olga@example.com"\n', "")
    store.save_definition("p", text, "d", actor="olga", reason=None, expected_revision=None)
    with pytest.raises(Forbidden, match="names no owner"):
        sign(store)


@pytest.mark.parametrize(
    ("path", "ends", "said"),
    [
        ("kpi.calls.nothing", {}, "no such assumption"),
        (VALUE, {"low": Decimal(5)}, "two ends"),
        (VALUE, {"low": Decimal(7), "high": Decimal(8)}, "does not hold the value"),
        ("kpi.calls.realised_share", {"low": Decimal("0.5"), "high": Decimal("1.2")}, "between 0 and 1"),
        ("kpi.calls.control", {"low": Decimal(1), "high": Decimal(2)}, "no number"),
    ],
)
def test_what_cannot_be_signed_is_refused(store: Store, path: str, ends: dict[str, Decimal], said: str) -> None:
    with pytest.raises(StoreError, match=said):
        sign(store, path=path, **ends)


def test_all_that_is_wrong_is_told_at_once(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        actions.sign(visit(store, "carl"), "p", VALUE, " ", dt.date(2020, 1, 1), low=Decimal(9))
    assert len(refused.value.problems) == 3


def test_a_signed_range_takes_the_place_of_twenty_percent(store: Store) -> None:
    """0.5 · 5 · 200 − 50 = 450 a month pay 1000 back; at 3 a unit 250 do, at 8 a unit 750 do."""
    money = Money(assumptions=STATED, sensitivity=sensitivity(STATED), net=1700.0)
    text = TEXT.replace("calls", "human_tickets").replace("6.50", "5")
    store.save_definition("p", text, "d", actor="olga", reason=None, expected_revision=None)
    assert actions.varied(money, actions.assumptions(visit(store), "p")) is money
    sign(store, path="kpi.human_tickets.unit_value", low=Decimal(3), high=Decimal(8))
    found = actions.varied(money, actions.assumptions(visit(store), "p"))
    by_name = {one.assumption: one for one in found.sensitivity}
    value = by_name["unit_value.human_tickets"]
    assert (value.low, value.high) == (3.0, 8.0)
    assert (value.months_low, value.months_high) == (pytest.approx(4, abs=0.1), pytest.approx(4 / 3, abs=0.1))
    assert by_name["realised_share.human_tickets"].low == pytest.approx(0.4)  # not signed: ±20 %
    assert found.model_copy(update={"sensitivity": money.sensitivity}) == money
