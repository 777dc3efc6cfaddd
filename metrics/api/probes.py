"""What monitors ask: /healthz, /healthz/live, /metrics; and the count of every request's end.

The outermost middleware, so that it answers whatever the pages' own access rules are: this machine without a token,
any other with the token PROVEOUT_METRICS_TOKEN, everybody else like any refused request.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from metrics.access import local
from metrics.access.asgi import Application, Receive, Scope, Send
from metrics.api import figures, health
from metrics.api.secret import carries, secret
from metrics.errors import ProveoutError

TOKEN = "PROVEOUT_METRICS_TOKEN"
SECONDS = 5.0  # for the answer: a disk that hangs is no healthy one
LIVE, READY, FIGURES = "/healthz/live", "/healthz", "/metrics"
NOT_ALLOWED = f"Ask on this machine, or with the header Authorization: Bearer and the token of {TOKEN}.\n"

Message = MutableMapping[str, Any]


class Probes:
    """ASGI middleware: answers what monitors ask, hands on all else, and counts both."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        route = _route(scope["path"])

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                figures.requests.labels(route, str(message["status"])).inc()
            await send(message)

        if scope["path"] in (LIVE, READY, FIGURES):
            await (await _answer(Request(scope)))(scope, receive, counted)
        elif route == "upload":
            with figures.in_flight.track_inprogress():
                await self.app(scope, receive, counted)
        else:
            await self.app(scope, receive, counted)


async def _answer(request: Request) -> Response:
    if not _allowed(request):
        return PlainTextResponse(NOT_ALLOWED, 403)
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("Ask with GET.\n", 405, {"Allow": "GET"})
    if request.url.path == LIVE:
        return _said(200, {"live": "ok"})
    try:
        if request.url.path == FIGURES:
            found = await asyncio.wait_for(asyncio.to_thread(figures.exposition), SECONDS)
            return Response(found, headers={"Content-Type": figures.CONTENT})
        checks = await asyncio.wait_for(asyncio.to_thread(health.ready), SECONDS)
    except TimeoutError:
        return _said(503, {"store": f"has not answered within {SECONDS:g} seconds"})
    return _said(200 if set(checks.values()) == {"ok"} else 503, checks)


def _said(status: int, checks: dict[str, str]) -> Response:
    body = {"status": "ok" if status == 200 else "failing", "checks": checks}
    return Response(json.dumps(body) + "\n", status, {"Cache-Control": "no-store"}, "application/json")


def _allowed(request: Request) -> bool:
    if local.is_local(request.scope):
        return True
    try:
        expected = secret(TOKEN, "token for monitors", "they are answered on this machine alone")
    except ProveoutError:
        return False
    return expected is not None and carries(request.headers.get("authorization", ""), expected)


def _route(path: str) -> str:
    """The class of a path: few, so that nobody's address becomes a label."""
    if path in (LIVE, READY):
        return "health"
    for start, name in ((FIGURES, "metrics"), ("/api/uploads/", "upload"), ("/api/", "api"), ("/_stcore/", "stream")):
        if path.startswith(start):
            return name
    return "static" if path.startswith(("/static/", "/media/", "/component/")) else "page"
