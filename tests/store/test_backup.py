"""Backup and restore: one moment, exactly its files, every byte checked, killed anywhere without harm."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from metrics.disk import DiskFull
from metrics.errors import StoreError
from metrics.store import StagedFiles, Store, backup, restoring
from metrics.store.migrations import HEAD
from metrics.store.restoring import restore

Stage = Callable[..., StagedFiles]
ROOT = Path(__file__).resolve().parents[2]
POINTS = range(1, 40) if os.environ.get("PROVEOUT_DEEP") else (1, 8, 17, *range(22, 36), 40)


def members(file: Path) -> dict[str, bytes]:
    """The archive by its members' names."""
    with (
        pa.CompressedInputStream(pa.OSFile(str(file)), "zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as packed,
    ):
        return {one.name: content.read() for one in packed if (content := packed.extractfile(one))}


def written(file: Path, entries: list[tuple[tarfile.TarInfo | str, bytes]]) -> Path:
    """An archive of somebody else's making."""
    with (
        pa.CompressedOutputStream(pa.OSFile(str(file), "wb"), "zstd") as stream,
        tarfile.open(fileobj=stream, mode="w|") as packed,
    ):
        for named, content in entries:
            info = tarfile.TarInfo(named) if isinstance(named, str) else named
            info.size = len(content) if info.isreg() else 0
            packed.addfile(info, io.BytesIO(content))
    return file


def tree(home: Path) -> dict[str, bytes]:
    """Every file of the lake by its place."""
    folders = (home / name for name in ("rows", "rejects", "originals"))
    return {
        str(at.relative_to(home)): at.read_bytes() for folder in folders for at in folder.rglob("*") if at.is_file()
    }


@pytest.fixture
def saved(demo: Store, stage: Stage, tmp_path: Path) -> Path:
    """A backup of two uploads, one of them undone."""
    demo.commit_upload(stage(demo), actor="ana")
    demo.undo(demo.commit_upload(stage(demo, "other"), actor="ana").id, actor="ana")
    demo.save_snapshot("demo", snapshot_id="s", revision=4, as_of=None, parts={"headline": b"h"})
    demo.backup(tmp_path / "b.tar.zst")
    return tmp_path / "b.tar.zst"


def nothing_restored(home: Path) -> bool:
    """Nobody finds a store, or a part of one, there."""
    return not home.exists() or not any(home.iterdir())


def test_a_restored_store_is_the_same(demo: Store, saved: Path, tmp_path: Path) -> None:
    (demo.home / "staging/half.csv").write_text("half")
    (demo.home / "rows/demo/tickets/uorphan.parquet").write_text("of a killed commit")
    restore(saved, tmp_path / "new")
    with Store.open(tmp_path / "new") as other:
        assert [(one.id, one.state) for one in other.uploads("demo")] == [
            (one.id, one.state) for one in demo.uploads("demo")
        ]
        assert other.audit() == demo.audit()
        assert other.part("demo", "s", "headline") == b"h"
        assert other.revision("demo") == demo.revision("demo")
        orphan = {"rows/demo/tickets/uorphan.parquet"}
        assert tree(other.home) == {at: data for at, data in tree(demo.home).items() if at not in orphan}
        other.save_definition("demo", "v2", "d2", actor="ben", expected_revision=None)
    assert saved.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".*"))
    assert not list((demo.home / "staging").glob("*.backup*"))


def test_what_is_there_is_never_overwritten(demo: Store, saved: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="such a file already"):
        demo.backup(saved)
    with pytest.raises(StoreError, match="within the store"):
        demo.backup(demo.home / "rows/b.tar.zst")
    with pytest.raises(StoreError, match="no such folder"):
        demo.backup(tmp_path / "nowhere/b.tar.zst")
    with pytest.raises(StoreError, match="There is a store already"):
        restore(saved, demo.home)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/letter.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"not empty: letter\.txt"):
        restore(saved, tmp_path / "full")
    with pytest.raises(StoreError, match="no such backup"):
        restore(tmp_path / "none", tmp_path / "new")
    assert (tmp_path / "full/letter.txt").read_text() == "mine"


def test_a_cut_backup_is_refused_in_words(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 100, len(whole) - 1):
        saved.write_bytes(whole[:length])
        with pytest.raises(StoreError, match=r"no whole backup: .*Nothing was restored"):
            restore(saved, tmp_path / "new")
        assert nothing_restored(tmp_path / "new")


def test_an_altered_byte_is_refused_or_changes_nothing(demo: Store, saved: Path, tmp_path: Path) -> None:
    whole, chance, refused = saved.read_bytes(), random.Random(1), 0
    for number in range(60):
        at = chance.randrange(len(whole))
        saved.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        home, why = tmp_path / f"new{number}", ""
        try:
            restore(saved, home)
        except StoreError as error:
            why = str(error)
        assert nothing_restored(home) if "Nothing was restored" in why else not why and tree(home) == tree(demo.home)
        refused += bool(why)
    assert refused > 40


def test_a_backup_of_somebody_elses_making_is_refused(saved: Path, tmp_path: Path) -> None:
    kept = list(members(saved).items())
    link = tarfile.TarInfo("rows/demo/tickets/l.parquet")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    names = [
        "../evil",
        "/tmp/evil",
        "rows/../../evil",
        "rows/demo/tickets/../x",
        "staging/x",
        "rows/a/b/c/d",
        "rows//a/b",
    ]
    attempts: list[tuple[list[tuple[tarfile.TarInfo | str, bytes]], str]] = []
    attempts += [([(name, b"x"), *kept], "no file of a store") for name in names]
    attempts += [
        ([(link, b""), *kept], "is not a file"),
        ([kept[0], *kept], "there twice"),
        ([("rows/demo/tickets/x.parquet", b"x"), *kept], "is not what was backed up"),
        ([*kept[:-2], kept[-1]], "is missing"),
        ([*kept, ("rows/demo/tickets/x.parquet", b"x")], "follows the manifest"),
        ([(kept[0][0], kept[0][1].replace(b"owner", b"0wner")), *kept[1:]], "is not what was backed up"),
    ]
    for number, (entries, why) in enumerate(attempts):
        file = written(tmp_path / f"evil{number}", entries)
        with pytest.raises(StoreError, match=why):
            restore(file, tmp_path / "new")
        assert nothing_restored(tmp_path / "new")
    assert not (tmp_path / "evil").exists()


def test_a_backup_of_a_newer_program_is_refused(saved: Path, tmp_path: Path) -> None:
    kept = members(saved)
    about = json.loads(kept[backup.MANIFEST]) | {"schema": "9999"}
    file = written(tmp_path / "newer", [*list(kept.items())[:-1], (backup.MANIFEST, json.dumps(about).encode())])
    with pytest.raises(StoreError, match=rf"newer Proveout \(schema 9999; .* knows {HEAD}\)\. Nothing was restored"):
        restore(file, tmp_path / "new")
    assert nothing_restored(tmp_path / "new")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_purge_while_it_is_copied_leaves_nothing_in_it(
    when: str, demo: Store, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways: before the file's turn, and after it has been copied already."""
    upload = demo.commit_upload(stage(demo, "secret"), actor="ana")
    real, purged = backup._add, list[str]()

    def add(packed: tarfile.TarFile, name: str, path: Path) -> dict[str, object]:
        mine = name.endswith("export.csv") and not purged
        if mine and when == "before":
            purged.append(demo.purge(upload.id, actor="ana", reason="asked to").id)
        made = real(packed, name, path)
        if mine and when == "after":
            purged.append(demo.purge(upload.id, actor="ana", reason="asked to").id)
        return made

    monkeypatch.setattr(backup, "_add", add)
    made = demo.backup(tmp_path / "b")
    assert purged == [upload.id]
    assert made.damaged == {}
    assert not [name for name in members(tmp_path / "b") if upload.id in name]
    assert all(b"secret" not in data for data in members(tmp_path / "b").values())
    restore(tmp_path / "b", tmp_path / "new")


def test_damage_is_named_and_the_rest_is_kept(demo: Store, stage: Stage, tmp_path: Path) -> None:
    gone, other, whole = (demo.commit_upload(stage(demo, text), actor="ana") for text in ("a", "b", "c"))
    gone.rows_path.unlink()
    other.original_path.write_text("changed")
    made = demo.backup(tmp_path / "b")
    relative = {path: str(path.relative_to(demo.home)) for path in (gone.rows_path, other.original_path)}
    assert made.damaged == {
        relative[gone.rows_path]: "is gone",
        relative[other.original_path]: "is not what was committed",
    }
    assert restore(tmp_path / "b", tmp_path / "new") == made
    assert (tmp_path / "new" / whole.rows_path.relative_to(demo.home)).is_file()


def test_others_write_while_it_is_made(demo: Store, stage: Stage, tmp_path: Path) -> None:
    stop, count = threading.Event(), 0

    def work() -> None:
        nonlocal count
        with Store.open(demo.home) as other:
            while not stop.is_set():
                other.commit_upload(stage(other, f"n{count}"), actor="ben")
                count += 1

    writer = threading.Thread(target=work)
    writer.start()
    try:
        for number in range(4):
            demo.backup(tmp_path / f"b{number}")
    finally:
        stop.set()
        writer.join()
    assert count > 0
    for number in range(4):
        restore(tmp_path / f"b{number}", tmp_path / f"new{number}")
        with Store.open(tmp_path / f"new{number}") as other:
            uploads = other.uploads("demo")
            assert other.revision("demo") == 1 + len(uploads)
            assert all(one.rows_path.is_file() and one.original_path.is_file() for one in uploads)


VICTIM = """
import json, os, signal, sys
from pathlib import Path
from metrics.store import Store, restoring

def die(at):
    passed = 0
    def reach():
        nonlocal passed
        passed += 1
        if passed == at:
            os.kill(os.getpid(), signal.SIGKILL)
    def before(real):
        def wrapped(*args, **more):
            reach()
            return real(*args, **more)
        return wrapped
    os.fsync, os.replace = before(os.fsync), before(os.replace)
    return reach

for what, at, file, home in json.loads(sys.argv[1]):
    if not (child := os.fork()):
        store = Store.open(Path(home)) if what == "backup" else None
        reach = die(at)
        store.backup(Path(file)) if store else restoring.restore(Path(file), Path(home))
        reach()
        os._exit(0)
    print(os.waitpid(child, 0)[1])
"""


@pytest.mark.kill
def test_killed_anywhere_it_leaves_a_whole_file_or_store_or_none(demo: Store, saved: Path, tmp_path: Path) -> None:
    """At every fsync and rename, and after the last."""
    jobs = [["backup", at, str(tmp_path / f"b{at}"), str(demo.home)] for at in range(1, 6)]
    jobs += [["restore", at, str(saved), str(tmp_path / f"new{at}")] for at in POINTS]
    demo.close()
    words = [sys.executable, "-c", VICTIM, json.dumps(jobs)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    died = [int(line) == signal.SIGKILL for line in done.stdout.split()]
    backups = [tmp_path / f"b{at}" for at in range(1, 6)]
    assert died[:5] == [True, True, True, True, False]
    assert [file.exists() for file in backups] == [False, False, True, True, True]
    assert all(members(file)[backup.MANIFEST] for file in backups if file.exists())
    assert died[5:] == sorted(died[5:], reverse=True)  # the last points are after all was done
    assert not died[-1]
    begun_anew = 0
    for at in POINTS:
        home = tmp_path / f"new{at}"
        if not (home / "catalog.sqlite").exists():
            with pytest.raises(StoreError, match="is not finished"):
                Store.open(home)
            restore(saved, home)
            begun_anew += 1
        with Store.open(home) as other:
            assert tree(home) == tree(demo.home)
            assert len(other.uploads("demo")) == 2
        assert not (home / restoring.BESIDE).exists()
    assert 0 < begun_anew < sum(died[5:])


def test_a_full_disk_leaves_no_file(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = os.fsync, [3]

    def full(handle: int) -> None:
        left[0] -= 1
        if not left[0]:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        restore(saved, tmp_path / "new")
    monkeypatch.undo()
    restore(saved, tmp_path / "new")
