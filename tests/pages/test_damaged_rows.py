"""A file of rows that is damaged: its project shows the last good results and says what to do, the others work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions, catchup, worker
from tests.pages.example_store import Keeper, page, text
from tests.test_api import DEFINITION, table
from tests.visits import visit


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    yield
    worker.stop()


def test_the_last_good_results_stand_and_the_upload_is_named(empty_store: Keeper, tmp_path: Path) -> None:
    store, ids = actions.store(), {}
    here = visit(store)
    for project in ("claim", "other"):
        actions.apply(here, DEFINITION.replace('"claim"', f'"{project}"'))
        (tmp_path / "a.csv").write_bytes(table(0, 300))
        taken = actions.take(here, project, "tickets", tmp_path / "a.csv", None)
        assert taken.upload is not None
        ids[project] = taken.upload
    figures = actions.kpi(here, "claim", "tickets", "month").points
    rows = ids["claim"].rows_path
    data = bytearray(rows.read_bytes())
    data[len(data) // 3] ^= 1
    rows.write_bytes(data)
    for project in ids:
        (tmp_path / "b.csv").write_bytes(table(300, 10))
        actions.take(here, project, "tickets", tmp_path / "b.csv", None, more_follow=True)

    actions.refresh(store, "other")
    deadline = time.monotonic() + 100
    while catchup.catch_up(store):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    told = text(page("project", project="claim"))
    assert "last good results" in told
    assert ids["claim"].id in told
    assert "proveout reread" in told
    assert actions.kpi(here, "claim", "tickets", "month").points == figures
    assert "last good results" not in text(page("project", project="other"))
    actions.reread(here, ids["claim"].id, "flipped bit")
    assert "last good results" not in text(page("project", project="claim"))
