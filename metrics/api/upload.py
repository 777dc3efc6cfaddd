"""One upload: streamed to staging, read and committed by the worker."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path

from starlette.requests import ClientDisconnect, Request
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from metrics import actions, disk, worker
from metrics.api.answer import Answer, body, refusal, response, told
from metrics.api.request import CURL, asked, authorise
from metrics.errors import NeedsAnswer, ProveoutError
from metrics.store import Store, lake

BLOCK_BYTES = 1 << 20  # gathered before it is written
DRAINED_BYTES = 64 << 20  # of a body that is not wanted: a client that sends before it listens still gets the answer

log = logging.getLogger("proveout")


def routes() -> list[BaseRoute]:
    """The routes to mount before the pages'."""
    return [
        Route("/api/uploads/{project}/{dataset}", endpoint=_Endpoint(), name="upload"),
        Route("/api/{rest:path}", endpoint=_Nothing(), name="api"),
    ]


class _Nothing:
    """Any other address below /api/: words, not a page."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = refusal(404, "There is nothing here", "Files go to POST /api/uploads/PROJECT/DATASET.")
        await response(answer)(scope, receive, send)


class _Endpoint:
    """One upload; every way it can end is an Answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            answer = await _upload(request)
        except ClientDisconnect:
            return  # nobody is there to be told, and nothing was kept
        except Answer as early:
            answer = early
            await _drain(request)
        except ProveoutError as error:
            answer = Answer(*told(error))
        except Exception:  # a defect of ours: still words
            log.exception("an upload failed unexpectedly")
            answer = refusal(500, f"Something unexpected went wrong; {worker.UNDONE}", "The server's log says where.")
        await response(answer)(scope, receive, send)


async def _upload(request: Request) -> Answer:
    if request.method != "POST":
        raise refusal(405, "Files are sent with POST", CURL.format(path=request.url.path), {"Allow": "POST"})
    authorise(request)
    wish = asked(request)
    project, dataset = request.path_params["project"], request.path_params["dataset"]
    store = await asyncio.to_thread(_known, project, dataset)
    _room(request, store)
    path = store.staging_path(f".received{Path(wish.file_name).suffix[:10]}")
    try:
        await _receive(request, path, store)
        given = (project, dataset, path, wish.answers, wish.by, wish.file_name, wish.dry_run)
        job = worker.submit(store, actions.take, *given, lane="unattended")
        with contextlib.suppress(Exception):  # it is raised below, in words
            await asyncio.shield(asyncio.wrap_future(job.future))
        taken = job.result()
    finally:
        path.unlink(missing_ok=True)  # committed, it has moved
    if taken.staged.questions:
        return Answer(409, {"error": NeedsAnswer.title, **actions.receipt(taken)})
    return Answer(200 if taken.existing or wish.dry_run else 201, actions.receipt(taken, wish.dry_run))


def _known(project: str, dataset: str) -> Store:
    """The store, when it has this project and dataset; else 404, which the actions put into words."""
    store = actions.store()
    try:
        actions.require_dataset(store, project, dataset)
    except ProveoutError as error:
        raise Answer(404, body(error)) from None
    return store


def _room(request: Request, store: Store) -> None:
    length, free = request.headers.get("content-length", ""), disk.free_bytes(store.home)
    if length.isdigit() and free is not None and int(length) > free:
        raise Answer(507, body(disk.full(store.home, "this file")))


async def _receive(request: Request, path: Path, store: Store) -> None:
    """Write the body to staging as it comes, in a thread, for a disk may be slow."""
    with disk.room(store.home, "this file"):
        gathered = bytearray()
        with path.open("wb", buffering=0) as target:
            async for chunk in request.stream():
                gathered += chunk
                if len(gathered) >= BLOCK_BYTES:
                    await asyncio.to_thread(lake.write, target, bytes(gathered))
                    gathered.clear()
            await asyncio.to_thread(lake.write, target, bytes(gathered))


async def _drain(request: Request) -> None:
    """Read what is left of an unwanted body, up to a bound; curl waits for 100-continue and sends nothing."""
    if "expect" in request.headers:
        return
    with contextlib.suppress(ClientDisconnect, RuntimeError):
        read = 0
        async for chunk in request.stream():
            read += len(chunk)
            if read > DRAINED_BYTES:
                return
