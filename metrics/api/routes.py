"""The addresses that programs ask."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from metrics.api.answer import refusal, response
from metrics.api.results import Results
from metrics.api.upload import Uploads

ACTIONS = {"upload": "take", "results": "results"}
"""By the name of each route that reads or writes for someone: the action whose right it asks for."""


def routes() -> list[BaseRoute]:
    """The routes to mount before the pages'."""
    return [
        Route("/api/uploads/{project}/{dataset}", endpoint=Uploads(), name="upload"),
        Route("/api/results/{project}", endpoint=Results(), name="results"),
        Route("/api/{rest:path}", endpoint=_Nothing(), name="nothing"),
    ]


class _Nothing:
    """Any other address below /api/: words, not a page."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        remedy = "Files go to POST /api/uploads/PROJECT/DATASET, results come from GET /api/results/PROJECT."
        await response(refusal(404, "There is nothing here", remedy))(scope, receive, send)
