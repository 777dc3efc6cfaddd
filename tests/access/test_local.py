"""Who may connect without a login: hosts, peers, relayed and foreign requests, for http and websockets."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from metrics.access import local

HERE = ("127.0.0.1", 50000)
OURS = ["localhost", "LOCALHOST", "localhost:8501", "127.0.0.1", "127.0.0.1:8501", "127.8.9.10", "[::1]", "[::1]:8501"]
OTHERS = [
    "localhost.evil.example",
    "127.0.0.1.nip.io",
    "evil.example",
    "localhost.",  # a fully qualified name that a resolver may answer
    "localhost@evil.example",
    "localhost:8501@evil.example",
    "localhost:8501:1",
    "evil.example:8501",
    "0.0.0.0",
    "[::]",
    "192.0.2.2:8501",
    "[::1",
    "127.1",
    "2130706433",
    " localhost",
    "localhost, evil.example",
    "",
]
Headers = list[tuple[bytes, bytes]]


def asked(kind: str, headers: Headers, client: tuple[str, int] | None = HERE) -> tuple[bool, list[Any]]:
    """Whether the application behind the middleware was reached, and what was sent back."""
    reached: list[bool] = []
    sent: list[Any] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        reached.append(True)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": f"{kind}.connect" if kind == "websocket" else "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": kind, "client": client, "headers": headers}
    asyncio.run(local.LocalOnly(behind)(scope, receive, send))
    return bool(reached), sent


def host(name: str) -> Headers:
    return [(b"host", name.encode())]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("name", OURS)
def test_a_loopback_host_is_served(kind: str, name: str) -> None:
    assert asked(kind, host(name)) == (True, [])


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_host_is_refused(name: str) -> None:
    reached, sent = asked("http", host(name))
    assert not reached
    assert sent[0]["status"] == 403
    assert sent[1]["body"] == local.REFUSED
    reached, sent = asked("websocket", host(name))
    assert not reached
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("headers", [[], host("localhost") * 2, host("localhost") + host("evil.example")])
def test_a_missing_or_double_host_is_refused(headers: Headers) -> None:
    assert not asked("http", headers)[0]


@pytest.mark.parametrize("peer", ["192.0.2.2", "10.0.0.1", "fd00::2", "::ffff:192.0.2.2", "", "testclient"])
def test_a_peer_that_is_not_this_machine_is_refused_whatever_it_says(peer: str) -> None:
    said = [*host("localhost"), (b"x-forwarded-for", b"127.0.0.1"), (b"x-real-ip", b"127.0.0.1")]
    for kind in ("http", "websocket"):
        assert not asked(kind, host("localhost"), (peer, 1))[0]
        assert not asked(kind, said, (peer, 1))[0]
    assert asked("http", host("localhost"), ("::ffff:127.0.0.1", 1))[0]  # how a dual-stack socket names loopback


def test_a_unix_socket_has_no_peer_and_is_refused() -> None:
    assert not asked("http", host("localhost"), None)[0]


@pytest.mark.parametrize("name", sorted(local.RELAYED))
def test_a_relayed_request_is_refused_though_the_relay_is_local(name: bytes) -> None:
    assert not asked("http", [*host("localhost"), (name, b"127.0.0.1")])[0]


@pytest.mark.parametrize(
    ("origin", "served"),
    [
        ("http://localhost:8501", True),
        ("http://127.0.0.1:8501", True),
        ("https://evil.example", False),
        ("http://localhost.evil.example", False),
        ("null", False),
    ],
)
def test_a_foreign_web_page_is_refused(origin: str, served: bool) -> None:
    for kind in ("http", "websocket"):
        assert asked(kind, [*host("localhost:8501"), (b"origin", origin.encode())])[0] is served


def test_the_server_starts_on_a_loopback_address_only() -> None:
    for address in ("127.0.0.1", "localhost", "::1"):
        local.require_loopback(address)
    for address in ("0.0.0.0", "::", "192.0.2.2", "", None, "unix:///tmp/socket"):
        with pytest.raises(local.NotLoopback) as caught:
            local.require_loopback(address)
        assert "\n" not in str(caught.value)
        assert (address or "every address") in str(caught.value)


def test_lifespan_passes_through() -> None:
    assert asked("lifespan", [])[0]


def test_the_local_user_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    assert local.user() == "ada"
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(OSError("no name")))
    assert local.user() == "local"
