"""The server's rounds: a new snapshot is judged and told without anybody asking, daily too, by one server a store."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from metrics import actions, rounds
from metrics.errors import ProveoutError
from metrics.rounds import Rounds
from metrics.store import Store, Wishes, schema
from tests import serving
from tests.chart import examples
from tests.cli.conftest import CLAIM, tickets
from tests.pages.example_store import keep
from tests.visits import visit
from tests.watch.conftest import Mailbox

P, OTHER = "route-planning", "support-assistant"
DAY = dt.timedelta(days=1)


@pytest.fixture
def two(store: Store) -> Store:
    """Two projects with results; one of them tells by mail."""
    for build in (examples.routes, examples.assistant):
        keep(store, build())
    store.wish(P, Wishes(("team-mail",), off=("slipping", "signal")), actor="owner")
    return store


def go(found: Rounds, now: dt.datetime | None = None) -> None:
    for thread in found.go(now):
        thread.join(30)


@pytest.mark.usefixtures("named")
def test_a_round_judges_what_is_new_and_tells_it(two: Store, mailbox: Mailbox) -> None:
    mine, now = Rounds(two), dt.datetime.now(dt.UTC)
    go(mine, now)
    assert len(mailbox.mails) == 1
    go(mine, now)
    assert len(mailbox.mails) == 1
    assert two.unwatched(now.date()) == ()
    go(mine, now + 8 * DAY)  # daily, and after the pause it is told again
    assert two.unwatched((now + 8 * DAY).date()) == ()
    assert [mail["subject"].split(": ")[1] for mail in mailbox.mails] == ["Kilometres a delivery", "Still"]
    other = Rounds(Store.open(two.home))
    assert other.go(now + 20 * DAY) == []  # the first one makes them
    assert len(two.unwatched((now + 20 * DAY).date())) == 2
    mine.wait()
    go(other, now + 20 * DAY)
    assert two.unwatched((now + 20 * DAY).date()) == ()
    other.wait()


def test_a_project_that_cannot_be_judged_holds_up_no_other(two: Store, caplog: pytest.LogCaptureFixture) -> None:
    part = two.latest_snapshot(OTHER).part_hashes["project"]  # type: ignore[union-attr]
    with two.write() as con:
        damaged = update(schema.part_data).where(schema.part_data.c.sha256 == part).values(data=b"damaged")
        con.execute(damaged)
    mine, now = Rounds(two), dt.datetime.now(dt.UTC)
    mine.go(now)
    mine.go(now)
    assert actions.firing(visit(two))
    assert [project for project, *_ in two.unwatched(now.date())] == [OTHER]
    said = [record for record in caplog.records if "could not be run" in record.getMessage()]
    assert len(said) == 1  # not at every round
    assert OTHER in said[0].getMessage()
    mine.wait()


@pytest.mark.parametrize(("text", "seconds"), [("", rounds.SECONDS), ("2.5", 2.5), ("off", None), ("0", None)])
def test_the_rounds_are_configured(monkeypatch: pytest.MonkeyPatch, text: str, seconds: float | None) -> None:
    monkeypatch.setenv(rounds.VARIABLE, text)
    assert rounds.configured() == seconds
    monkeypatch.setenv(rounds.VARIABLE, "often")
    with pytest.raises(ProveoutError, match="PROVEOUT_WATCH"):
        rounds.configured()


def test_the_server_tells_by_itself_what_an_upload_turned(
    named: Path, store: Store, mailbox: Mailbox, tmp_path: Path
) -> None:
    """All of it, once: a server that runs, an upload beside it, a mail that comes."""
    owner = visit(store, "owner@example.com")
    actions.apply(owner, CLAIM)
    actions.wish(owner, "claim", Wishes(("team-mail",)))
    months = {f"2023-{m:02d}": 100 for m in range(1, 13)} | {f"2024-{m:02d}": 100 for m in range(1, 13)}
    (tmp_path / "tickets.csv").write_text(tickets(months))
    port, settings = serving.free_port(), {"PROVEOUT_WATCH": "0.3", "PROVEOUT_NOTIFY_FILE": str(named)}
    command = ["streamlit", "run", "app.py", f"--server.port={port}", "--server.address=127.0.0.1"]
    with serving.server(command, port, store.home, settings=settings):
        actions.take(owner, "claim", "tickets", tmp_path / "tickets.csv", None)
        until = time.monotonic() + 30
        while not mailbox.mails and time.monotonic() < until:
            time.sleep(0.1)
    assert any("A claim: Tickets: the target is missed" in mail["subject"] for mail in mailbox.mails)
