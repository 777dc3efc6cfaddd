"""What every answer says about itself: which scripts may run in it, who may frame it, what it may ask of a browser.

Outermost, around Streamlit's own application, so that its error answers carry the headers as well. The policy allows
what Streamlit's pages need and no more: nothing from another host, no script but the installation's own files.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, MutableMapping
from typing import Any

from metrics.access.asgi import Application, Receive, Scope, Send

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)  # of Streamlit's page; its other scripts are files
DENIED = (  # features that no page uses; writing to the clipboard is what copy buttons do
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture", "encrypted-media",
    "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "window-management",
    "xr-spatial-tracking",
)  # fmt: skip
YEAR = 365 * 24 * 3600  # seconds
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": ", ".join(f"{name}=()" for name in DENIED),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
}
REPLACED = frozenset({b"server", b"x-powered-by", *(name.encode() for name in ALWAYS), b"content-security-policy"})


def policy(page: str) -> str:
    """The Content-Security-Policy for Streamlit's page: its inline script is named by its hash.

    style-src allows inline styles, as Streamlit's components and Plotly write them; style runs nothing. blob: workers
    and images are what Plotly's maps and exports make of the page's own data.
    """
    hashes = (base64.b64encode(hashlib.sha256(found.encode()).digest()).decode() for found in INLINE.findall(page))
    scripts = " ".join(("'self'", *(f"'sha256-{each}'" for each in hashes)))
    parts = {
        "default-src": "'none'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "media-src": "'self' blob:",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


class SecurityHeaders:
    """ASGI: the application with these headers on every answer, and without a word about the server's program."""

    def __init__(self, app: Application, content: str) -> None:
        self.app = app
        given = ALWAYS | {"content-security-policy": content}
        self._given = [(name.encode(), value.encode()) for name, value in given.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        _unsigned(send)
        secure = scope.get("scheme") in ("https", "wss")
        own = [*self._given, *([(b"strict-transport-security", b"max-age=%d" % YEAR)] if secure else [])]
        api = str(scope.get("path", "")).startswith("/api/")

        async def answer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*_kept(message.get("headers", ())), *own]
                if api:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        return await self.app(scope, receive, answer)


def _kept(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    """The application's own headers, but for those set here and for invitations to every other site."""
    for name, value in headers:
        low = name.lower()
        if low not in REPLACED and not (low == b"access-control-allow-origin" and value == b"*"):
            yield name, value


def _unsigned(send: Send) -> None:
    """uvicorn puts its name into every answer, and `streamlit run` has no option for it: it is taken out here."""
    answering = getattr(send, "__self__", None)
    signed = getattr(answering, "default_headers", None)
    if isinstance(signed, list):
        answering.default_headers = [pair for pair in signed if pair[0] != b"server"]  # type: ignore[union-attr]
