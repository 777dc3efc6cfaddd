"""Without a login there is one local user: only this machine may connect, whichever way the server was started.

Belts, because each alone was slipped past when tried: the address is checked before the server starts; every request
must come from a loopback peer, ask for a loopback host, and neither be relayed nor sent by a foreign web page; the
page scripts run only under app.py.
"""

from __future__ import annotations

import getpass
import ipaddress
import re

from metrics.access.asgi import Application, Receive, Scope, Send, refuse
from metrics.errors import ProveoutError

REFUSED = b"Proveout has no login configured and serves this machine only: open it there, on localhost.\n"
START_IT = "Start Proveout with `make run` or `proveout serve`: this page alone has no check of who connects."
RELAYED = frozenset({b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"forwarded", b"via"})
_AUTHORITY = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<name>[0-9A-Za-z.-]+))(?::[0-9]{1,5})?")

_started = False


class NotLoopback(ProveoutError):
    """The server was asked to listen where others could reach it, and no login is configured."""

    title = "Not started"


def user() -> str:
    """The local user's name, the actor of all that is done here."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return "local"


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address (with or without port) can only mean this machine.

    Names other than localhost are not looked up: what they resolve to is up to others.
    """
    parts = _AUTHORITY.fullmatch(host or "")
    name = (parts["six"] or parts["name"]) if parts else str(host)
    if name.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def require_loopback(address: str | None) -> None:
    """Raise NotLoopback unless the server's address is this machine's own."""
    if not is_loopback(address):
        raise NotLoopback(
            f"without a login the server listens on this machine only, not on {address or 'every address'}; "
            "remove --server.address, set it to 127.0.0.1, or configure a login with PROVEOUT_LOGIN (docs/security.md)"
        )


def mark_started() -> None:
    """app.py is being served: the page scripts may run."""
    global _started
    _started = True


def started() -> bool:
    """Whether app.py started this process's server."""
    return _started


class LocalOnly:
    """ASGI middleware: a request is served when it is this machine's own (see `is_local`), else 403."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or is_local(scope):
            await self.app(scope, receive, send)
        else:
            await refuse(scope, receive, send, 403, REFUSED)


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine, asks for it by a name of its own, and is neither relayed nor foreign.

    A relaying header never makes a request local; it says that somebody else stands behind a local peer. An Origin
    that is not this machine is a foreign web page that uses the reader's browser.
    """
    client, headers = scope.get("client") or ("",), scope["headers"]
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    origins = [value.decode("latin-1").partition("://")[2] for name, value in headers if name == b"origin"]
    return (
        is_loopback(client[0])
        and len(hosts) == 1
        and is_loopback(hosts[0])
        and all(is_loopback(origin) for origin in origins)
        and not any(name in RELAYED for name, _ in headers)
    )
