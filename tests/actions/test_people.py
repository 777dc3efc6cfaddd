"""Roles limited to segments: only to such as the project has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions
from metrics.errors import StoreError
from metrics.store import Store
from tests.visits import visit

TEXT = """
[project]
id = "p"
launch = 2025-01-01
[dataset.d]
shape = "events"
time = "day"
id = "id"
columns = { channel = "text", team = "text" }
[kpi.calls]
dataset = "d"
measure = "count(*)"
better = "lower"
segments = ["channel"]
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened, "olga@example.com"), TEXT)
        yield opened


def limit(store: Store, *segments: str) -> tuple[str, ...]:
    return actions.grant(visit(store), "p", "v@example.com", "viewer", segments).segments


def test_a_column_that_breaks_no_kpi_down_limits_nobody(store: Store) -> None:
    with pytest.raises(StoreError, match=r"no KPI is broken down by 'regoin'.*Columns with segments: channel"):
        limit(store, "channel=chat", "regoin=north")
    with pytest.raises(StoreError, match="broken down by 'team'"):
        limit(store, "team=a")
    assert store.grants("p") == ()
    assert limit(store, "channel=chat") == ("channel=chat",)  # before there are data every value may come


def test_a_value_that_no_figure_has_is_told_with_those_there_are(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    days = [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    lines = [f"{n},{day},{('chat', 'e-mail')[n % 2]},a\n" for n, day in enumerate(days)]
    file.write_text("id,day,channel,team\n" + "".join(lines))
    actions.commit(visit(store), actions.stage(visit(store), "p", "d", file))
    with pytest.raises(StoreError, match=r"no KPI has figures of this segment.*channel=chat, channel=e-mail"):
        limit(store, "channel=email")
    assert limit(store, "channel=e-mail") == ("channel=e-mail",)
    assert limit(store) == ()
