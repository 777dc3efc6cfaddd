"""Notes on charts, and the versions of a definition that changed a KPI."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions
from metrics.access.visit import Forbidden
from metrics.errors import StoreError
from metrics.store import Store
from tests.actions.test_opening import TEXT
from tests.visits import logged_in, visit

DAY = dt.date(2025, 3, 5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened), TEXT)
        for who, role in (("a@example.com", "analyst"), ("b@example.com", "analyst"), ("v@example.com", "viewer")):
            opened.grant(who, role, "p", actor="boss")  # type: ignore[arg-type]
        opened.grant("o@example.com", "owner", "p", actor="boss")
        yield opened


def test_a_note_is_written_changed_by_its_author_and_taken_back(store: Store) -> None:
    ana, bob, olga, viewer = (logged_in(store, f"{who}@example.com") for who in "abov")
    note = actions.annotate(ana, "p", "calls", DAY, "  A strike\n in the  warehouse ")
    assert (note.text, note.written_by, note.day) == ("A strike in the warehouse", "a@example.com", DAY)
    with pytest.raises(Forbidden, match="needs the role analyst"):
        actions.annotate(viewer, "p", None, DAY, "x")
    with pytest.raises(StoreError, match=r"a@example\.com wrote this note"):
        actions.edit_note(bob, "p", note.id, DAY, "No strike")
    with pytest.raises(StoreError, match=r"a@example\.com wrote this note"):
        actions.remove_note(bob, "p", note.id)
    changed = actions.edit_note(ana, "p", note.id, dt.date(2025, 3, 6), "A strike of two days")
    assert actions.chart_notes(viewer, "p", "calls") == (changed,)
    assert changed.edited_at is not None
    actions.remove_note(olga, "p", note.id)
    assert actions.chart_notes(viewer, "p") == ()
    told = [row for row in store.audit("p") if row.action == "annotate"]
    assert [row.actor for row in told] == ["a@example.com", "a@example.com", "o@example.com"]
    assert told[1].detail["before"]["text"] == "A strike in the warehouse"
    assert told[1].detail["after"]["text"] == told[2].detail["before"]["text"] == "A strike of two days"
    assert [actions.deeds.sentence(row).split(":")[0] for row in told] == [
        "wrote a note on a chart of calls, on 5 Mar 2025",
        "changed a note on a chart of calls, on 6 Mar 2025",
        "took back a note on a chart of calls, on 6 Mar 2025",
    ]


def test_a_note_is_on_its_kpis_charts_and_one_of_the_project_on_all(store: Store) -> None:
    actions.annotate(visit(store), "p", "calls", DAY, "Of calls")
    actions.annotate(visit(store), "p", None, DAY, "Of all")
    assert [note.text for note in actions.chart_notes(visit(store), "p", "calls")] == ["Of calls", "Of all"]
    assert [note.text for note in actions.chart_notes(visit(store), "p", "minutes")] == ["Of all"]
    with pytest.raises(StoreError, match="no such KPI"):
        actions.annotate(visit(store), "p", "gone", DAY, "x")
    with pytest.raises(StoreError, match="needs words"):
        actions.annotate(visit(store), "p", None, DAY, " \n ")
    with pytest.raises(StoreError, match="at most 500"):
        actions.annotate(visit(store), "p", None, DAY, "x" * 501)


def test_a_note_changes_no_figure_and_survives_backup_and_restore(store: Store, tmp_path: Path) -> None:
    before = actions.refresh(store, "p").id
    revision = store.revision("p")
    note = actions.annotate(visit(store), "p", None, DAY, "Kept")
    assert (actions.refresh(store, "p").id, store.revision("p")) == (before, revision)
    store.backup(tmp_path / "b.proveout")
    actions.restore(tmp_path / "b.proveout", tmp_path / "again", "tests")
    with Store.open(tmp_path / "again") as again:
        assert again.chart_notes("p") == (note,)


def test_versions_that_changed_a_kpi_are_told_with_what_changed(store: Store) -> None:
    text = TEXT.replace('title = "Calls"', 'title = "All calls"')
    actions.apply(visit(store), text)  # words only
    text = text.replace("launch = 2025-01-01", "launch = 2025-02-01")
    actions.apply(visit(store, "olga"), text, reason="Went live later")
    text = text.replace("where = \"channel <> 'mail'\"\n", "")
    actions.apply(visit(store), text)
    calls, minutes = (actions.versions(visit(store), "p", name) for name in ("calls", "minutes"))
    assert [version.changes for version in calls] == [("first defined",), ("launch: 2025-01-01 → 2025-02-01",)]
    assert (calls[1].saved_by, calls[1].reason) == ("olga", "Went live later")
    assert minutes[2].changes == ("only rows where: channel <> 'mail' → none",)
    assert len(minutes) == 3
    store.grant("l@example.com", "viewer", "p", actor="boss", segments=("channel=chat",))
    with pytest.raises(Forbidden):
        actions.versions(logged_in(store, "l@example.com"), "p", "calls")
