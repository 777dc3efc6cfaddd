"""Seals: the latest of each KPI counts, earlier ones stay."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from metrics.errors import StoreError
from metrics.store import Store


def seal(store: Store, kpi: str, points: bytes, reason: str | None = None) -> None:
    moment = dt.datetime(2025, 1, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    store.seal("demo", kpi, actor="ada", reason=reason, definition_digest="d1", points=points, sealed_at=moment)


def test_the_latest_seal_counts_and_history_stays(demo: Store) -> None:
    assert demo.seals("demo") == {}
    seal(demo, "tickets", b"[1]")
    seal(demo, "minutes", b"[2]")
    seal(demo, "tickets", b"[3]", reason="export repaired")
    latest = demo.seals("demo")
    assert {kpi: found.points for kpi, found in latest.items()} == {"tickets": b"[3]", "minutes": b"[2]"}
    found = latest["tickets"]
    assert (found.reason, found.sealed_by, found.revision, found.definition_digest) == (
        "export repaired",
        "ada",
        4,
        "d1",
    )
    assert found.sealed_at == dt.datetime(2025, 1, 1, 7, tzinfo=dt.UTC)
    assert [old.points for old in demo.seal_history("demo", "tickets")] == [b"[1]", b"[3]"]
    assert demo.revision("demo") == 4
    assert [row.subject for row in demo.audit("demo") if row.action == "seal"] == ["tickets", "minutes", "tickets"]


def test_points_that_were_changed_on_the_disk_are_told(demo: Store) -> None:
    seal(demo, "tickets", b"[1]")
    with sqlite3.connect(demo.home / "catalog.sqlite") as con:
        con.execute("update seals set points = ?", (b"[9]",))
    con.close()
    with pytest.raises(StoreError, match=r"KPI tickets.*not what was sealed"):
        demo.seals("demo")


def test_a_seal_of_an_unknown_project_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no project 'demo'"):
        seal(store, "tickets", b"[]")
    assert store.audit() == ()


def test_other_deeds_can_be_recorded(demo: Store) -> None:
    demo.record("eve", "export", "demo", "report.pdf", {"pages": 3})
    last = demo.audit("demo")[-1]
    assert (last.actor, last.action, last.subject, last.detail) == ("eve", "export", "report.pdf", {"pages": 3})
    assert [row.n for row in demo.audit()] == [1, 2]
    with pytest.raises(StoreError, match="Nobody is named"):
        demo.record("", "export", None, None)
