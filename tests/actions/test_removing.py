"""A removed project is unknown to every action, whoever asks, until one of its owners brings it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from metrics import actions
from metrics.access.visit import Forbidden, Visit
from metrics.errors import StoreError
from metrics.store import Store
from tests.cli.conftest import CLAIM, tickets
from tests.visits import logged_in, visit

OLGA, VERA = "olga@example.com", "vera@example.com"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A project with rows and results; olga owns it, vera sees it."""
    store = Store.open(tmp_path / "home")
    actions.apply(visit(store, "ana"), CLAIM)
    file = tmp_path / "t.csv"
    file.write_text(tickets({f"2024-{month:02d}": 20 for month in range(1, 11)}))
    actions.take(visit(store, "ana"), "claim", "tickets", file, None)
    store.grant(OLGA, "owner", "claim", actor="ana")
    store.grant(VERA, "viewer", "claim", actor="ana")
    return store


def asks(who: Visit, upload: str) -> list[Callable[[], object]]:
    return [
        lambda: actions.project(who, "claim"),
        lambda: actions.kpi(who, "claim", "tickets", "month"),
        lambda: actions.money(who, "claim"),
        lambda: actions.results(who, "claim"),
        lambda: actions.export(who, "claim"),
        lambda: actions.alerts(who, "claim"),
        lambda: actions.uploads(who, "claim"),
        lambda: actions.rejects(who, upload),
        lambda: actions.undo(who, upload),
        lambda: actions.grants(who, "claim"),
        lambda: actions.tokens(who, "claim"),
        lambda: actions.month_end(who, "claim"),
        lambda: actions.remove_project(who, "claim", "again"),
    ]


def test_nobody_gets_anything_of_it(store: Store) -> None:
    (upload,) = store.uploads("claim")
    actions.remove_project(logged_in(store, OLGA), "claim", "made twice")
    for who in (logged_in(store, OLGA), visit(store, "ana")):
        assert not actions.projects(who)
        assert who.projects() == ()
        assert not actions.firing(who)
        for ask in asks(who, upload.id):
            with pytest.raises(StoreError, match="There is no"):
                ask()
    with pytest.raises(StoreError, match="was removed, and keeps its id"):
        actions.apply(visit(store, "ana"), CLAIM)


def test_owners_alone_remove_it_and_bring_it_back(store: Store) -> None:
    with pytest.raises(Forbidden):
        actions.remove_project(logged_in(store, VERA), "claim", "made twice")
    olga = logged_in(store, OLGA)
    before = actions.results(olga, "claim")
    actions.remove_project(olga, "claim", "made twice")
    assert [(each.project, each.by, each.uploads) for each in actions.removed_projects(olga)] == [
        ("claim", olga.actor, 1)
    ]
    assert logged_in(store, OLGA).may_somewhere("owner")  # else the page that brings it back were closed to her
    with pytest.raises(Forbidden):
        actions.removed_projects(logged_in(store, VERA))
    with pytest.raises(Forbidden):
        actions.restore_project(logged_in(store, VERA), "claim")
    with pytest.raises(StoreError, match="There is no project"):
        actions.restore_project(logged_in(store, "nobody@example.com"), "claim")
    assert actions.restore_project(olga, "claim") == "claim"
    after = actions.results(olga, "claim")
    assert (after.kpis, after.money) == (before.kpis, before.money)
    assert actions.removed_projects(olga) == ()


def test_the_audit_tells_it_in_words(store: Store) -> None:
    actions.remove_project(visit(store, "ana"), "claim", "made twice")
    last = store.audit("claim")[-1]
    assert actions.deeds.sentence(last) == ("removed the project, with 1 upload: “made twice”")
    for row in store.audit("claim"):
        assert actions.audit_difference(visit(store, "ana"), row) is None
