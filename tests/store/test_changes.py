"""A definition change with re-read rows: all of it or nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pyarrow.parquet as pq
import pytest

from metrics.errors import StoreError
from metrics.store import StagedFiles, Store, Upload

Stage = Callable[..., StagedFiles]


def read(upload: Upload) -> set[str]:
    return set(pq.read_table(upload.rows_path)["of"].to_pylist())


def change(store: Store, rereads: dict[str, StagedFiles], expected: int | None = None) -> int:
    return store.change(
        "demo", actor="owner", reason="day first", text="v2", digest="d2", expected_revision=expected, rereads=rereads
    )


def test_rows_are_replaced_under_the_same_id_and_order(demo: Store, stage: Stage) -> None:
    one = demo.commit_upload(stage(demo, content="1"), actor="ana")
    two = demo.commit_upload(stage(demo, content="2"), actor="ana")
    old_rows = one.rows_path
    assert change(demo, {one.id: stage(demo, content="1", recipe="r2", rows=9, rejects=False)}, expected=3) == 4
    now = demo.upload(one.id)
    assert (now.seq, now.rows, now.rejected, now.recipe_hash, now.state) == (1, 9, 0, "r2", "live")
    assert (read(now), now.rejects_path) == ({"1|r2"}, None)
    assert now.original_path == one.original_path
    assert now.original_path.read_text() == "1"
    assert old_rows.exists()  # a computation that began on it may finish; the sweep takes it later
    assert demo.upload(two.id) == two
    saved = demo.definition("demo")
    assert (saved.text, saved.revision, saved.reason) == ("v2", 4, "day first")
    assert demo.audit("demo")[-1].detail["reread"] == [one.id]
    assert list((demo.home / "staging").iterdir()) == []
    assert demo.find_upload("demo", "tickets", one.sha256, "r1") is None


def test_rows_can_be_read_again_and_again_and_while_undone(demo: Store, stage: Stage) -> None:
    upload = demo.commit_upload(stage(demo, content="1"), actor="ana")
    demo.undo(upload.id, actor="ana")
    for recipe in ("r2", "r3"):
        change(demo, {upload.id: stage(demo, content="1", recipe=recipe)})
        assert (demo.upload(upload.id).state, read(demo.upload(upload.id))) == ("undone", {f"1|{recipe}"})
    assert read(demo.redo(upload.id, actor="ana")) == {"1|r3"}


@pytest.mark.parametrize("wrong", ["stale", "other bytes", "gone", "other project", "unknown"])
def test_a_change_that_cannot_be_whole_changes_nothing(demo: Store, stage: Stage, wrong: str) -> None:
    one = demo.commit_upload(stage(demo, content="1"), actor="ana")
    two = demo.commit_upload(stage(demo, content="2"), actor="ana")
    rereads = {one.id: stage(demo, content="1", recipe="r2"), two.id: stage(demo, content="2", recipe="r2")}
    expected = 2 if wrong == "stale" else 3
    if wrong == "other bytes":
        rereads[two.id] = stage(demo, content="3", recipe="r2")
    if wrong == "gone":
        rereads[two.id].rows_path.unlink()
    if wrong == "other project":
        rereads[two.id] = dataclasses.replace(rereads[two.id], project="else")
    if wrong == "unknown":
        rereads["u0"] = stage(demo, content="1", recipe="r2")
    with pytest.raises(StoreError):
        change(demo, rereads, expected)
    assert (demo.revision("demo"), demo.definition("demo").text) == (3, "v1")
    assert demo.live("demo") == {"tickets": (one, two)}
    assert (read(one), read(two)) == ({"1|r1"}, {"2|r1"})


def test_two_live_uploads_of_one_file_cannot_become_the_same(demo: Store, stage: Stage) -> None:
    one = demo.commit_upload(stage(demo, recipe="r1"), actor="ana")
    two = demo.commit_upload(stage(demo, recipe="r2"), actor="ana")
    both = {one.id: stage(demo, recipe="r3"), two.id: stage(demo, recipe="r3")}
    with pytest.raises(StoreError, match="same file and would now be read in the same way"):
        change(demo, both)
    assert demo.live("demo") == {"tickets": (one, two)}
    swapped = {one.id: stage(demo, recipe="r2"), two.id: stage(demo, recipe="r1")}
    change(demo, swapped)
    assert [upload.recipe_hash for upload in demo.live("demo")["tickets"]] == ["r2", "r1"]


def test_redo_is_refused_while_the_same_reading_is_live_under_another_id(demo: Store, stage: Stage) -> None:
    one = demo.commit_upload(stage(demo, recipe="r1"), actor="ana")
    demo.undo(one.id, actor="ana")
    two = demo.commit_upload(stage(demo, recipe="r2"), actor="ana")
    change(demo, {two.id: stage(demo, recipe="r1")})
    assert demo.find_upload("demo", "tickets", one.sha256, "r1") == demo.upload(two.id)
    with pytest.raises(StoreError, match=f"live as upload {two.id}"):
        demo.redo(one.id, actor="ana")
    demo.undo(two.id, actor="ana")
    assert demo.redo(one.id, actor="ana").state == "live"
