"""A snapshot that lags is taken by the worker, once, and a failure is not repeated for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions, catchup, worker
from metrics.store import Store
from tests.cli.conftest import CLAIM


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened
    worker.stop()


def test_a_commit_without_its_snapshot_is_healed(store: Store) -> None:
    actions.apply(store, CLAIM, "ana")
    text = CLAIM.replace("target = -0.4", "target = -0.3")
    digest = actions.check(text)
    from metrics import definition

    store.save_definition("claim", text, definition.digest(digest), actor="ana", reason=None, expected_revision=None)
    assert [head.stale for head in actions.portfolio(store)] == [True]  # as after a kill between commit and snapshot
    assert catchup.catch_up(store) == ("A claim",)
    for _ in range(200):
        if not catchup.catch_up(store):
            break
        time.sleep(0.1)
    assert [head.stale for head in actions.portfolio(store)] == [False]
