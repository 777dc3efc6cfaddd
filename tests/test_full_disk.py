"""A full disk refuses in words wherever it is met, keeps nothing half done, and the store works when there is room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from metrics.disk import DiskFull, is_full, room
from metrics.errors import UploadRefused

ROOT = Path(__file__).resolve().parent.parent
VICTIM = Path(__file__).with_name("disk_victim.py")
WRITERS = ("spill", "receive", "catalogue", "definition")
MOUNTED = 'mount -t tmpfs -o size=24m tmpfs "$0" && exec "$@"'


def attempts(tmp_path: Path, kind: str, amounts: str) -> tuple[dict[str, Any], str]:
    """What the victim said of each attempt, by its name, and what its command line printed."""
    disk, folder = tmp_path / "disk", tmp_path / "files"
    disk.mkdir()
    folder.mkdir()
    command = [sys.executable, str(VICTIM), kind, str(disk / "home"), str(folder), amounts]
    if kind == "disk":
        if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
            pytest.skip("this machine lets nobody mount a small disk (unshare -rm); the limit on file sizes is tested")
        command = ["unshare", "-rm", "sh", "-c", MOUNTED, str(disk), *command]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PROVEOUT_")}
    done = subprocess.run(
        command, cwd=ROOT, env=env | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    said: dict[str, Any] = {}
    for line in done.stdout.splitlines():
        found = json.loads(line)
        if found["what"] == "kept":
            assert found["same"], f"{list(said)[-1]}: {found['after']}"
        else:
            said[found["what"]] = found
    return said, done.stderr


@pytest.mark.parametrize(("kind", "amounts"), [("disk", "0,90000,450000"), ("size", "4096,150000")])
def test_every_writer_refuses_cleanly(tmp_path: Path, kind: str, amounts: str) -> None:
    """Nothing to staging fits, then the copy but not what is made of it, and so on to where there is room enough."""
    said, printed = attempts(tmp_path, kind, amounts)
    tried = {name: one for name, one in said.items() if name.split()[0] in ("copy", "recode", "unpack")}
    assert {one["end"] for one in tried.values()} <= {"full", "done"}
    smallest = amounts.split(",")[0]
    assert [tried[f"{what} {smallest}"]["end"] for what in ("copy", "recode", "unpack")] == ["full"] * 3
    ends = [one["end"] for one in tried.values()]
    assert ends.count("full") >= 5
    if kind == "disk":
        assert ends.count("done") >= 1  # unpacking leaves more of a disk free than this one has
    for name in WRITERS:
        assert said[name]["end"] == "full", said[name]
    for one in said.values():
        if one.get("end") == "full":
            assert "There is no room left" in one["words"]
            assert ("Free some space" if kind == "disk" else "Raise the limit") in one["words"]
    if kind == "disk":
        assert "268 MB are kept free" in tried["unpack 450000"]["words"]  # why a disk with room is full
    assert (said["command"]["end"], said["command"]["words"]) == ("exit", "1")
    assert "The disk is full." in printed
    assert said["staging"]["left"] == []
    assert said["room again"]["end"] == "done"
    assert said["after"]["rows"] == [2, 6_000]


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(28, "No space left on device"), True),
        (OSError(122, "Disk quota exceeded"), True),
        (OSError(13, "Permission denied"), False),
        (duckdb.IOException('IO Error: Could not write file "/x.tmp": No space left on device'), True),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to offload data block of size 256.0 KiB"), True),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate data"), False),
        (duckdb.ConversionException("Conversion Error: 'No space left on device' is no date"), False),
        (UploadRefused("the cell says: No space left on device"), False),
    ],
    ids=range(8),
)
def test_only_the_system_says_that_a_disk_is_full(error: Exception, full: bool) -> None:
    assert is_full(error) is full


def test_an_error_that_hides_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    """As where a reader says that a file cannot be cut into rows, and the disk is what failed it."""

    def cut() -> None:
        try:
            raise duckdb.Error('IO Error: Could not write file "/x.parquet": No space left on device')
        except duckdb.Error:
            raise UploadRefused("cannot be cut into rows") from None

    with pytest.raises(DiskFull, match="no room left for this file"), room(tmp_path, "this file"):
        cut()
    with pytest.raises(UploadRefused), room(tmp_path):
        raise UploadRefused("is empty")
