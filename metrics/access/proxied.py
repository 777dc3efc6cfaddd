"""Behind a signing-on proxy: its headers count from its own addresses alone."""

from __future__ import annotations

import ipaddress

from metrics.access.asgi import Application, Receive, Scope, Send, refuse
from metrics.access.login import Login

TWICE = b"An identity header came twice: the proxy must set it, not add to what a client sent.\n"


class ProxyHeaders:
    """ASGI middleware: identity headers of anybody but the proxy are dropped; of the proxy each may come once.

    A header whose name differs from an identity header in _ for - only is dropped too: servers mix the two up.
    """

    def __init__(self, app: Application, login: Login) -> None:
        self.app, self.proxies = app, login.proxies
        self.names = frozenset(name.lower().encode() for name in login.headers())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        trusted = self._proxy((scope.get("client") or ("",))[0])
        found = [name.replace(b"_", b"-").lower() for name, _ in scope["headers"]]
        if trusted and any(found.count(name) > 1 for name in self.names):
            await refuse(scope, receive, send, 400, TWICE)
            return
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if name.replace(b"_", b"-").lower() not in self.names or (trusted and name.lower() in self.names)
        ]
        await self.app({**scope, "headers": kept}, receive, send)

    def _proxy(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self.proxies if network.version == plain.version)
