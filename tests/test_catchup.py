"""A snapshot that lags is taken by the worker, once, and a failure is not repeated for ever."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions, catchup, worker
from metrics.store import Store
from tests.cli.conftest import CLAIM
from tests.test_api import DEFINITION, table
from tests.visits import visit


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened
    worker.stop()


def test_a_commit_without_its_snapshot_is_healed(store: Store) -> None:
    actions.apply(visit(store, "ana"), CLAIM)
    text = CLAIM.replace("target = -0.4", "target = -0.3")
    digest = actions.check(text)
    from metrics import definition

    store.save_definition("claim", text, definition.digest(digest), actor="ana", reason=None, expected_revision=None)
    assert [head.stale for head in actions.portfolio(visit(store))] == [
        True
    ]  # as after a kill between commit and snapshot
    assert catchup.catch_up(store) == ("A claim",)
    for _ in range(200):
        if not catchup.catch_up(store):
            break
        time.sleep(0.1)
    assert [head.stale for head in actions.portfolio(visit(store))] == [False]


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("America/New_York", "2024-10-01T03:59", "2024-10-01T04:00"),
        ("Asia/Tokyo", "2024-09-30T14:59", "2024-09-30T15:00"),
    ],
)
def test_a_period_ends_where_the_project_is(store: Store, tmp_path: Path, zone: str, before: str, after: str) -> None:
    """Judged elsewhere, a page would say for hours that it recalculates, or not recalculate at all."""
    text = DEFINITION.replace("launch =", f'timezone = "{zone}"\nlaunch =')
    actions.apply(visit(store, "ana"), text)
    (tmp_path / "a.csv").write_bytes(table(0, 300))
    written, ended = (dt.datetime.fromisoformat(f"{at}+00:00") for at in (before, after))
    actions.take(visit(store, "ana"), "claim", "tickets", tmp_path / "a.csv", None, more_follow=True)
    standing = actions.refresh(store, "claim", dt.datetime(2024, 9, 10, tzinfo=dt.UTC))
    assert [head.stale for head in actions.portfolio(visit(store), written)] == [False]
    assert actions.refresh(store, "claim", written).id == standing.id
    assert [head.stale for head in actions.portfolio(visit(store), ended)] == [True]
    assert actions.refresh(store, "claim", ended).id != standing.id
