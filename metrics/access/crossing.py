"""Requests that another site's page makes through a reader's browser: refused, login or not.

A browser says where a request comes from: Origin with every write and every web socket, Sec-Fetch-Site with all that
it sends to https or to this machine. Programs such as curl say neither and are judged by their token. A link from
elsewhere to a page still opens it; nothing else of another site gets an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from metrics.access.asgi import Application, Receive, Scope, Send, refuse

FOREIGN = b"This request was made by the page of another site. Open Proveout in a tab of its own.\n"
OWN = frozenset({"same-origin", "none"})  # none: typed, or from a bookmark
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class OwnPagesOnly:
    """ASGI middleware: a request that a foreign page made is answered with 403.

    hosts: further names under which browsers know this server, where a proxy in front hands on another Host header.
    """

    def __init__(self, app: Application, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self._hosts = frozenset(host.lower() for host in hosts if host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not is_foreign(scope, self._hosts):
            await self.app(scope, receive, send)
        else:
            await refuse(scope, receive, send, 403, FOREIGN)


def is_foreign(scope: Scope, hosts: frozenset[str] = frozenset()) -> bool:
    """Whether a browser says that another site's page made a request, unless that is a link to one of our pages."""
    given: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        given.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1").strip())
    host = given.get("host", [""])[0]
    if any(not _same(origin, host, hosts) for origin in given.get("origin", ())):
        return True
    if all(site.lower() in OWN for site in given.get("sec-fetch-site", ())):
        return False
    return not (_link(given) and scope["type"] == "http" and scope["method"] in ("GET", "HEAD"))


def _link(given: dict[str, list[str]]) -> bool:
    """Somebody followed a link into a tab; a frame or an image is none."""
    return given.get("sec-fetch-mode") == ["navigate"] and given.get("sec-fetch-dest") == ["document"]


def _same(origin: str, host: str, hosts: frozenset[str]) -> bool:
    """Whether an origin is this server: the port counts, the scheme does not, as a proxy may have ended TLS."""
    try:
        asking, asked = urlsplit(origin), urlsplit(f"//{host}")
        default = PORTS.get(asking.scheme)
        ports = asking.port or default, asked.port or default
    except ValueError:
        return False
    if asking.hostname is None or default is None:  # "null", of a sandbox or a file
        return False
    return asking.hostname in hosts or (asking.hostname == asked.hostname and ports[0] == ports[1])
