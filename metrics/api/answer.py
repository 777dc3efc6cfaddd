"""How a request ends: a status and JSON, whatever happened."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from metrics import actions
from metrics.disk import DiskFull
from metrics.errors import NeedsAnswer, Problem, ProveoutError, StaleRevision, UploadRefused


class Answer(Exception):
    """A status and what is said with it."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self.status, self.body, self.headers = status, body, headers or {}


def told(error: ProveoutError) -> tuple[int, dict[str, Any], dict[str, str]]:
    """The status of an error, its words, and headers."""
    if isinstance(error, NeedsAnswer):
        return 409, body(error) | {"questions": [actions.question(each) for each in error.questions]}, {}
    if isinstance(error, DiskFull):
        return 507, body(error), {}
    if isinstance(error, StaleRevision):
        return 503, body(error), {"Retry-After": "60"}
    return 422 if isinstance(error, UploadRefused) else 500, body(error), {}


def refusal(status: int, text: str, remedy: str = "", headers: dict[str, str] | None = None) -> Answer:
    """An answer that says no in one sentence, and what to do."""
    return Answer(status, body(ProveoutError(Problem(text, remedy))), headers)


def body(error: ProveoutError) -> dict[str, Any]:
    """What an error says, with everything that is wrong."""
    return {"error": error.title, "problems": [actions.problem(each) for each in error.problems]}


def response(answer: Answer) -> Response:
    """The answer on its way out."""
    content = json.dumps(answer.body, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"
    return Response(content, answer.status, answer.headers, "application/json")
