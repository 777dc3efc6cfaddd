"""The server's worker processes: intake, previews and snapshots run there, so that pages stay quick.

Two lanes of one process each: one for people who wait in front of a page, one for what comes in unattended (the upload
route, the inbox, catching up), so that a file of any size there delays nobody's preview. A process is kept warm,
replaced after some jobs, and has a hard memory limit and a deadline for each job; each lane starts with its first job.
Jobs are functions of metrics.actions that take a visit first, or of the house's own that take a store; the worker
opens that store itself, and asks the role table anew.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as Late
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args

import duckdb
from pebble import ProcessExpired, ProcessPool

from metrics import disk, logs, measured
from metrics.access.identity import Identity
from metrics.access.visit import Visit
from metrics.errors import Problem, ProveoutError
from metrics.store import Store

Lane = Literal["page", "unattended"]
# Hard, for each of the two processes, and there for runaways alone: reading a file of any size takes under 1 GB
# (load.MEMORY_MB), a snapshot little more than DuckDB's own soft limit (engine.MEMORY_LIMIT). Both lanes at work need
# about 2 GB, and an idle one 0.2 GB.
MEMORY_BYTES = 4 * 2**30
JOBS_PER_PROCESS = 50  # then a fresh one, so that memory that libraries keep is given back
DEADLINE_SECONDS = 3600.0
UNDONE = "what it had not finished did not happen"
SMALLER = "Try a smaller file, for example one month at a time."

log = logging.getLogger("proveout")
_pools: dict[Lane, ProcessPool] = {}
_waiting: dict[Future[Any], Lane] = {}
_told: Callable[[str, str, float], None] | None = None
_lock = threading.Lock()


class Stopped(ProveoutError):
    """A job without a result: its deadline passed, its memory was used up, or it met a defect."""

    title = "The work was stopped"


class _Process(SpawnProcess):
    """A spawned process that does not import its parent's main script: under Streamlit that is a page."""

    def start(self) -> None:
        main = sys.modules["__main__"]
        alone = ModuleType("__main__")
        sys.modules["__main__"] = alone
        try:
            super().start()
        finally:
            if sys.modules["__main__"] is alone:  # else another page has begun to run and set its own
                sys.modules["__main__"] = main


class _Context(SpawnContext):
    """Spawn, for a fork would copy the threads of DuckDB and of the server."""

    Process = _Process


@dataclass(frozen=True)
class Job:
    """A job under way. progress() is a share from 0 to 1, as far as the job tells it."""

    future: Future[Any]
    progress_path: Path | None

    def done(self) -> bool:
        """Whether result() would answer at once."""
        return self.future.done()

    def progress(self) -> float:
        """The last share that the job reported."""
        try:
            return float(self.progress_path.read_text()) if self.progress_path else 0.0
        except (OSError, ValueError):
            return 0.0

    def result(self) -> Any:
        """The job's result, waiting for it. Raises its ProveoutError, or Stopped that says why there is none."""
        try:
            return self.future.result()[0]
        except Late:
            raise Stopped(Problem(f"The job took too long and was stopped; {UNDONE}", SMALLER)) from None
        except (ProcessExpired, MemoryError):
            text = f"The job needed more memory than it may use and was stopped; {UNDONE}"
            raise Stopped(Problem(text, SMALLER)) from None
        except BrokenProcessPool:  # pebble, of a pool that ended between two jobs
            log.warning("the workers ended under a job", exc_info=True)
            raise Stopped(_server_stopped()) from None
        except ProveoutError:
            raise
        except Exception as error:  # a defect of ours: words for the person, the trace for the log
            log.exception("a job failed unexpectedly")
            text = f"Something unexpected went wrong ({type(error).__name__}); {UNDONE}"
            raise Stopped(Problem(text, "The server's log says where.")) from None
        finally:
            if self.progress_path:
                self.progress_path.unlink(missing_ok=True)


def submit(
    of: Visit | Store,
    action: Callable[..., Any],
    *args: Any,
    progress: bool = False,
    deadline: float = DEADLINE_SECONDS,
    lane: Lane = "page",
) -> Job:
    """Run `action(of, *args)` in a worker; with `progress` the action gets a function to tell its share to."""
    store, who = (of.store, of.who) if isinstance(of, Visit) else (of, None)
    path = store.staging_path(".progress") if progress else None
    began = time.monotonic()
    future = _running(lane).schedule(_run, args=(store.home, who, action, args, path), timeout=deadline)
    _waiting[future] = lane
    future.add_done_callback(lambda done: _done(done, action.__name__, time.monotonic() - began))
    return Job(future, path)


def run(
    of: Visit | Store, action: Callable[..., Any], *args: Any, deadline: float = DEADLINE_SECONDS, lane: Lane = "page"
) -> Any:
    """Run a job and wait for its result."""
    return submit(of, action, *args, deadline=deadline, lane=lane).result()


def on_done(told: Callable[[str, str, float], None] | None) -> None:
    """Tell every job that ends to a function: its action's name, "done" or "failed", seconds since it was asked for."""
    global _told
    _told = told


def waiting() -> dict[Lane, int]:
    """Jobs that wait or run, by lane."""
    lanes = list(_waiting.values())
    return {lane: lanes.count(lane) for lane in get_args(Lane)}


def alive() -> bool:
    """Whether every lane that has been started can take a job."""
    with _lock:
        return all(pool.active for pool in _pools.values())


def _done(future: Future[Any], action: str, seconds: float) -> None:
    _waiting.pop(future, None)
    failed = future.cancelled() or future.exception() is not None
    if not failed:
        for figure, value in future.result()[1]:
            measured.tell(figure, value)
    if _told:
        _told(action, "failed" if failed else "done", seconds)


def stop() -> None:
    """End the workers; what they had not committed did not happen, and who waits for it is told so."""
    with _lock:
        for pool in _pools.values():
            pool.stop()  # type: ignore[no-untyped-call]
        for pool in _pools.values():
            pool.join()
        _pools.clear()
    for future in tuple(_waiting):  # a pool that is stopped leaves them open, and whoever waits would wait for ever
        with contextlib.suppress(InvalidStateError):
            future.set_exception(Stopped(_server_stopped()))


def _server_stopped() -> Problem:
    return Problem(f"The server was stopped; {UNDONE}", "Do it again.")


def _running(lane: Lane) -> ProcessPool:
    with _lock:
        pool = _pools.get(lane)
        if pool is None or not pool.active:
            if not _pools:
                atexit.register(stop)
            pool = ProcessPool(max_workers=1, max_tasks=JOBS_PER_PROCESS, initializer=_limit, context=_Context())
            _pools[lane] = pool
        return pool


def _limit() -> None:
    logs.configure()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))


def _run(
    home: Path, who: Identity | None, action: Callable[..., Any], args: tuple[Any, ...], progress: Path | None
) -> tuple[Any, list[measured.Told]]:
    from metrics.actions import store

    try:
        with disk.room(home), measured.gathered() as told:
            of = Visit(store(home), who) if who else store(home)
            more = {} if progress is None else {"progress": lambda share: _tell(progress, share)}
            return action(of, *args, **more), told
    except duckdb.OutOfMemoryException:
        raise MemoryError from None


def _tell(path: Path, share: float) -> None:
    """Renamed into place, so that a reader never finds half a number."""
    written = path.with_suffix(".new")
    written.write_text(f"{share:.4f}")
    os.replace(written, path)
