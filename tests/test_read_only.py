"""A store, or a part of it, on a disk that can only be read: words, nothing half done, and all is well afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from metrics import actions
from metrics.store import Store
from tests.serving import ROOT, environment
from tests.test_api import DEFINITION, table
from tests.visits import visit

MOUNTED = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
VICTIM = """
import json, sys
from metrics.cli import main
for words in json.loads(sys.argv[1]):
    sys.argv = ["proveout", *words, "--json"]
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code
    print(f"\\nEND {code}", flush=True)
"""


def commands(folder: Path, home: Path, *words: list[str]) -> list[tuple[int, str]]:
    """What each command said while `folder` could only be read."""
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a folder read-only (unshare -rm)")
    command = ["unshare", "-rm", "sh", "-c", MOUNTED, str(folder), sys.executable, "-c", VICTIM, json.dumps(words)]
    env = environment(home) | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=100)
    assert "Traceback" not in done.stderr, done.stderr
    parts = done.stdout.split("END ")
    ends = [int(part.split()[0]) for part in parts[1:]]
    said = [parts[0], *(part.partition("\n")[2] for part in parts[1:-1])]
    return list(zip(ends, said, strict=True))


def test_a_read_only_store_is_told_as_one_and_unchanged(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "a.csv"
    file.write_bytes(table(0, 50))
    with Store.open(home) as store:
        actions.apply(visit(store), DEFINITION)
        actions.take(visit(store), "claim", "tickets", file, None)
    before = (home / "catalog.sqlite").read_bytes()
    upload = ["upload", "claim", "tickets", str(file)]
    for code, said in commands(home, home, ["results", "claim"], upload, ["backup", str(tmp_path / "b")]):
        assert code == 1
        (problem,) = json.loads(said)["problems"]
        assert problem["text"].startswith("This store can only be read")
        assert "Mount its disk for writing" in problem["remedy"]
        assert problem["file"] == str(home)
    assert (home / "catalog.sqlite").read_bytes() == before
    assert not (tmp_path / "b").exists()

    file.write_bytes(table(100, 60))
    ((code, said), (listed, _), (results, _)) = commands(  # a disk of its own, turned read-only by itself
        home / "staging", home, upload, ["uploads", "claim"], ["results", "claim"]
    )
    assert (code, listed, results) == (1, 0, 0)  # what stands can be read
    (problem,) = json.loads(said)["problems"]
    assert problem["text"].startswith("This store, or a part of it, can only be read")
    assert "Mount its disk for writing" in problem["remedy"]
    with Store.open(home) as store:
        assert [one.rows for one in store.uploads("claim")] == [50]
        actions.take(visit(store), "claim", "tickets", file, None)
        assert [one.rows for one in store.uploads("claim")] == [50, 60]
