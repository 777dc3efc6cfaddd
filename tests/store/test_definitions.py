"""Projects, their definitions' history and the revision that guards against overwriting."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.errors import StoreError
from metrics.store import Store


def test_a_project_is_created_and_updated_and_keeps_its_history(store: Store) -> None:
    assert store.projects() == ()
    assert store.save_definition("demo", "one", "d1", actor="ada", reason="start", expected_revision=None) == 1
    assert store.save_definition("demo", "two", "d2", actor="ben", reason="fix", expected_revision=1) == 2
    newest = store.definition("demo")
    assert (newest.text, newest.digest, newest.revision, newest.saved_by, newest.reason) == (
        "two",
        "d2",
        2,
        "ben",
        "fix",
    )
    assert newest.saved_at.tzinfo == dt.UTC
    assert abs(dt.datetime.now(dt.UTC) - newest.saved_at) < dt.timedelta(minutes=5)
    assert [(old.text, old.revision) for old in store.definitions("demo")] == [("two", 2), ("one", 1)]
    assert store.projects() == ("demo",)
    assert [(row.actor, row.action, row.detail["revision"]) for row in store.audit("demo")] == [
        ("ada", "create", 1),
        ("ben", "define", 2),
    ]


def test_an_edit_of_an_older_definition_is_refused_and_changes_nothing(store: Store) -> None:
    store.save_definition("demo", "one", "d1", actor="ada", expected_revision=None)
    store.save_definition("demo", "two", "d2", actor="ben", expected_revision=1)
    with pytest.raises(StoreError, match="at revision 2, but this was prepared on revision 1") as refused:
        store.save_definition("demo", "three", "d3", actor="cleo", expected_revision=1)
    assert "'define' by ben" in str(refused.value)
    assert (store.revision("demo"), store.definition("demo").text, len(store.audit())) == (2, "two", 2)
    with pytest.raises(StoreError, match="prepared on revision 9"):
        store.save_definition("demo", "three", "d3", actor="cleo", expected_revision=9)


def test_a_change_that_is_no_edit_does_not_make_an_edit_stale(store: Store) -> None:
    store.save_definition("demo", "one", "d1", actor="ada", expected_revision=None)
    now = dt.datetime.now(dt.UTC)
    store.seal("demo", "k", actor="ada", reason=None, definition_digest="d1", points=b"[]", sealed_at=now)
    assert store.revision("demo") == 2
    assert store.save_definition("demo", "two", "d2", actor="ada", expected_revision=1) == 3


def test_the_same_text_again_changes_nothing(store: Store) -> None:
    store.save_definition("demo", "one", "d1", actor="ada", expected_revision=None)
    assert store.save_definition("demo", "one", "d1", actor="ben", expected_revision=1) == 1
    assert len(store.definitions("demo")) == len(store.audit()) == 1


def test_a_new_project_takes_the_revision_that_its_file_brings_from_another_store(store: Store) -> None:
    assert store.save_definition("demo", "one", "d1", actor="ada", expected_revision=12) == 1


def test_an_unknown_project_is_answered_with_the_known_ones(store: Store) -> None:
    with pytest.raises(StoreError, match="the store is empty"):
        store.definition("demo")
    for project in ("support-assistant", "demand"):
        store.save_definition(project, "one", "d", actor="ada", expected_revision=None)
    with pytest.raises(StoreError, match="Did you mean 'support-assistant'") as unknown:
        store.definition("suport-assistant")
    assert "Known projects: demand, support-assistant." in str(unknown.value)
    for ask in (store.revision, store.definitions, store.uploads, store.live, store.seals, store.latest_snapshot):
        with pytest.raises(StoreError, match="There is no project 'zzz'"):
            ask("zzz")


@pytest.mark.parametrize("name", ["", "../etc", "Demo", "a b", "-x", "a" * 64, "demo\n"])
def test_a_name_that_could_not_be_a_folder_is_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="cannot be a project's id"):
        store.save_definition(name, "one", "d", actor="ada", expected_revision=None)
    assert store.projects() == ()


def test_nobody_writes_anonymously(store: Store) -> None:
    with pytest.raises(StoreError, match="Nobody is named"):
        store.save_definition("demo", "one", "d", actor=" ", expected_revision=None)
    assert store.projects() == ()
