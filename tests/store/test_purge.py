"""Purging: every byte of an upload goes, whatever moment the purge is killed at; what it was and why it went stays."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from metrics.errors import StoreError
from metrics.store import StagedFiles, Store, Upload

Stage = Callable[..., StagedFiles]
ROOT = Path(__file__).resolve().parents[2]
SECRET = "a;b\nAnna Example;2\n"


def holds(home: Path, secret: str = SECRET) -> list[Path]:
    """The files below a folder that hold the secret's bytes."""
    files = (path for path in home.rglob("*") if path.is_file() and not path.name.startswith("catalog.sqlite"))
    return sorted(path for path in files if secret.encode() in path.read_bytes())


@pytest.fixture
def upload(demo: Store, stage: Stage) -> Upload:
    """A live upload that was read again once, with an older reading, a copy in staging and one in the inbox."""
    made = demo.commit_upload(stage(demo, content=SECRET), actor="ana")
    rereads = {made.id: stage(demo, content=SECRET, recipe="r2")}
    demo.change("demo", actor="o", reason=None, text="v2", digest="d2", expected_revision=None, rereads=rereads)
    (demo.home / "staging" / "copy.original").write_text(SECRET)
    done = demo.home / "inbox/demo/tickets/done"
    done.mkdir(parents=True)
    (done / "20250101T000000000000Z_export.csv").write_text(SECRET)
    (done / "20250101T000000000000Z_export.csv.report.txt").write_text("3 rows")
    return demo.upload(made.id)


def test_every_byte_goes_and_its_trace_stays(demo: Store, stage: Stage, upload: Upload) -> None:
    other = demo.commit_upload(stage(demo, content="other"), actor="ana")
    assert len(holds(demo.home)) == 5  # the original, two readings, the copy, the file of the inbox
    revision = demo.revision("demo")
    purged = demo.purge(upload.id, actor="owner", reason="asked by a customer")
    assert purged.state == "purged"
    assert (purged.sha256, purged.rows, purged.rejected) == (upload.sha256, 3, 1)
    assert purged.warnings == ()  # they may quote cells
    assert demo.live("demo")["tickets"] == (other,)
    assert demo.revision("demo") == revision + 1
    assert holds(demo.home) == []
    left = {path.name for path in demo.home.rglob("*") if path.is_file() and upload.id in str(path)}
    assert left == set()
    assert not upload.original_path.parent.exists()
    assert list((demo.home / "inbox/demo/tickets/done").iterdir()) == []
    for path in (other.rows_path, other.original_path, other.rejects_path):
        assert path is not None
        assert path.is_file()
    last = demo.audit("demo")[-1]
    assert (last.actor, last.action, last.subject) == ("owner", "purge", upload.id)
    assert last.detail["reason"] == "asked by a customer"
    assert (last.detail["sha256"], last.detail["rows"], last.detail["before"]) == (upload.sha256, 3, "live")
    (about,) = demo.purged("demo").values()
    assert (about.by, about.reason) == ("owner", "asked by a customer")


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda store, upload: store.undo(upload, actor="a"), "not live but purged"),
        (lambda store, upload: store.redo(upload, actor="a"), "not undone but purged"),
        (lambda store, upload: store.kept_upload(upload), "purged by owner on .*: asked"),
        (lambda store, upload: store.purge(upload, actor="a", reason="again"), "was purged by owner on .*: asked"),
    ],
)
def test_what_is_gone_says_so(demo: Store, stage: Stage, act: Callable[[Store, str], object], says: str) -> None:
    made = demo.commit_upload(stage(demo), actor="ana")
    demo.purge(made.id, actor="owner", reason="asked")
    before = len(demo.audit())
    with pytest.raises(StoreError, match=says):
        act(demo, made.id)
    assert len(demo.audit()) == before


def test_an_undone_upload_can_be_purged_and_nothing_without_a_reason_or_by_half_an_id(
    demo: Store, stage: Stage
) -> None:
    made = demo.commit_upload(stage(demo), actor="ana")
    demo.undo(made.id, actor="ana")
    for upload, reason, says in ((made.id, " ", "No reason"), (made.id[:-1], "r", "beginning"), ("u0", "r", "no such")):
        with pytest.raises(StoreError, match=says):
            demo.purge(upload, actor="ana", reason=reason)
    assert made.original_path.is_file()
    demo.purge(made.id.upper(), actor="ana", reason="r")
    assert not made.original_path.exists()


def test_the_same_bytes_come_again_as_a_new_upload(demo: Store, stage: Stage) -> None:
    first = demo.commit_upload(stage(demo), actor="ana")
    demo.purge(first.id, actor="owner", reason="r")
    second = demo.commit_upload(stage(demo), actor="ana")
    assert second.id != first.id
    assert (second.seq, second.state) == (2, "live")
    assert second.rows_path.is_file()
    assert demo.sweep(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)) == ()
    assert demo.find_upload("demo", "tickets", first.sha256, "r1") == second


def test_a_reading_under_way_cannot_bring_it_back(demo: Store, stage: Stage) -> None:
    made = demo.commit_upload(stage(demo, content=SECRET), actor="ana")
    again = {made.id: stage(demo, content=SECRET, recipe="r2")}
    demo.purge(made.id, actor="owner", reason="r")
    with pytest.raises(StoreError, match=r"purged meanwhile|staged file is gone"):
        demo.change("demo", actor="o", reason=None, text="v2", digest="d2", expected_revision=None, rereads=again)
    assert demo.upload(made.id).state == "purged"
    assert list((demo.home / "rows/demo/tickets").iterdir()) == []


VICTIM = """
import os, signal, sys
from pathlib import Path
from metrics.store import Store
real, passed, last = os.unlink, 0, int(sys.argv[3])
def unlink(*args, **kwargs):
    global passed
    if passed == last:
        os.kill(os.getpid(), signal.SIGKILL)
    passed += 1
    real(*args, **kwargs)
os.unlink = unlink
with Store.open(Path(sys.argv[1])) as store:
    store.purge(sys.argv[2], actor="owner", reason="asked")
"""


@pytest.mark.kill
@pytest.mark.parametrize("after", [0, 3, 7])
def test_killed_between_catalogue_and_files_the_next_opening_finishes(
    demo: Store, upload: Upload, tmp_path: Path, after: int
) -> None:
    """Eight files: the copy and what the inbox keeps, the older reading, the present one, the original last."""
    files = [path for path in demo.home.rglob("*") if path.is_file() and holds_any(path, upload)]
    assert len(files) == 8  # original, two readings of rows and rejects, the copy, the inbox's file and report
    demo.close()
    died = subprocess.run([sys.executable, "-c", VICTIM, str(demo.home), upload.id, str(after)], cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    home = tmp_path / "opened"
    shutil.copytree(demo.home, home)
    if after < 4:
        assert holds(home)
    with Store.open(home) as opened:
        assert opened.upload(upload.id).state == "purged"
        assert holds(home) == []
        assert not [path for path in home.rglob("*") if path.is_file() and upload.id in str(path)]
    with Store.open(demo.home) as opened:
        assert opened.sweep() == ()  # opening has erased it all


def holds_any(path: Path, upload: Upload) -> bool:
    return upload.id in str(path) or path.name == "copy.original" or "_export.csv" in path.name


def test_a_sweep_finishes_what_another_process_left(demo: Store, stage: Stage) -> None:
    made = demo.commit_upload(stage(demo, content=SECRET), actor="ana")
    aside = demo.home.parent / "aside.csv"
    shutil.copy(made.original_path, aside)
    demo.purge(made.id, actor="owner", reason="r")
    made.original_path.parent.mkdir()
    shutil.copy(aside, made.original_path)  # as a purge leaves it that dies before the last file
    late = demo.home / f"rows/demo/tickets/{made.id}.0a1b2c3d.parquet"
    late.write_bytes(b"x")
    assert set(demo.sweep()) == {made.original_path, late}
    assert holds(demo.home) == []
