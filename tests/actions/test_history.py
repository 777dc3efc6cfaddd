"""What a past upload changed, from the snapshots of its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions
from metrics.difference import differences
from metrics.store import Store
from tests.actions.test_impact import AFTER, BEFORE, TEXT, commit, rows, staged
from tests.visits import visit


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened, "ada"), TEXT)
        yield opened


def test_an_upload_changed_what_its_impact_said(store: Store) -> None:
    commit(store, BEFORE)
    file = staged(store, AFTER, "b.csv")
    told = actions.impact(visit(store), file)
    done = actions.commit(visit(store, "ada"), file)
    commit(store, rows(dt.date(2025, 4, 1), dt.date(2025, 6, 1), 3), "c.csv")  # what comes later does not count
    found = actions.effect(visit(store), done.upload.id)
    assert found.known
    assert list(found.changes) == told
    assert found.together == ()


def test_an_undo_later_on_leaves_the_record(store: Store) -> None:
    done = commit(store, BEFORE)
    before = actions.effect(visit(store), done.upload.id)
    actions.undo(visit(store, "ada"), done.upload.id)
    assert actions.effect(visit(store), done.upload.id) == before
    assert before.changes


def test_files_committed_together_are_named_together(store: Store) -> None:
    before = actions.results(visit(store), "p")
    batch = actions.commit_all(visit(store, "ada"), [staged(store, BEFORE), staged(store, AFTER, "b.csv")])
    one, two = (actions.effect(visit(store), each.upload.id) for each in batch.done)
    assert one.together == ("the upload of b.csv",)
    assert two.together == ("the upload of a.csv",)
    assert one.changes == two.changes == tuple(differences(before, actions.results(visit(store), "p")))


def test_an_edit_without_a_snapshot_of_its_own_is_named(store: Store) -> None:
    text = actions.export(visit(store), "p").replace("Calls", "All calls")
    stored = store.definition("p")
    store.save_definition("p", text, stored.digest + "x", actor="bob", expected_revision=store.revision("p"))
    done = commit(store, BEFORE)
    assert "an edit of the definition" in actions.effect(visit(store), done.upload.id).together


def test_without_a_snapshot_it_is_unknown(store: Store) -> None:
    done = actions.commit(visit(store, "ada"), staged(store, BEFORE), more_follow=True)
    found = actions.effect(visit(store), done.upload.id)
    assert not found.known
    assert found.why == "no snapshot has been taken since"
