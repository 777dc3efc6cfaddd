"""A store from before the chain: its entries keep what they said, are chained in their order, and stay from then on."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from metrics.store import Store
from metrics.store.database import Catalogue
from metrics.store.migrations import SCRIPTS, require_schema

DETAILS = [
    {"revision": 1, "digest": "d", "before": None, "reason": "größer"},
    {"rows": 3, "file": 'a\n"b".csv', "share": 0.1, "of": ["u1", "u2"]},
    {},
]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of the first version, with entries as that program wrote them; the second one's number is missing."""
    home, scripts = tmp_path / "home", tmp_path / "scripts"
    home.mkdir()
    ignored = shutil.ignore_patterns("v000[2-9]*", "v00[1-9]*", "__pycache__")
    shutil.copytree(SCRIPTS, scripts, ignore=ignored)
    require_schema(Catalogue(home), scripts, "0001")
    with closing(sqlite3.connect(home / "catalog.sqlite")) as con:
        for n, detail in zip((1, 3, 1004), DETAILS, strict=True):
            row = (n, f"2025-01-0{n % 9 + 1} 09:00:00.00000{n % 10}", "bén", "upload", None, "s", json.dumps(detail))
            con.execute(
                "insert into audit (n, at, actor, action, project, subject, detail) values (?,?,?,?,?,?,?)", row
            )
        con.commit()
    return home


def test_old_entries_are_chained_as_they_stand(old: Path) -> None:
    with Store.open(old) as store:
        rows = store.audit()
        assert [(row.n, row.actor, row.place, row.detail) for row in rows] == [
            (n, "bén", None, detail) for n, detail in zip((1, 3, 1004), DETAILS, strict=True)
        ]
        assert [row.previous for row in rows] == ["0" * 64, rows[0].hash, rows[1].hash]
        assert [row.at.isoformat()[:10] for row in rows] == ["2025-01-02", "2025-01-04", "2025-01-06"]
        found = store.verify_audit(rows[0].hash)
        assert found.sound
        assert (found.rows, found.n, found.against and found.against.after) == (3, 1004, 2)
        store.record("ana", "export", None, "x")
        assert store.audit_head().n == 1005
        assert store.verify_audit().rows == 4


def test_they_can_no_more_be_changed(old: Path) -> None:
    Store.open(old).close()
    with closing(sqlite3.connect(old / "catalog.sqlite")) as con:
        names = {name for (name,) in con.execute("select name from sqlite_master where type = 'trigger'")}
        assert names >= {"audit_keeps", "audit_stays", "audit_grows"}
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            con.execute("update audit set actor = 'eve' where n = 3")


def test_a_change_of_an_old_entry_is_found(old: Path) -> None:
    with Store.open(old) as store:
        with closing(sqlite3.connect(old / "catalog.sqlite")) as con:
            con.execute("drop trigger audit_keeps")
            con.execute("update audit set detail = '{}' where n = 3")
            con.commit()
        broken = store.verify_audit().broken
        assert broken is not None
        assert (broken.n, broken.wrong) == (3, "changed")


def test_an_empty_audit_migrates_too(old: Path) -> None:
    with closing(sqlite3.connect(old / "catalog.sqlite")) as con:
        con.execute("delete from audit")
        con.commit()
    with Store.open(old) as store:
        assert store.audit_head().n == 0
