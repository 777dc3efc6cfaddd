"""Several processes at once on one store: opening it empty, committing the same and different files."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from metrics.store import Store

ROOT = Path(__file__).resolve().parents[2]

WORKER = """
import hashlib, json, sys, time
from pathlib import Path
from metrics.errors import StoreError
from metrics.store import Actor, StagedFiles, Store

home, me, start = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
me = Actor(me, f"process {me}")

def staged(store, content):
    rows, original = store.staging_path(".parquet"), store.staging_path(".csv")
    rows.write_text(content), original.write_text(content)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    facts = (None, 1, 0, 0, None, None, None, "append")
    return StagedFiles("demo", "tickets", "f.csv", sha256, "r", rows, original, *facts)

time.sleep(max(0, start - time.time()))
with Store.open(home) as store:
    store.save_definition("demo", "v1", "d1", actor=me, expected_revision=None)
    (home / f"{me}.ready").touch()
    while len(list(home.glob("*.ready"))) < 3:
        time.sleep(0.005)
    same = store.commit_upload(staged(store, "same"), actor=me).id
    mine = [store.commit_upload(staged(store, f"{me} {turn}"), actor=me).id for turn in range(20)]
    revision, won = store.revision("demo"), None
    try:
        store.save_definition("demo", f"by {me}", me, actor=me, expected_revision=1)
        won = me
    except StoreError:
        pass
print(json.dumps({"same": same, "mine": mine, "won": won}))
"""


def test_processes_that_open_an_empty_store_and_write_at_once(tmp_path: Path) -> None:
    start = time.time() + 1.5  # all have imported by then and begin together
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path), name, str(start)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for name in ("ann", "bob", "cem")
    ]
    said = [json.loads(worker.communicate(timeout=120)[0]) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    with Store.open(tmp_path) as store:
        uploads = store.uploads("demo")
        assert len({answer["same"] for answer in said}) == 1
        assert {upload.id for upload in uploads} == {
            said[0]["same"],
            *(one for answer in said for one in answer["mine"]),
        }
        assert [upload.seq for upload in uploads] == list(range(1, 62))
        assert [answer["won"] for answer in said].count(None) == 2  # one edit of revision 1 wins, two are stale
        assert store.revision("demo") == 1 + 61 + 1
        entries = store.audit()  # one chain without a gap or a fork
        assert [row.n for row in entries] == list(range(1, len(entries) + 1))
        assert {row.place for row in entries} == {"process ann", "process bob", "process cem"}
        assert store.verify_audit().rows == len(entries)
        deeds = [row.action for row in entries]
        assert sorted(deeds) == ["create", "define", *["upload"] * 61]
        assert all(upload.rows_path.read_text() == upload.original_path.read_text() for upload in uploads)
