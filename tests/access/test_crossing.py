"""What a browser says of where a request comes from, and who is let through."""

from __future__ import annotations

import pytest

from metrics.access.crossing import is_foreign
from metrics.access.headers import policy

LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def foreign(method: str = "GET", kind: str = "http", hosts: frozenset[str] = frozenset(), **headers: str) -> bool:
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return is_foreign({"type": kind, "method": method, "headers": pairs}, hosts)


OWN = "proveout.example:8501"


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (OWN, "http://proveout.example:8501"),
        (OWN, "https://PROVEOUT.example:8501"),
        ("proveout.example", "https://proveout.example"),
        ("proveout.example:443", "https://proveout.example"),
        ("[::1]:8501", "http://[::1]:8501"),
    ],
)
def test_our_own_pages_are_let_through(host: str, origin: str) -> None:
    assert not foreign(host=host, origin=origin)
    assert not foreign("POST", host=host, origin=origin, sec_fetch_site="same-origin")


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://proveout.example:3000",
        "http://proveout.example.evil.example:8501",
        "http://evil.example#proveout.example:8501",
        "http://proveout.example:8501@evil.example",
        "null",
        "",
        "file://",
        "chrome-extension://abc",
        "http://proveout.example:99999",
        "http://[::1",
        "//proveout.example:8501",
    ],
)
def test_other_origins_are_foreign(origin: str) -> None:
    for kind, method in (("http", "GET"), ("http", "POST"), ("websocket", "GET")):
        assert foreign(method, kind, host=OWN, origin=origin)


def test_a_link_opens_a_page_and_nothing_else_of_another_site_is_answered() -> None:
    assert not foreign(host=OWN)  # curl
    assert not foreign(host=OWN, sec_fetch_site="none")
    assert not foreign(host=OWN, **LINK)
    assert foreign("POST", host=OWN, **LINK)
    assert foreign(host=OWN, **LINK | {"sec-fetch-dest": "iframe"})
    assert foreign(host=OWN, **LINK | {"sec-fetch-mode": "no-cors"})
    assert foreign(kind="websocket", host=OWN, **LINK)
    assert foreign(host=OWN, sec_fetch_site="same-site")
    assert foreign(host=OWN, sec_fetch_site="anything-new")


def test_behind_a_proxy_the_public_name_is_ours() -> None:
    public = frozenset({"figures.example"})
    assert not foreign("POST", hosts=public, host="10.0.0.7:8501", origin="https://figures.example")
    assert foreign("POST", hosts=public, host="10.0.0.7:8501", origin="https://evil.example")


def test_the_policy_names_inline_scripts_by_their_hash_and_allows_no_other_host() -> None:
    said = policy("<html><script>let a = 1</script><script src='x.js'></script></html>")
    assert said.count("sha256-") == 1
    scripts = next(part for part in said.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "http" not in said
    assert "*" not in said
