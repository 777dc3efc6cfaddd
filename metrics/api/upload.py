"""One upload: streamed to staging, read and committed by the worker."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from metrics import actions, disk, worker
from metrics.access.visit import Forbidden, Visit
from metrics.api.answer import Answer, body, refusal, response, told
from metrics.api.request import CURL, asked, visitor
from metrics.errors import NeedsAnswer, ProveoutError
from metrics.store import Store, lake

BLOCK_BYTES = 1 << 20  # gathered before it is written
MOST_BYTES = 32 << 30  # of one file; the disk's free space may be less
DRAINED_BYTES = 64 << 20  # of a body that is not wanted: a client that sends before it listens still gets the answer

log = logging.getLogger("proveout")


class Uploads:
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
    store = actions.store()
    visit = await asyncio.to_thread(visitor, request, store)
    wish = asked(request)
    if wish.by:
        visit = visit.acting_for(wish.by)
    project, dataset = request.path_params["project"], request.path_params["dataset"]
    await asyncio.to_thread(_known, visit, project, dataset)
    _room(request, store)
    path = store.staging_path(f".received{Path(wish.file_name).suffix[:10]}")
    try:
        await _receive(request, path, store)
        given = (project, dataset, path, wish.answers, wish.file_name, wish.dry_run)
        job = worker.submit(visit, actions.take, *given, lane="unattended")
        with contextlib.suppress(Exception):  # it is raised below, in words
            await asyncio.shield(asyncio.wrap_future(job.future))
        taken = job.result()
    finally:
        path.unlink(missing_ok=True)  # committed, it has moved
    if taken.staged.questions:
        return Answer(409, {"error": NeedsAnswer.title, **actions.receipt(taken)})
    return Answer(200 if taken.existing or wish.dry_run else 201, actions.receipt(taken, wish.dry_run))


def _known(visit: Visit, project: str, dataset: str) -> None:
    """Raises Answer, in the words of the actions, unless the project has this dataset and the token opens it."""
    try:
        actions.require_dataset(visit, project, dataset)
    except Forbidden as error:
        raise Answer(403, body(error)) from None
    except ProveoutError as error:
        raise Answer(404, body(error)) from None


def _room(request: Request, store: Store) -> None:
    length, free = request.headers.get("content-length", ""), disk.free_bytes(store.home)
    if length.isdigit() and free is not None and int(length) > free:
        raise Answer(507, body(disk.full(store.home, "this file")))
    if length.isdigit() and int(length) > MOST_BYTES:
        raise _too_large()


def _too_large() -> Answer:
    return refusal(413, f"A file may have {MOST_BYTES:,} bytes at most", "Send it in parts, such as a month each.")


async def _receive(request: Request, path: Path, store: Store) -> None:
    """Write the body to staging as it comes, in a thread, for a disk may be slow."""
    with disk.room(store.home, "this file"):
        gathered, received = bytearray(), 0
        with path.open("wb", buffering=0) as target:
            async for chunk in request.stream():
                gathered += chunk
                received += len(chunk)
                if received > MOST_BYTES:
                    raise _too_large()
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
