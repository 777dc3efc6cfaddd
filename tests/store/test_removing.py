"""Removing a project: out of sight everywhere, nothing lost, back as it was; what others signed stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from metrics.errors import StoreError
from metrics.store import Alert, Delivery, StagedFiles, Step, Store

Stage = Callable[..., StagedFiles]
DAY = dt.date(2026, 10, 1)


@pytest.fixture
def two(store: Store, stage: Stage) -> Store:
    """Two projects: demo with an upload, a snapshot and a firing alert that waits to be told; other with none."""
    for project in ("demo", "other"):
        store.save_definition(project, "v1", "d1", actor="ana")
    store.commit_upload(stage(store), actor="ana")
    parts = {"headline": b"{}"}
    store.save_snapshot("demo", snapshot_id="s", revision=store.revision("demo"), as_of=None, parts=parts)
    at = dt.datetime.now(dt.UTC)
    alert = Alert("a1", "demo", "late", "tickets", "Late", "Late.", "2026-10-01", {}, "s", at, at)
    told = Delivery("d1", "a1", "demo", "mail", "fires", "tickets", "Late", "Late.", at, at)
    store.watch("demo", lambda _: Step((alert,), queued=(told,)), snapshot="s", revision=9, day=DAY)
    return store


def test_nothing_knows_a_removed_project(two: Store) -> None:
    (upload,) = two.uploads("demo")
    assert two.waiting(dt.datetime.now(dt.UTC) + dt.timedelta(1))
    done = two.remove_project("demo", actor="olga", reason=" made twice ")
    assert (done.project, done.by, done.reason, done.uploads, done.sealed) == ("demo", "olga", "made twice", 1, 0)
    assert two.projects() == ("other",)
    assert two.removed() == {"demo"}
    assert two.headlines() == []
    assert [name for name, *_ in two.standings()] == ["other"]
    assert two.unwatched(DAY + dt.timedelta(1)) == ()
    assert not two.waiting(dt.datetime.now(dt.UTC) + dt.timedelta(1))
    assert (two.census().projects, two.census().alerts) == (1, 0)
    asks: list[Callable[[], object]] = [
        lambda: two.revision("demo"),
        lambda: two.definition("demo"),
        lambda: two.definitions("demo"),
        lambda: two.upload(upload.id),
        lambda: two.undo(upload.id, actor="ana"),
        lambda: two.purge(upload.id, actor="ana", reason="asked"),
        lambda: two.remove_project("demo", actor="ana", reason="again"),
    ]
    for ask in asks:
        with pytest.raises(StoreError, match="There is no"):
            ask()
    with pytest.raises(StoreError, match="was removed, and keeps its id"):
        two.save_definition("demo", "v2", "d2", actor="ana")


def test_the_audit_keeps_all_and_the_files_stay(two: Store) -> None:
    (upload,) = two.uploads("demo")
    before = two.audit("demo")
    two.remove_project("demo", actor="olga", reason="made twice")
    *kept, last = two.audit("demo")
    assert tuple(kept) == before
    assert (last.action, last.actor, last.subject) == ("remove", "olga", "demo")
    held = {"uploads": 1, "sealed": 0, "closed_months": 0, "reason": "made twice"}
    assert {name: last.detail[name] for name in held} == held
    assert upload.rows_path.exists()
    assert upload.original_path.exists()


def test_it_comes_back_as_it_was_on_a_newer_revision(two: Store) -> None:
    before = two.definition("demo"), two.uploads("demo"), two.grants("demo")
    revision = two.revision("demo")
    two.remove_project("demo", actor="olga", reason="made twice")
    assert [(each.project, each.by) for each in two.removals(["demo", "other"])] == [("demo", "olga")]
    assert two.removals(["other"]) == ()
    assert two.restore_project("demo", actor="olga") == revision + 2
    assert (two.definition("demo"), two.uploads("demo"), two.grants("demo")) == before
    assert two.removed() == frozenset()
    assert two.removals(["demo"]) == ()
    with pytest.raises(StoreError, match="demo is not removed"):
        two.restore_project("demo", actor="olga")
    with pytest.raises(StoreError, match="There is no project"):
        two.restore_project("nosuch", actor="olga")


def test_what_was_prepared_before_is_refused_afterwards(two: Store, stage: Stage) -> None:
    staged = replace(stage(two), sha256="0" * 64)
    two.remove_project("demo", actor="olga", reason="made twice")
    with pytest.raises(StoreError, match="There is no project"):
        two.commit_upload(staged, actor="ana")


def test_a_closed_month_stays_and_a_sealed_baseline_must_be_told(two: Store) -> None:
    at = dt.datetime.now(dt.UTC)
    two.seal("other", "k", actor="ana", reason="r", definition_digest="d1", points=b"[]", sealed_at=at)
    with pytest.raises(StoreError, match="sealed baseline") as refused:
        two.remove_project("other", actor="olga", reason="made twice")
    assert "--sealed" in refused.value.with_flags()
    assert two.remove_project("other", actor="olga", reason="made twice", sealed=True).sealed == 1
    figures = {"snapshot": "s", "revision": two.revision("demo"), "figures": b"{}"}
    two.close_month("demo", DAY, actor="ana", comment="reviewed", told={}, **figures)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="1 closed month, the last of them 2026-10"):
        two.remove_project("demo", actor="olga", reason="made twice", sealed=True)
    with pytest.raises(StoreError, match="No reason"):
        two.remove_project("demo", actor="olga", reason=" ")
    assert two.projects() == ("demo",)
