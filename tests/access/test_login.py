"""Logins: what settings make of them, who somebody is, and whose headers count."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from metrics.access import login
from metrics.access.login import LoginNotConfigured, configured, identity
from metrics.access.proxied import ProxyHeaders
from tests.serving import ROOT, environment

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
AUTH = {
    "cookie_secret": "0123456789" * 4,
    "redirect_uri": "https://proveout.example.com/oauth2callback",
    "work": {
        "client_id": "us",
        "client_secret": "hidden",
        "server_metadata_url": "https://id.example.com/.well-known/openid-configuration",
    },
}
USER = {
    "is_logged_in": True, "provider": "work", "aud": "us", "email": "A@Example.com", "email_verified": True,
    "iat": NOW.timestamp() - 60, "groups": ["it"],
}  # fmt: skip
OIDC, PROXY = configured({login.MODE: "oidc"}), configured({login.MODE: "proxy", login.PROXY: "10.0.0.5, fd00::/8"})


def who(**changed: object) -> tuple[str, str]:
    found, why = identity(OIDC, {**USER, **changed}, "page", NOW, AUTH)
    return found.name, why


def test_without_settings_there_is_one_local_user() -> None:
    found, _ = identity(configured({}), {}, "page", NOW, {})
    assert (found.kind, found.owns_the_files) == ("local", True)


def test_a_login_that_is_vouched_for_is_somebody() -> None:
    found, why = identity(OIDC, USER, "page 192.0.2.1", NOW, AUTH)
    assert (found.name, found.kind, found.email, why) == ("a@example.com", "login", "a@example.com", "")
    assert found.claims["groups"] == ["it"]
    assert not found.owns_the_files


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"is_logged_in": False}, ""),
        ({"iat": NOW.timestamp() - 13 * 3600}, "expired"),
        ({"iat": NOW.timestamp() + 3600}, "expired"),
        ({"iat": None}, "expired"),
        ({"iat": "soon"}, "expired"),
        ({"aud": "them"}, "another application"),
        ({"aud": ["them", "others"]}, "another application"),
        ({"provider": "elsewhere"}, "another application"),
        ({"email": None}, "vouch"),
        ({"email": "nobody"}, "vouch"),
        ({"email_verified": False}, "vouch"),
        ({"email_verified": "true"}, "vouch"),
        ({"email_verified": None}, "vouch"),
    ],
    ids=str,
)
def test_any_other_is_nobody_and_is_told_why(changed: dict[str, object], says: str) -> None:
    name, why = who(**changed)
    assert name == "nobody"
    assert says in why


def test_a_provider_may_be_trusted_that_never_says_verified() -> None:
    trusting = configured({login.MODE: "oidc", login.TRUSTED: "work"})
    assert identity(trusting, {**USER, "email_verified": None}, "", NOW, AUTH)[0].email == "a@example.com"
    assert identity(trusting, {**USER, "email_verified": False}, "", NOW, AUTH)[0].kind == "nobody"


def test_a_list_of_audiences_may_hold_us() -> None:
    assert who(aud=["them", "us"])[0] == "a@example.com"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({login.MODE: "saml"}, "there is no such login"),
        ({login.MODE: "proxy"}, "what others send is not believed"),
        ({login.MODE: "proxy", login.PROXY: "everybody"}, "neither an address nor a network"),
        ({login.HOURS: "-1"}, "must be hours"),
        ({login.HOURS: "nan"}, "must be hours"),
        ({login.HOURS: "long"}, "must be hours"),
    ],
    ids=str,
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, str], says: str) -> None:
    with pytest.raises(LoginNotConfigured, match=says):
        configured(settings)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"cookie_secret": "short"}, "auth.cookie_secret"),
        ({"redirect_uri": "http://proveout.example.com/oauth2callback"}, "auth.redirect_uri"),
        ({"redirect_uri": "https://proveout.example.com/"}, "auth.redirect_uri"),
        ({"work": {**AUTH["work"], "client_secret": ""}}, "auth.work.client_secret"),  # type: ignore[dict-item]
        ({"work": {**AUTH["work"], "server_metadata_url": "http://id.example.com/"}}, "auth.work.server_metadata_url"),  # type: ignore[dict-item]
        ({"work": None}, "auth"),
    ],
    ids=["cookie", "plain http", "no callback", "no secret", "plain provider", "no provider"],
)
def test_secrets_that_cannot_work_are_named_without_their_values(changed: dict[str, Any], place: str) -> None:
    login.check(AUTH)
    with pytest.raises(LoginNotConfigured) as refused:
        login.check({name: value for name, value in {**AUTH, **changed}.items() if value is not None})
    assert place in [problem.path for problem in refused.value.problems]
    assert "hidden" not in str(refused.value)


def heard(headers: list[tuple[str, str]], peer: str = "10.0.0.5") -> list[tuple[bytes, bytes]] | int:
    """The headers that the application hears, or the status that the middleware answers itself."""
    found: list[Any] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        found.append(scope["headers"])

    async def send(message: Any) -> None:
        found.append(message.get("status", 0))

    scope = {"type": "http", "client": (peer, 1), "headers": [(n.lower().encode(), v.encode()) for n, v in headers]}
    asyncio.run(ProxyHeaders(behind, PROXY)(scope, None, send))  # type: ignore[arg-type]
    return found[0]  # type: ignore[no-any-return]


def test_the_proxys_header_counts_and_nobody_elses() -> None:
    told = [("X-Forwarded-Email", "a@example.com"), ("Accept", "x")]
    assert heard(told) == [(b"x-forwarded-email", b"a@example.com"), (b"accept", b"x")]
    assert heard(told, "::ffff:10.0.0.5") == heard(told)
    assert heard(told, "fd00::7") == heard(told)
    for peer in ("10.0.0.6", "127.0.0.1", "::1", "", "unix"):
        assert heard(told, peer) == [(b"accept", b"x")]


def test_a_header_that_only_looks_alike_is_dropped_and_a_second_one_refused() -> None:
    assert heard([("X_Forwarded_Email", "evil@example.com")]) == []
    both = [("X-Forwarded-Email", "a@example.com"), ("X-Forwarded-Email", "evil@example.com")]
    assert heard(both) == 400
    assert heard([both[0], ("X_Forwarded_Email", "evil@example.com")]) == 400


def test_what_the_proxy_says_is_somebody() -> None:
    found, _ = identity(PROXY, {"email": "A@Example.com ", "groups": None}, "", NOW, {})
    assert (found.name, found.kind, found.claims) == ("a@example.com", "proxy", {})
    assert identity(PROXY, {"email": None}, "", NOW, {})[0].kind == "nobody"
    grouped, _ = identity(PROXY, {"email": "a@b.c", "groups": "it, controlling"}, "", NOW, {})
    assert grouped.claims == {"groups": ["it", "controlling"]}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "listens on this machine only"),
        ({"PROVEOUT_LOGIN": "proxy"}, "PROVEOUT_PROXY"),
        ({"PROVEOUT_LOGIN": "oidc", "PROVEOUT_SECRETS": "/nowhere"}, "auth.cookie_secret"),
    ],
    ids=["no login", "proxy without addresses", "no secrets"],
)
def test_the_server_does_not_start_open_to_others_by_mistake(
    tmp_path: Path, settings: dict[str, str], says: str
) -> None:
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.address=0.0.0.0"]
    done = subprocess.run(
        [*command, "--server.port=0"], env=environment(tmp_path / "home") | settings, cwd=ROOT,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert says in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout
