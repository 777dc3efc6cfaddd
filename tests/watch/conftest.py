"""Real receivers on loopback: a mail server and a web server that can be told to fail, and the file that names them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from metrics.store import Store
from metrics.watch.receivers import VARIABLE
from tests.web_receiver import Web, receiving

SECRET = "s3cr3t-t0ken"  # in every address: nothing of it may be seen anywhere
PASSWORD = "-".join(("passw0rd", "of", "mail"))


@dataclass
class Mailbox:
    """A mail server that keeps what it is given; `answer` is what it says instead."""

    port: int = 0
    mails: list[Message] = field(default_factory=list)
    answer: str | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(0)
        if self.answer:
            return self.answer
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def web() -> Iterator[Web]:
    with receiving() as server:
        yield server


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox, web: Web) -> Path:
    """The server's file of receivers: `team-mail` and `hook`, and `others`, which serves another project only."""
    file = tmp_path / "receivers.toml"
    mail = f"mailto://127.0.0.1:{mailbox.port}?from=proveout@example.com&to=team@example.com&format=text&mode=insecure"
    hook = f"json://user:{SECRET}@127.0.0.1:{web.port}/{SECRET}/alerts"
    file.write_text(
        'address = "https://proveout.example.com"\n'
        f'[receiver.team-mail]\nurl = "{mail}"\n'
        f'[receiver.hook]\nurl = "{hook}"\n'
        f'[receiver.others]\nurl = "{hook}"\nprojects = ["another"]\n'
    )
    monkeypatch.setenv(VARIABLE, str(file))
    return file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


Deliver = Callable[..., None]


@pytest.fixture
def deliver() -> Deliver:
    """Empty the outbox and wait until that is done."""
    from metrics import watch

    def empty(store: Store, at: Any = None) -> None:
        for thread in watch.deliver(store, at):
            thread.join(30)
            assert not thread.is_alive()

    return empty
