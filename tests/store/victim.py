"""Run by test_kill.py as a process of its own: it forks writers of a store and kills each with SIGKILL.

A job says which home (a copy of which other one), which deeds, and when to die: at a numbered point (before every
fsync, rename and commit, and after the last) or after a number of seconds. The writer notes each deed that it finished
in its log.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401  # once here, so that the writers need not, each for itself
from sqlalchemy.engine.default import DefaultDialect

from metrics.store import StagedFiles, Store

PROJECT = "demo"


def staged(store: Store, files: Path, key: str, recipe: str) -> StagedFiles:
    """Copies of the files that the test has made for an upload and a reading of it."""
    rows, rejects, original = (store.staging_path(end) for end in (".parquet", ".rejects.parquet", ".csv"))
    shutil.copyfile(files / f"{key}.{recipe}.parquet", rows)
    shutil.copyfile(files / f"{key}.{recipe}.rejects.parquet", rejects)
    shutil.copyfile(files / f"{key}.csv", original)
    sha256 = hashlib.sha256(original.read_bytes()).hexdigest()
    facts: dict[str, Any] = {"rows": len(key), "rejected": 1, "duplicates": 0, "mode": "append"}
    facts |= {"first": None, "until": None, "complete_through": None}
    return StagedFiles(PROJECT, "tickets", f"{key}.csv", sha256, recipe, rows, original, rejects, **facts)


def act(store: Store, files: Path, deed: dict[str, str]) -> None:
    """Do one deed; the test knows what each of them must lead to."""
    kind, key, recipe = deed["do"], deed.get("key", ""), deed.get("recipe", "")
    text = (deed.get("text", ""), deed.get("text", ""))
    held = {upload.file_name: upload.id for upload in store.uploads(PROJECT)} if PROJECT in store.projects() else {}
    if kind == "create":
        store.save_definition(PROJECT, *text, actor="victim", expected_revision=None)
    elif kind == "commit":
        store.commit_upload(staged(store, files, key, recipe), actor="victim", definition=text if text[0] else None)
    elif kind == "undo":
        store.undo(held[f"{key}.csv"], actor="victim")
    elif kind == "redo":
        store.redo(held[f"{key}.csv"], actor="victim")
    elif kind == "change":
        rereads = {held[f"{one}.csv"]: staged(store, files, one, recipe) for one in deed["keys"].split()}
        store.change(
            PROJECT, actor="victim", reason=None, text=text[0], digest=text[1], expected_revision=None, rereads=rereads
        )
    elif kind == "seal":
        now = dt.datetime.now(dt.UTC)
        points = key.encode()
        store.seal(PROJECT, "k", actor="v", reason=None, definition_digest="d", points=points, sealed_at=now)
    elif kind == "snapshot":
        revision = store.revision(PROJECT)
        parts = {"headline": key.encode(), "kpi": key.encode() * 1000}
        store.save_snapshot(PROJECT, snapshot_id=key, revision=revision, as_of=None, parts=parts)


def die_at(point: int) -> Callable[[], int]:
    """Count the points where the disk is about to change hands, and die at the given one; returns what counts.

    After one of them is before the next: each state of the disk is met once.
    """
    passed = 0

    def reach() -> int:
        nonlocal passed
        passed += 1
        if passed == point:
            os.kill(os.getpid(), signal.SIGKILL)
        return passed

    def before(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            reach()
            return real(*args, **kwargs)

        return wrapped

    os.fsync, os.replace = before(os.fsync), before(os.replace)
    DefaultDialect.do_commit = before(DefaultDialect.do_commit)  # type: ignore[method-assign]
    return reach


def run(job: dict[str, Any], files: Path) -> None:
    """The writer: does the job's deeds and notes each that is done; at the end, how many points it passed."""
    reach, points = die_at(job.get("point", 0)), 0
    log = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with Store.open(Path(job["home"])) as store:
        for deed in job["deeds"]:
            act(store, files, deed)
            points = reach()
            os.write(log, b"done\n")
    os.write(log, f"points {points}\n".encode())


def main() -> None:
    """Fork a writer for every job of the file named first, in order; prints how each ended."""
    jobs, files = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    for job in jobs:
        if "copy" in job:
            shutil.copytree(job["copy"], job["home"])
        child = os.fork()
        if child == 0:
            try:
                run(job, files)
            except BaseException as error:
                Path(job["log"] + ".error").write_text(f"{type(error).__name__}: {error}")
                os._exit(1)
            os._exit(0)
        if "seconds" in job:
            while not Path(job["log"]).exists():
                time.sleep(0.001)
            time.sleep(job["seconds"])
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
