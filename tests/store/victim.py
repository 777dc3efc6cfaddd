"""Run by test_kill.py as a process of its own: it forks writers of a store and kills each with SIGKILL.

A job says which home (a copy of which other one), which deeds, and when to die: at a numbered point (before every
fsync, rename and commit, and after the last) or some `seconds` after so many deeds. The writer notes each deed that it
finished in its log.
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
import apprise  # noqa: F401
from sqlalchemy.engine.default import DefaultDialect

from metrics import watch
from metrics.store import Alert, Delivery, StagedFiles, Step, Store
from metrics.watch.receivers import VARIABLE

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


Deed = dict[str, str]


def _held(store: Store) -> dict[str, str]:
    """The uploads' ids by the key that their file is named after."""
    return {upload.file_name.removesuffix(".csv"): upload.id for upload in store.uploads(PROJECT)}


def _text(deed: Deed) -> tuple[str, str]:
    return deed.get("text", ""), deed.get("text", "")


def create(store: Store, _: Path, deed: Deed) -> None:
    store.save_definition(PROJECT, *_text(deed), actor="victim", expected_revision=None)


def commit(store: Store, files: Path, deed: Deed) -> None:
    text = _text(deed)
    files_of = staged(store, files, deed["key"], deed["recipe"])
    store.commit_upload(files_of, actor="victim", definition=text if text[0] else None)


def undo(store: Store, _: Path, deed: Deed) -> None:
    store.undo(_held(store)[deed["key"]], actor="victim")


def redo(store: Store, _: Path, deed: Deed) -> None:
    store.redo(_held(store)[deed["key"]], actor="victim")


def change(store: Store, files: Path, deed: Deed) -> None:
    held, (text, digest) = _held(store), _text(deed)
    rereads = {held[one]: staged(store, files, one, deed["recipe"]) for one in deed["keys"].split()}
    more: dict[str, Any] = {"reason": None, "expected_revision": None}
    store.change(PROJECT, actor="victim", text=text, digest=digest, rereads=rereads, **more)


def reread(store: Store, files: Path, deed: Deed) -> None:
    files_of = staged(store, files, deed["key"], deed["recipe"])
    store.reread(_held(store)[deed["key"]], files_of, actor="victim", reason="damaged")


def seal(store: Store, _: Path, deed: Deed) -> None:
    now, points = dt.datetime.now(dt.UTC), deed["key"].encode()
    store.seal(PROJECT, "k", actor="v", reason=None, definition_digest="d", points=points, sealed_at=now)


def close(store: Store, _: Path, deed: Deed) -> None:
    month, figures = dt.date(2000 + int(deed["key"]), 1, 1), json.dumps({"key": deed["key"]}).encode()
    booked: dict[str, Any] = {"snapshot": "s", "revision": store.revision(PROJECT), "figures": figures}
    store.close_month(PROJECT, month, actor="victim", comment="reviewed", told={}, **booked)


def snapshot(store: Store, _: Path, deed: Deed) -> None:
    key, revision = deed["key"], store.revision(PROJECT)
    parts = {"headline": key.encode(), "kpi": key.encode() * 1000}
    store.save_snapshot(PROJECT, snapshot_id=key, revision=revision, as_of=None, parts=parts)


def backup(store: Store, files: Path, deed: Deed) -> None:
    store.backup(files / f"{os.getpid()}-{deed['key']}.tar.zst")


def fire(store: Store, _: Path, deed: Deed) -> None:
    key, now = deed["key"], dt.datetime.now(dt.UTC)
    told = {"project": PROJECT, "about": key, "title": key, "text": key}
    alert = Alert(id=f"alert {key}", rule="r", key=key, detail={}, snapshot="s", fired_at=now, judged_at=now, **told)
    message = Delivery(
        id=f"message-{key}", alert=alert.id, receiver="hook", kind="fired", made_at=now, next_try_at=now, **told
    )
    at: dict[str, Any] = {"snapshot": "s", "revision": store.revision(PROJECT), "day": now.date(), "actor": "victim"}
    store.watch(PROJECT, lambda _: Step(opened=(alert,), queued=(message,)), **at)


def deliver(store: Store, _: Path, deed: Deed) -> None:
    for thread in watch.deliver(store):
        thread.join()


# What may be done to a store. Another deed: a function here, what it must lead to in test_kill.Kept.after, a wish for
# it in test_kill.random_deeds, and in test_kill.found whatever it keeps that is not looked at yet.
ACTS: dict[str, Callable[[Store, Path, Deed], None]] = {
    act.__name__: act
    for act in (create, commit, undo, redo, change, reread, seal, close, snapshot, backup, fire, deliver)
}


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
    os.environ[VARIABLE] = job.get("receivers", "")
    log = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with Store.open(Path(job["home"])) as store:
        for deed in job["deeds"]:
            ACTS[deed["do"]](store, files, deed)
            points = reach()
            os.write(log, b"done\n")
    os.write(log, f"points {points}\n".encode())


def _wait_for(log: Path, deeds: int, child: int) -> None:
    """Until so many deeds are done, or the writer has ended: moments that do not depend on the machine's speed."""
    while not (log.exists() and log.read_bytes().count(b"done") >= deeds):
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return
        time.sleep(0.001)


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
        if "after" in job:
            _wait_for(Path(job["log"]), job["after"], child)
            time.sleep(job["seconds"])
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
