"""A project's results document: GET /api/results/{project}, the same as `proveout results PROJECT --json`."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from metrics import actions, worker
from metrics.access.visit import Forbidden
from metrics.api.answer import Answer, body, refusal, response, told
from metrics.api.request import visitor
from metrics.errors import ProveoutError, StoreError


class Results:
    """One reading; a snapshot that lags is taken anew by the worker before."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            found = await _results(request)
        except Answer as refused:
            found = response(refused)
        except Forbidden as error:
            found = response(Answer(403, body(error)))
        except StoreError as error:
            found = response(Answer(404, body(error)))
        except ProveoutError as error:
            found = response(Answer(*told(error)))
        await found(scope, receive, send)


async def _results(request: Request) -> Response:
    if request.method not in ("GET", "HEAD"):
        remedy = "Files go to POST /api/uploads/PROJECT/DATASET."
        raise refusal(405, "Results are read with GET", remedy, {"Allow": "GET"})
    store = actions.store()
    visit = await asyncio.to_thread(visitor, request, store)
    job = worker.submit(visit, actions.results, request.path_params["project"], lane="unattended")
    with contextlib.suppress(Exception):  # it is raised below, in words
        await asyncio.shield(asyncio.wrap_future(job.future))
    return Response(job.result().model_dump_json(indent=1).encode() + b"\n", media_type="application/json")
