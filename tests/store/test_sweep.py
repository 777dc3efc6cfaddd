"""Sweeping: only what nobody can need any more, and only after a day."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable

import pytest

from metrics.errors import StoreError
from metrics.store import StagedFiles, Store

Stage = Callable[..., StagedFiles]


def tomorrow() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)


def test_only_old_files_that_no_upload_names_go(demo: Store, stage: Stage) -> None:
    live = demo.commit_upload(stage(demo, content="1"), actor="ana")
    undone = demo.commit_upload(stage(demo, content="2"), actor="ana")
    demo.undo(undone.id, actor="ana")
    staged = stage(demo, content="3")
    half = demo.home / "originals/demo/tickets/u0/half.csv"  # as a process leaves it that dies before its commit
    half.parent.mkdir()
    half.write_text("x")
    orphan = demo.home / "rows/demo/tickets/u0.parquet"
    orphan.write_bytes(b"x")
    spilt = demo.home / "spill" / "duckdb_temp.tmp"
    spilt.parent.mkdir(exist_ok=True)
    spilt.write_bytes(b"x")
    assert demo.sweep() == ()
    swept = demo.sweep(tomorrow())
    assert set(swept) == {half, orphan, spilt, staged.rows_path, staged.original_path, staged.rejects_path}
    assert not any(path.exists() for path in swept)
    assert not half.parent.exists()
    for upload in (live, undone):
        assert upload.rows_path.is_file()
        assert upload.original_path.is_file()
        assert upload.rejects_path is not None
        assert upload.rejects_path.is_file()


def test_rows_that_were_read_again_go_a_day_after_the_change(demo: Store, stage: Stage) -> None:
    upload = demo.commit_upload(stage(demo, content="1"), actor="ana")
    os.utime(upload.rows_path, (0, 0))
    rereads = {upload.id: stage(demo, content="1", recipe="r2")}
    demo.change("demo", actor="o", reason=None, text="v2", digest="d2", expected_revision=None, rereads=rereads)
    assert upload.rows_path.stat().st_mtime > 0
    assert set(demo.sweep(tomorrow())) == {upload.rows_path, upload.rejects_path}
    assert demo.upload(upload.id).rows_path.is_file()


def test_a_staged_copy_that_kept_the_date_of_its_source_is_not_old(demo: Store, stage: Stage) -> None:
    staged = stage(demo)
    os.utime(staged.original_path, (0, 0))  # as shutil.copy2 leaves it
    assert demo.sweep() == ()
    demo.sweep(tomorrow())
    with pytest.raises(StoreError, match="staged file is gone"):
        demo.commit_upload(staged, actor="ana")


def test_staging_names_are_unique_and_stay_in_staging(store: Store) -> None:
    names = {store.staging_path(".parquet") for _ in range(100)}
    assert len(names) == 100
    assert {path.parent for path in names} == {store.home / "staging"}
    assert {path.suffix for path in names} == {".parquet"}
    with pytest.raises(StoreError, match="must not name a folder"):
        store.staging_path("/../x")
