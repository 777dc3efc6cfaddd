"""From a missed target to a receiver's letter box: real mail and web servers that fail in between."""

from __future__ import annotations

import datetime as dt
import json
import logging
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from metrics import actions, watch
from metrics.store import Store, Wishes
from metrics.store.outbox import ENDS_AFTER, LONGEST_PAUSE, pause
from tests.chart import examples
from tests.pages.example_store import keep
from tests.visits import visit
from tests.watch.conftest import SECRET, Deliver, Mailbox, Web

P = "route-planning"
MINUTE = dt.timedelta(minutes=1)
NOW = dt.datetime.now(dt.UTC)

ROOT = Path(__file__).resolve().parents[2]
KILLED = """
import os, signal, sys
from pathlib import Path
from metrics import watch
from metrics.store import Store

Store.delivered = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # the receiver has it, and nobody wrote that down
with Store.open(Path(sys.argv[1])) as store:
    for thread in watch.deliver(store):
        thread.join()
"""


def fire(store: Store, *receivers: str) -> None:
    """The project `route-planning`, whose target was missed in the last months, judged."""
    if P not in store.projects():
        keep(store, examples.routes())
    store.wish(P, Wishes(receivers, off=("slipping", "signal")), actor="owner")
    watch.check(store, P, NOW)


@pytest.mark.usefixtures("named")
def test_a_missed_target_comes_by_mail(store: Store, mailbox: Mailbox, deliver: Deliver) -> None:
    fire(store, "team-mail")
    deliver(store, NOW)
    (mail,) = mailbox.mails
    body = mail.get_content()  # type: ignore[attr-defined]
    (sent,) = store.deliveries([store.alerts([P])[0].id])
    assert mail["subject"] == "Route planning: Kilometres a delivery: the target is missed"
    assert mail["X-Proveout-Delivery"] == sent.id
    assert mail["X-Proveout-Attempt"] == "1"
    assert "the target is missed." in body
    assert "Owner: Logistics" in body
    assert "Chart: https://proveout.example.com/project?project=route-planning&kpi=" in body
    assert f"Delivery {sent.id}, attempt 1." in body
    assert sent.sent_at is not None
    deliver(store, NOW + dt.timedelta(days=1))
    assert len(mailbox.mails) == 1


@pytest.mark.usefixtures("named")
def test_programs_read_the_delivery_in_headers_and_text(store: Store, web: Web, deliver: Deliver) -> None:
    fire(store, "hook")
    deliver(store, NOW)
    ((headers, body),) = web.taken
    assert headers["X-Proveout-Attempt"] == "1"
    assert headers["X-Proveout-Delivery"] in json.loads(body)["message"]


@pytest.mark.usefixtures("named")
def test_a_receiver_that_fails_is_tried_again_later_and_marked(store: Store, web: Web, deliver: Deliver) -> None:
    fire(store, "hook")
    web.status = 503
    deliver(store, NOW)
    alert = store.alerts([P])[0]
    (failed,) = store.deliveries([alert.id])
    assert (failed.sent_at, failed.attempts, failed.error) == (None, 1, "it answered with the status 503")
    deliver(store, NOW + 0.9 * MINUTE)
    assert len(web.asked) == 1  # not yet
    deliver(store, NOW + MINUTE)
    web.status = 200
    deliver(store, NOW + 2 * MINUTE)
    assert len(web.asked) == 2  # the second pause is two minutes
    deliver(store, NOW + 3 * MINUTE)
    ((headers, body),) = web.taken
    assert (headers["X-Proveout-Delivery"], headers["X-Proveout-Attempt"]) == (failed.id, "3")
    assert "may be a repeat" in json.loads(body)["message"]
    (sent,) = store.deliveries([alert.id])
    assert sent.sent_at is not None
    assert sent.error is None


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("answer", ["451 not now", "550 no such user"])
def test_a_mail_server_that_refuses_gets_it_again(
    store: Store, mailbox: Mailbox, deliver: Deliver, answer: str
) -> None:
    fire(store, "team-mail")
    mailbox.answer = answer
    deliver(store, NOW)
    assert not mailbox.mails
    mailbox.answer = None
    deliver(store, NOW + MINUTE)
    assert [mail["X-Proveout-Attempt"] for mail in mailbox.mails] == ["2"]


@pytest.mark.usefixtures("named")
def test_a_receiver_that_hangs_holds_up_no_other(store: Store, web: Web, mailbox: Mailbox) -> None:
    fire(store, "hook", "team-mail")
    web.after = threading.Event()
    threads = watch.deliver(store, NOW)
    assert len(threads) == 2
    assert watch.deliver(store, NOW + 3 * MINUTE) == []  # both are busy
    until = dt.datetime.now() + dt.timedelta(seconds=10)
    while not mailbox.mails and dt.datetime.now() < until:
        threads[0].join(0.02)
    assert len(mailbox.mails) == 1
    assert not web.taken
    web.after.set()
    for thread in threads:
        thread.join(30)


@pytest.mark.usefixtures("named")
def test_a_kill_between_sending_and_marking_leads_to_a_repeat_that_says_so(
    store: Store, web: Web, deliver: Deliver
) -> None:
    fire(store, "hook")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(store.home)], cwd=ROOT, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert len(web.taken) == 1
    deliver(store, dt.datetime.now(dt.UTC) + MINUTE)
    first, second = (headers for headers, _ in web.taken)
    assert first["X-Proveout-Delivery"] == second["X-Proveout-Delivery"]
    assert (first["X-Proveout-Attempt"], second["X-Proveout-Attempt"]) == ("1", "2")
    assert "may be a repeat" in web.taken[1][1]


def test_two_processes_make_an_attempt_once(store: Store, tmp_path: Path) -> None:
    fire(store, "hook")
    (waiting,) = store.waiting(NOW)
    with Store.open(tmp_path / "home") as other:
        assert store.claim(waiting, NOW) is not None
        assert other.claim(waiting, NOW) is None


def test_pauses_double_up_to_six_hours() -> None:
    minutes = [pause(attempt) / MINUTE for attempt in (1, 2, 3, 9, 10, 500)]
    assert minutes == [1, 2, 4, 256, 360, 360]
    assert LONGEST_PAUSE / MINUTE == 360


@pytest.mark.usefixtures("named")
def test_what_nobody_takes_for_two_weeks_is_given_up_and_said(store: Store, web: Web, deliver: Deliver) -> None:
    fire(store, "hook")
    web.status = 500
    deliver(store, NOW)
    deliver(store, NOW + ENDS_AFTER)
    (seen,) = actions.alerts(visit(store), P)
    assert seen.told[0].ended_at is not None
    assert seen.state == "given up for hook"
    assert "hook: it answered with the status 500 (attempt 2)" in seen.trouble
    assert not store.waiting(NOW + 2 * ENDS_AFTER)


@pytest.mark.usefixtures("named")
def test_a_name_that_the_server_does_not_know_waits_until_it_does(store: Store, deliver: Deliver) -> None:
    fire(store, "nobody", "others")
    deliver(store, NOW)
    for seen in store.deliveries([store.alerts([P])[0].id]):
        assert "no receiver of this name is configured" in str(seen.error)
    store.wish(P, Wishes(("others",)), actor="owner")
    ended = {each.receiver: each.ended_at for each in store.deliveries([store.alerts([P])[0].id])}
    assert ended["nobody"] is not None
    assert ended["others"] is None


def test_one_entry_that_cannot_be_used_stops_nobody_else(store: Store, web: Web, deliver: Deliver, named: Path) -> None:
    named.write_text(named.read_text() + '[receiver.broken]\nurl = "hello world, no address"\n')
    fire(store, "hook", "broken")
    deliver(store, NOW)
    sent = {each.receiver: each for each in store.deliveries([store.alerts([P])[0].id])}
    assert sent["hook"].sent_at is not None
    assert len(web.asked) == 1
    assert sent["broken"].sent_at is None
    assert "file of receivers has to be mended" in str(sent["broken"].error)


@pytest.mark.usefixtures("named")
def test_no_secret_of_a_receiver_is_seen_anywhere(
    store: Store, web: Web, deliver: Deliver, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    fire(store, "hook")
    for status in (500, 401, 200):
        web.status = status
        deliver(store, NOW + dt.timedelta(hours=status))
    assert f"/{SECRET}/alerts" in web.asked  # it was used
    seen = actions.alerts(visit(store), P)
    assert all(SECRET not in text for text in (repr(seen), repr(watch.configured()), caplog.text, *capfd.readouterr()))
    store.close()
    for file in store.home.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file


@pytest.mark.parametrize(
    "text",
    [
        f'[receiver.a]\nurl = "nonsense://{SECRET}"',
        f'[receiver.a]\nurl = "json://{SECRET}"\nother = 1',
        f'[receiver."A {SECRET[:0]}b"]\nurl = "json://{SECRET}"',
        f'[receiver.a]\nurl = ["json://{SECRET}"]',
        f'[receiver.a]\nurl = "json://{SECRET}',
        f'receiver = "{SECRET}"\n[receivers]',
        f'address = "https://user:{SECRET}@here"',
    ],
)
def test_a_file_that_cannot_be_used_is_refused_without_its_values(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    (tmp_path / "r.toml").write_text(text)
    monkeypatch.setenv("PROVEOUT_NOTIFY_FILE", str(tmp_path / "r.toml"))
    with pytest.raises(watch.NotConfigured) as refused:
        watch.configured()
    assert SECRET not in str(refused.value) + caplog.text
    assert "r.toml" in str(refused.value)
