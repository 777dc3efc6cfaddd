"""Answers to the questions before launch: the latest counts, earlier ones stay, whatever writes to the file."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from metrics.errors import StoreError
from metrics.store import Store

DAY = dt.date(2025, 3, 1)


def test_the_latest_answer_counts_and_nothing_is_changed_or_deleted(demo: Store) -> None:
    assert demo.answers() == demo.answers("demo") == {}
    demo.answer("demo", "owner", "no", actor="ada", evidence="", dated=DAY)
    demo.answer("demo", "owner", "yes", actor="bob", evidence="named in March", dated=DAY)
    demo.answer("demo", "users", "not_yet", actor="bob", evidence="", dated=DAY)
    found = demo.answers()["demo"]
    assert found == demo.answers("demo")["demo"]
    assert {key: each.answer for key, each in found.items()} == {"owner": "yes", "users": "not_yet"}
    assert (found["owner"].answered_by, found["owner"].dated) == ("bob", DAY)
    told = [row.detail for row in demo.audit("demo") if row.action == "ready"][1]
    assert (told["before"]["answer"], told["after"]["evidence"]) == ("no", "named in March")
    with pytest.raises(StoreError):
        demo.answer("nowhere", "owner", "yes", actor="ada", evidence="x", dated=DAY)
    with sqlite3.connect(demo.home / "catalog.sqlite") as con:
        for wrong in ("UPDATE readiness_answers SET answer = 'yes'", "DELETE FROM readiness_answers"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                con.execute(wrong)
    con.close()
