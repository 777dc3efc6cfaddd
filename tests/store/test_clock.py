"""The system's clock is set back, or was far ahead: order, seals, snapshots and sweeps go by what happened."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable

import pytest

from metrics.store import StagedFiles, Store, audit, commits, definitions, snapshots, sweep

Stage = Callable[..., StagedFiles]


def set_clock(monkeypatch: pytest.MonkeyPatch, days: float) -> dt.datetime:
    """Every clock that the store asks, so many days from now."""
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    seconds = time.time() + days * 86400
    for module in (audit, commits, definitions, snapshots, sweep):
        monkeypatch.setattr(module, "now", lambda: moment)
    monkeypatch.setattr(commits.time, "time", lambda: seconds)
    return moment


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps(demo: Store, stage: Stage, monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    first = demo.commit_upload(stage(demo, "before"), actor="ana")
    demo.save_snapshot("demo", snapshot_id="before", revision=2, as_of=None, parts={"headline": b"1"})
    moment = set_clock(monkeypatch, days)
    waiting = stage(demo, "waiting")  # its file is written by the real clock: it looks new, or a year old
    second = demo.commit_upload(stage(demo, "after"), actor="ben")
    demo.undo(first.id, actor="ben")
    points = b"[1]"
    for actor in ("early", "late"):
        demo.seal("demo", "k", actor=actor, reason="r", definition_digest="d", points=points, sealed_at=moment)
        moment -= dt.timedelta(days=1)
    demo.save_snapshot("demo", snapshot_id="after", revision=6, as_of=None, parts={"headline": b"2"})

    assert [(one.seq, one.id) for one in demo.uploads("demo")] == [(1, first.id), (2, second.id)]
    assert [row.action for row in demo.audit()] == [
        "create",
        "upload",
        "snapshot",
        "upload",
        "undo",
        *["seal"] * 2,
        "snapshot",
    ]
    latest = demo.latest_snapshot("demo")
    assert latest is not None
    assert (latest.id, latest.revision) == ("after", 6)
    assert demo.seals("demo")["k"].sealed_by == "late"
    if days < 0:  # nothing is taken for old
        assert demo.sweep() == ()
        demo.commit_upload(waiting, actor="ana")
    else:  # a day has passed as far as anybody can tell: the staged file goes, what the catalogue names stays
        assert waiting.rows_path in demo.sweep()
    assert all(one.rows_path.is_file() and one.original_path.is_file() for one in demo.uploads("demo"))


def test_files_of_the_future_are_swept_once_their_day_has_passed(demo: Store) -> None:
    """Written while the clock was ahead: kept for longer, never for ever."""
    path = demo.staging_path(".csv")
    path.write_text("x")
    ahead = time.time() + 10 * 86400
    os.utime(path, (ahead, ahead))
    assert demo.sweep(dt.datetime.now(dt.UTC) + dt.timedelta(days=5)) == ()
    assert demo.sweep(dt.datetime.now(dt.UTC) + dt.timedelta(days=12)) == (path,)
