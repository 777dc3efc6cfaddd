"""Alerts to the project's owner: whoever that is when they are sent, by real mail; nobody where there is none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from metrics import actions
from metrics.model import ProjectInfo
from metrics.store import Store, Wishes
from metrics.watch import configured, nobody
from tests.visits import visit
from tests.watch.conftest import Deliver, Mailbox
from tests.watch.test_delivery import MINUTE, NOW, P, fire


@pytest.fixture
def owner_mail(named: Path, mailbox: Mailbox) -> str:
    """A receiver that is the owner, beside the others."""
    url = f"mailto://127.0.0.1:{mailbox.port}?from=proveout@example.com&to={{owner}}&format=text&mode=insecure"
    named.write_text(named.read_text() + f'[receiver.the-owner]\nurl = "{url}"\n')
    return "the-owner"


def owned(store: Store, owner: str, until: str = "") -> None:
    """Another owner in the project's definition."""
    text = store.definition(P).text
    lines = [line for line in text.splitlines() if not line.startswith(("owner ", "owner_until "))]
    at = lines.index("[project]") + 1
    lines[at:at] = [f'owner = "{owner}"', *([f"owner_until = {until}"] if until else [])]
    actions.apply(visit(store), "\n".join(lines))


def test_an_owner_is_told_by_mail_and_so_is_who_takes_over(
    store: Store, mailbox: Mailbox, deliver: Deliver, owner_mail: str
) -> None:
    fire(store, owner_mail)
    owned(store, "Logistics")
    assert "which is no e-mail address" in actions.untold_owner(visit(store), P)
    deliver(store, NOW)
    (waits,) = store.deliveries([store.alerts([P])[0].id])
    assert (waits.sent_at, waits.error) == (
        None,
        "nobody is told: the owner is named Logistics, which is no e-mail address that can be told",
    )
    (seen,) = actions.alerts(visit(store), P)
    assert "waits for the-owner" in seen.state
    assert "no e-mail address" in seen.trouble
    assert not mailbox.mails
    owned(store, "ada.l+roi_1@example.com")
    deliver(store, NOW + MINUTE)
    (mail,) = mailbox.mails
    assert mail["to"] == "ada.l+roi_1@example.com"
    assert mail["X-Proveout-Attempt"] == "2"
    assert actions.untold_owner(visit(store), P) == ""
    owned(store, "ada.l+roi_1@example.com", until="2020-01-01")
    assert "owns it no longer, since 1 Jan 2020" in actions.untold_owner(visit(store), P)


def test_an_owner_who_cannot_be_told_holds_up_no_other_receiver(
    store: Store, mailbox: Mailbox, deliver: Deliver, owner_mail: str
) -> None:
    fire(store, owner_mail, "team-mail")
    deliver(store, NOW)
    assert [mail["to"] for mail in mailbox.mails] == ["team@example.com"]


@pytest.mark.usefixtures("named")
def test_nothing_is_said_of_the_owner_where_nobody_wishes_that(store: Store) -> None:
    fire(store, "team-mail")
    assert actions.untold_owner(visit(store), P) == ""
    assert not any(each.to_owner for each in configured().by_name.values())


@pytest.mark.parametrize(
    ("owner", "until", "why"),
    [
        ("ada@example.com", None, ""),
        ("ada@example.com", dt.date(2999, 1, 1), ""),
        (None, None, "names no owner"),
        ("ada@example.com", dt.date(2020, 1, 1), "owns it no longer"),
        ("ada@example.com&to=eve@example.com", None, "no e-mail address"),
        ("ada@example.com, eve@example.com", None, "no e-mail address"),
        ("Ada <ada@example.com>", None, "no e-mail address"),
        ("o'hara@example.com", None, "no e-mail address"),
        ("ada%40evil.example@example.com", None, "no e-mail address"),
        ("ada@localhost", None, "no e-mail address"),
    ],
)
def test_who_can_be_told(owner: str | None, until: dt.date | None, why: str) -> None:
    info = ProjectInfo(id="p", launch=dt.date(2025, 1, 1), owner=owner, owner_until=until)
    assert (nobody(info, NOW) == "") == (why == "")
    assert why in nobody(info, NOW)


def test_the_url_of_a_receiver_that_is_the_owner_is_tried_with_an_address(owner_mail: str) -> None:
    assert owner_mail in configured().of(P)
    assert Wishes((owner_mail,)).receivers == (owner_mail,)
