"""The catalogue's file: durable settings, what goes to the disk before what, and failures told plainly."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, text

from metrics.errors import StoreError
from metrics.store import StagedFiles, Store, database, default_home

Stage = Callable[..., StagedFiles]


def test_the_settings_that_durability_rests_on(store: Store) -> None:
    for transaction in (store.read, store.write):
        with transaction() as con:
            asked = {name: con.exec_driver_sql(f"pragma {name}").scalar() for name in ("journal_mode", "synchronous")}
            assert asked == {"journal_mode": "wal", "synchronous": 2}  # 2 is FULL
            assert con.exec_driver_sql("pragma foreign_keys").scalar() == 1
            assert con.exec_driver_sql("pragma busy_timeout").scalar() == 1000 * database.BUSY_SECONDS


def test_bytes_reach_the_disk_before_their_names_and_names_before_the_row(
    demo: Store, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = stage(demo)
    done: list[tuple[str, str]] = []
    sync, replace = os.fsync, os.replace

    def noted_sync(handle: int) -> None:
        sync(handle)
        done.append(("sync", os.path.relpath(os.readlink(f"/proc/self/fd/{handle}"), demo.home)))

    def noted_replace(source: Path, target: Path) -> None:
        replace(source, target)
        done.append(("move", os.path.relpath(target, demo.home)))

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "replace", noted_replace)
    event.listen(demo._engine, "commit", lambda _con: done.append(("commit", "")))
    upload = demo.commit_upload(staged, actor="ana")

    assert [deed for deed, _ in done].count("commit") == 1
    assert done[-1][0] == "commit"
    for source, target in (
        (staged.rows_path, upload.rows_path),
        (staged.rejects_path, upload.rejects_path),
        (staged.original_path, upload.original_path),
    ):
        assert source is not None
        assert target is not None
        moved = done.index(("move", str(target.relative_to(demo.home))))
        assert done.index(("sync", str(source.relative_to(demo.home)))) < moved
        for folder in list(target.relative_to(demo.home).parents)[:-1]:  # every folder that got a new name
            assert ("sync", str(folder)) in done[moved:]


def test_what_a_reader_sees_stays_the_same_while_others_write(demo: Store) -> None:
    with demo.read() as con:
        before = con.execute(text("select revision from projects")).scalar()
        with Store.open(demo.home) as other:
            other.save_definition("demo", "v2", "d2", actor="ben", expected_revision=1)
        assert con.execute(text("select revision from projects")).scalar() == before == 1
    assert demo.revision("demo") == 2


def test_threads_share_one_store(demo: Store, stage: Stage) -> None:
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(3):
                demo.commit_upload(stage(demo, content=f"{number} {turn}"), actor=f"a{number}")
                assert demo.live("demo")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [upload.seq for upload in demo.uploads("demo")] == list(range(1, 25))
    assert demo.revision("demo") == 25


def test_the_home_is_the_argument_or_the_variable_or_the_checkout_never_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROVEOUT_HOME", raising=False)
    assert default_home() == Path(database.__file__).resolve().parents[2] / "data" / "store"
    monkeypatch.setenv("PROVEOUT_HOME", str(tmp_path / "named"))
    with Store.open() as store:
        assert store.home == tmp_path / "named"
    with Store.open(Path("given")) as store:
        assert store.home == tmp_path / "given"


def test_failures_are_told_with_the_file_and_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"A file could not be used.*folder can be written"):
        Store.open(tmp_path / "file")
    home = tmp_path / "home"
    Store.open(home).close()
    (home / "catalog.sqlite").write_bytes(b"not a database at all" * 500)
    with pytest.raises(StoreError, match=r"catalog\.sqlite.*not a database.*restore the last backup"):
        Store.open(home)


def test_a_lock_that_stays_is_told(demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with Store.open(demo.home) as other:
        blocker = sqlite3.connect(demo.home / "catalog.sqlite", isolation_level=None)
        blocker.execute("begin immediate")
        assert other.projects() == ("demo",)  # readers do not wait
        with pytest.raises(StoreError, match=r"Another process has been writing.*try again"):
            other.save_definition("demo", "v2", "d2", actor="ben", expected_revision=1)
        blocker.close()
