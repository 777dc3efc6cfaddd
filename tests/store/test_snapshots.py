"""Snapshots: kept in parts, found by revision, checked when read."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3

import pytest
from sqlalchemy import event

from metrics.errors import StoreError
from metrics.store import Store

AS_OF = dt.date(2025, 5, 31)


def save(store: Store, snapshot_id: str, revision: int, project: str = "demo", **parts: bytes) -> None:
    store.save_snapshot(project, snapshot_id=snapshot_id, revision=revision, as_of=AS_OF, parts=parts)


def seal(store: Store) -> int:
    """Anything that raises the revision."""
    now = dt.datetime.now(dt.UTC)
    store.seal("demo", "k", actor="ada", reason=None, definition_digest="d", points=b"[]", sealed_at=now)
    return store.revision("demo")


def spoil(store: Store, data: bytes, by: bytes) -> None:
    with sqlite3.connect(store.home / "catalog.sqlite") as con:
        assert con.execute("update part_data set data = ? where data = ?", (by, data)).rowcount == 1
    con.close()


def test_a_snapshot_comes_back_byte_for_byte(demo: Store) -> None:
    assert demo.latest_snapshot("demo") is None
    save(demo, "sha256:a", 1, headline=b"{}", kpi=b"\x00\xff")
    row = demo.latest_snapshot("demo")
    assert row is not None
    assert (row.id, row.project, row.revision, row.as_of, row.taken_at.tzinfo) == ("sha256:a", "demo", 1, AS_OF, dt.UTC)
    assert row.part_hashes == {
        "headline": hashlib.sha256(b"{}").hexdigest(),
        "kpi": hashlib.sha256(b"\x00\xff").hexdigest(),
    }
    assert demo.part("demo", "sha256:a", "kpi") == b"\x00\xff"
    assert demo.snapshot("demo", "sha256:a") == row
    with pytest.raises(StoreError, match="no such part"):
        demo.part("demo", "sha256:a", "other")
    with pytest.raises(StoreError, match="no such snapshot"):
        demo.snapshot("demo", "sha256:z")


def test_saving_again_changes_nothing_and_keeps_the_first_bytes(demo: Store) -> None:
    save(demo, "a", 1, headline=b"0.1")
    before, deeds = demo.latest_snapshot("demo"), demo.audit()
    save(demo, "a", 1, headline=b"0.10000000000000001")
    assert (demo.latest_snapshot("demo"), demo.audit()) == (before, deeds)
    assert demo.part("demo", "a", "headline") == b"0.1"


def test_undone_and_redone_inputs_are_the_same_snapshot_at_a_later_revision(demo: Store) -> None:
    save(demo, "a", 1, headline=b"A")
    save(demo, "b", seal(demo), headline=b"B")
    save(demo, "a", seal(demo), headline=b"again")
    latest = demo.latest_snapshot("demo")
    assert latest is not None
    assert (latest.id, latest.revision) == ("a", 3)
    assert demo.part("demo", "a", "headline") == b"A"
    save(demo, "b", 2, headline=b"B")  # a slow process that comes late
    latest = demo.latest_snapshot("demo")
    assert latest is not None
    assert latest.id == "a"
    with pytest.raises(StoreError, match="revision 4 cannot be kept"):
        save(demo, "c", 4, headline=b"C")


def test_the_last_taken_of_one_revision_counts(demo: Store) -> None:
    save(demo, "april", 1, headline=b"A")
    save(demo, "may", 1, headline=b"M")
    latest = demo.latest_snapshot("demo")
    assert latest is not None
    assert latest.id == "may"


def test_damage_is_told_and_taking_the_snapshot_again_repairs_it(demo: Store) -> None:
    save(demo, "a", 1, headline=b"sound", kpi=b"fine")
    spoil(demo, b"sound", b"spoilt")
    with pytest.raises(StoreError, match=r"project demo, snapshot a, part headline.*damaged"):
        demo.part("demo", "a", "headline")
    with pytest.raises(StoreError, match="damaged"):
        demo.headlines()
    assert demo.part("demo", "a", "kpi") == b"fine"
    save(demo, "a", 1, headline=b"sound", kpi=b"fine")
    assert demo.part("demo", "a", "headline") == b"sound"
    assert demo.audit()[-1].detail["repaired"] is True


def test_equal_parts_are_kept_once(demo: Store) -> None:
    save(demo, "a", 1, headline=b"A", kpi=b"same")
    save(demo, "b", 1, headline=b"B", kpi=b"same")
    with sqlite3.connect(demo.home / "catalog.sqlite") as con:
        assert con.execute("select count(*) from part_data").fetchone() == (3,)
    con.close()
    assert demo.part("demo", "b", "kpi") == demo.part("demo", "a", "kpi") == b"same"


def test_headlines_of_all_projects_come_in_one_query(demo: Store) -> None:
    for project in ("other", "empty"):
        demo.save_definition(project, "v1", "d", actor="ada", expected_revision=None)
    save(demo, "a", 1, headline=b"old")
    save(demo, "b", seal(demo), headline=b"new", kpi=b"K")
    save(demo, "o", 1, project="other", headline=b"O")
    seal(demo)
    asked: list[str] = []

    def note(_con: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(demo._engine, "before_cursor_execute", note)
    found = demo.headlines()
    assert [statement for statement in asked if statement.startswith("SELECT")] == asked[-1:]
    assert [(head.project, head.revision_now, head.snapshot.revision, head.headline) for head in found] == [
        ("demo", 3, 2, b"new"),
        ("other", 1, 1, b"O"),
    ]
    assert found[0].snapshot.part_hashes == {"headline": hashlib.sha256(b"new").hexdigest()}
