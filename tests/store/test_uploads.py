"""Uploads: committed once, undone, redone, found by the beginning of their id."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from metrics.errors import StoreError
from metrics.results import Warn
from metrics.store import StagedFiles, Store

Stage = Callable[..., StagedFiles]


def staging(store: Store) -> list[Path]:
    return list((store.home / "staging").iterdir())


def test_a_commit_moves_the_files_and_says_all_that_it_knows(demo: Store, stage: Stage) -> None:
    staged = stage(demo, content="x;y\n", rows=5, file_name="März 2025.csv")
    upload = demo.commit_upload(staged, actor="ana", expected_revision=1)
    assert (upload.project, upload.dataset, upload.seq, upload.state) == ("demo", "tickets", 1, "live")
    assert (upload.rows, upload.rejected, upload.duplicates, upload.mode) == (5, 1, 2, "upsert")
    assert (upload.first, upload.until, upload.complete_through) == (dt.date(2025, 1, 1), dt.date(2025, 2, 1), None)
    assert upload.warnings == (Warn(kind="edge", text="ends early", from_=dt.date(2025, 1, 30)),)
    assert (upload.file_name, upload.uploaded_by, upload.uploaded_at.tzinfo) == ("März 2025.csv", "ana", dt.UTC)
    for kind, path in (("rows", upload.rows_path), ("rejects", upload.rejects_path)):
        assert path is not None
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        assert path == demo.home / kind / "demo/tickets" / f"{upload.id}.{sha256[:32]}.parquet"
    assert upload.original_path == demo.home / "originals/demo/tickets" / upload.id / "März 2025.csv"
    assert pq.read_table(upload.rows_path)["of"].to_pylist() == ["x;y\n|r1"] * 5
    assert pq.read_table(upload.rejects_path)["reason"].to_pylist() == ["not a date"]
    assert upload.original_path.read_text() == "x;y\n"
    assert staging(demo) == []
    assert demo.revision("demo") == 2
    assert demo.upload(upload.id) == upload
    assert demo.live("demo") == {"tickets": (upload,)}
    last = demo.audit("demo")[-1]
    assert (last.actor, last.action, last.subject, last.detail["rows"]) == ("ana", "upload", upload.id, 5)


def test_the_same_bytes_read_in_the_same_way_are_kept_once(demo: Store, stage: Stage) -> None:
    first = demo.commit_upload(stage(demo), actor="ana")
    again = demo.commit_upload(stage(demo), actor="ben", expected_revision=1)
    assert again == first
    assert (demo.revision("demo"), len(demo.uploads("demo")), len(demo.audit("demo"))) == (2, 1, 2)
    assert staging(demo) == []
    other = demo.commit_upload(stage(demo, recipe="r2"), actor="ana")
    assert (other.seq, other.id != first.id) == (2, True)
    assert demo.find_upload("demo", "tickets", first.sha256, "r1") == first
    assert demo.find_upload("demo", "tickets", first.sha256, "r3") is None


def test_an_undone_upload_that_is_uploaded_again_becomes_live_in_its_old_place(demo: Store, stage: Stage) -> None:
    first = demo.commit_upload(stage(demo), actor="ana")
    second = demo.commit_upload(stage(demo, content="other"), actor="ana")
    demo.undo(first.id, actor="ana")
    assert demo.live("demo") == {"tickets": (second,)}
    assert demo.commit_upload(stage(demo), actor="ben") == first
    assert demo.live("demo") == {"tickets": (first, second)}
    assert (demo.revision("demo"), staging(demo)) == (5, [])
    assert demo.audit("demo")[-1].detail["again"] is True


def test_undo_and_redo_keep_the_order_and_refuse_the_wrong_state(demo: Store, stage: Stage) -> None:
    uploads = [demo.commit_upload(stage(demo, content=str(number)), actor="ana") for number in range(3)]
    assert [upload.seq for upload in uploads] == [1, 2, 3]
    middle = uploads[1].id
    with pytest.raises(StoreError, match="is not undone but live"):
        demo.redo(middle, actor="ana")
    assert demo.undo(middle, actor="ben") == dataclasses.replace(uploads[1], state="undone")
    with pytest.raises(StoreError, match=r"is not live but undone.*Redo"):
        demo.undo(middle, actor="ben")
    assert demo.revision("demo") == 5
    assert demo.redo(middle, actor="ben") == uploads[1]
    assert demo.live("demo") == {"tickets": tuple(uploads)}
    assert demo.uploads("demo", "tickets") == tuple(uploads)
    assert demo.uploads("demo", "other") == ()
    assert [(row.actor, row.action) for row in demo.audit("demo")[-2:]] == [("ben", "undo"), ("ben", "redo")]


def test_redo_is_refused_when_the_rows_are_gone(demo: Store, stage: Stage) -> None:
    upload = demo.commit_upload(stage(demo), actor="ana")
    demo.undo(upload.id, actor="ana")
    upload.rows_path.unlink()
    with pytest.raises(StoreError, match=r"rows of upload .* are missing"):
        demo.redo(upload.id, actor="ana")
    assert demo.upload(upload.id).state == "undone"


def test_an_upload_is_found_by_the_beginning_of_its_id(demo: Store, stage: Stage) -> None:
    one = demo.commit_upload(stage(demo, content="1"), actor="ana")
    assert demo.upload(one.id[:4]) == one
    assert demo.upload(one.id.upper()) == one
    two = demo.commit_upload(stage(demo, content="2"), actor="ana")
    with pytest.raises(StoreError, match="Several uploads begin like that") as several:
        demo.upload("u")
    assert one.id in str(several.value)
    assert two.id in str(several.value)
    for wrong in ("", "u_", "%", "nothing"):
        with pytest.raises(StoreError, match="no such upload"):
            demo.upload(wrong)


def test_a_definition_saved_with_an_upload_is_one_step(demo: Store, stage: Stage) -> None:
    upload = demo.commit_upload(stage(demo), actor="ana", expected_revision=1, definition=("v2", "digest-2"))
    saved = demo.definition("demo")
    assert (saved.text, saved.revision, saved.saved_by) == ("v2", 2, "ana")
    assert demo.revision("demo") == 2
    assert demo.commit_upload(stage(demo), actor="ana", definition=("v3", "digest-3")) == upload
    assert (demo.definition("demo").text, demo.revision("demo")) == ("v3", 3)


def test_a_commit_on_a_stale_revision_changes_nothing(demo: Store, stage: Stage) -> None:
    demo.commit_upload(stage(demo), actor="ana")
    staged = stage(demo, content="late")
    with pytest.raises(StoreError, match="at revision 2, but this was prepared on revision 1"):
        demo.commit_upload(staged, actor="ben", expected_revision=1, definition=("v9", "d9"))
    assert (demo.revision("demo"), len(demo.uploads("demo")), demo.definition("demo").text) == (2, 1, "v1")
    assert staged.rows_path.exists()
    assert demo.commit_upload(staged, actor="ben", expected_revision=2).seq == 2


def test_files_that_are_gone_or_elsewhere_or_of_no_project_are_refused(
    demo: Store, stage: Stage, tmp_path: Path
) -> None:
    gone = stage(demo)
    gone.original_path.unlink()
    with pytest.raises(StoreError, match=r"staged file is gone.*upload the file again"):
        demo.commit_upload(gone, actor="ana")
    outside = tmp_path / "mine.csv"
    outside.write_text("x")
    with pytest.raises(StoreError, match="outside the store's staging folder"):
        demo.commit_upload(dataclasses.replace(stage(demo), original_path=outside), actor="ana")
    with pytest.raises(StoreError, match="There is no project 'nobody'"):
        demo.commit_upload(stage(demo, project="nobody"), actor="ana")
    with pytest.raises(StoreError, match="cannot be a folder"):
        demo.commit_upload(stage(demo, dataset="../up"), actor="ana")
    assert (demo.uploads("demo"), demo.revision("demo"), outside.read_text()) == ((), 1, "x")
    assert [path for path in (demo.home / "rows").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\exports\\june.csv", "june.csv"),
        ("..", "file"),
        ("a\nb\0c:d.csv", "a_b_c_d.csv"),
        ("bad\udcff.csv", "bad_.csv"),
        ("é" * 300 + ".csv.gz", "é" * 98 + ".gz"),
    ],
)
def test_a_strange_file_name_stays_in_its_folder(demo: Store, stage: Stage, name: str, kept: str) -> None:
    upload = demo.commit_upload(stage(demo, file_name=name), actor="ana")
    assert upload.original_path == demo.home / "originals/demo/tickets" / upload.id / kept
    assert upload.original_path.is_file()
