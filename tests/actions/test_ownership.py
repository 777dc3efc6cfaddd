"""Ownership ends on a day; from then on the project is an orphan until somebody takes it over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions, definition
from metrics.access.visit import Forbidden
from metrics.actions.ownership import owned
from metrics.errors import StoreError
from metrics.store import Store
from tests.visits import logged_in, visit

TEXT = """# a comment that stays
[project]
id = "p"
name = "Assistant"
owner = "olga@example.com"
owner_until = 2026-03-01
launch = 2025-01-01
timezone = "Pacific/Auckland"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened, "olga@example.com"), TEXT)
        yield opened


def at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2026, 2, day, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "orphaned"),
    [(at(27, 0), False), (at(28, 10), False), (at(28, 11), True), (dt.datetime(2030, 1, 1, tzinfo=dt.UTC), True)],
)
def test_it_lapses_at_midnight_of_the_projects_own_clock(store: Store, now: dt.datetime, orphaned: bool) -> None:
    (head,) = actions.portfolio(visit(store), now)
    assert head.orphaned is orphaned
    assert head.owner_until == dt.date(2026, 3, 1)
    if orphaned:
        assert head.decision is not None
        assert head.decision.endswith(
            "Nobody owns it: olga@example.com's time ended on 28 Feb 2026. Somebody must take it over."
        )


def test_an_orphan_is_told_wherever_its_results_are_read(store: Store) -> None:
    assert actions.project(visit(store), "p").headline.orphaned
    (warning,) = [each for each in actions.results(visit(store), "p").warnings if each.kind == "orphaned"]
    assert warning.from_ == dt.date(2026, 3, 1)


def test_whoever_takes_it_over_owns_it_by_its_definition(store: Store) -> None:
    store.grant("new@example.com", "owner", "p", actor="boss")
    store.grant("a@example.com", "analyst", "p", actor="boss")
    with pytest.raises(Forbidden, match="needs the role owner"):
        actions.take_over(logged_in(store, "a@example.com"), "p")
    with pytest.raises(StoreError, match="end before it begins"):
        actions.take_over(logged_in(store, "new@example.com"), "p", dt.date(2020, 1, 1))
    actions.take_over(logged_in(store, "new@example.com"), "p", dt.date(2999, 1, 1))
    text = store.definition("p").text
    info = definition.parse(text).project
    assert (info.owner, info.owner_until) == ("new@example.com", dt.date(2999, 1, 1))
    assert text.startswith("# a comment that stays")
    (head,) = actions.portfolio(visit(store))
    assert (head.owner, head.orphaned, head.decision) == ("new@example.com", False, None)
    assert not [each for each in actions.results(visit(store), "p").warnings if each.kind == "orphaned"]
    (last,) = [row for row in store.audit("p") if row.action == "change"]
    assert (last.actor, last.detail["reason"]) == (
        "new@example.com",
        "new@example.com takes over from olga@example.com until 1 Jan 2999",
    )
    assert actions.deeds.sentence(last) == "took the project over from olga@example.com, until 1 Jan 2999"
    assert last.detail["before"] != last.detail["after"]


def test_without_an_end_nobody_lapses(store: Store) -> None:
    actions.take_over(visit(store, "ana"), "p")
    (head,) = actions.portfolio(visit(store), dt.datetime(2999, 1, 1, tzinfo=dt.UTC))
    assert (head.owner, head.owner_until, head.orphaned) == ("ana", None, False)
    assert owned(head, TEXT).owner == "olga@example.com"  # whatever the headline said


def test_a_project_that_is_taken_over_cries_for_no_owner_any_more(store: Store) -> None:
    lapsed = TEXT.replace("2026-03-01", "2025-06-01")
    actions.apply(visit(store, "olga@example.com"), lapsed)
    actions.judged(store, "p")
    assert [each.alert.rule for each in actions.firing(visit(store)) if each.alert.rule == "owner"] == ["owner"]
    actions.take_over(visit(store, "bo@example.com"), "p")
    assert [each.alert.rule for each in actions.firing(visit(store)) if each.alert.rule == "owner"] == []
