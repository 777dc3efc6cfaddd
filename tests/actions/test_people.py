"""Roles limited to segments: only to such as the project has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions
from metrics.errors import StoreError
from metrics.store import Role, Store
from tests.visits import logged_in, visit

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


def test_a_name_is_doubted_that_is_neither_a_whole_address_nor_known(store: Store) -> None:
    asks = visit(store)
    assert actions.doubted(asks, "vera@example").startswith("Nobody has logged in as vera@example yet")
    for subject in ("Vera@Example.com", "v.m+x@sub.exämple.museum", "example.com", "groups=controlling"):
        assert actions.doubted(asks, subject) == "", subject
    assert actions.doubted(asks, "vera@10.0.0.5")
    actions.signed_in(logged_in(store, "vera@example"))
    assert actions.doubted(asks, "vera@example") == ""


def test_what_now_is_so_counts_every_role(store: Store) -> None:
    def given(subject: str, role: Role, *segments: str) -> str:
        made = actions.grant(visit(store), "p", subject, role, segments)
        return actions.may_now(made, actions.grants(visit(store), "p"), "First claim")

    def taken(subject: str) -> str:
        gone = actions.revoke(visit(store), "p", subject)
        return actions.may_still(gone, actions.grants(visit(store), "p"), "First claim")

    reads = "v@example.com may now read the results of First claim"
    assert given("v@example.com", "viewer", "channel=chat") == f"{reads}, limited to channel chat."
    assert given("v@example.com", "analyst", "channel=chat", "channel=post") == (
        f"{reads}, and the rows behind them, limited to channel chat and channel post."
    )
    assert given("v@example.com", "analyst") == f"{reads} and upload to it."
    assert given("@example.com", "viewer") == "Everybody of example.com may now read the results of First claim."
    assert given("v@example.com", "viewer", "channel=chat") == f"{reads}.", "the domain sees all of it"
    assert taken("v@example.com") == "v@example.com may still read the results of First claim, by another role."
    assert taken("@example.com") == "Everybody of example.com may do nothing in First claim any more."
    assert given("groups=it", "admin") == "Whoever has groups=it may now do everything in First claim."
