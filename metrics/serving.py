"""Start the server on this machine, with the samples in an empty store."""

from __future__ import annotations

import errno
import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from metrics import worker
from metrics.access import local, login
from metrics.access.identity import Identity, of_command
from metrics.access.visit import Visit, guarded
from metrics.errors import Problem, ProveoutError
from metrics.store import Store

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
ADDRESS = "127.0.0.1"


class PortTaken(ProveoutError):
    """The server cannot listen on the port that it was asked to."""

    title = "Not started"


def serve(port: int, home: Path | None, samples: bool, say: Callable[[str], None], address: str = ADDRESS) -> NoReturn:
    """Replace this process by the server; the environment carries the store's home to it.

    Raises, before anything else is done, PortTaken where another program listens on the port, NotLoopback for an
    address that others reach while no login is configured, and LoginNotConfigured.
    """
    if login.configured(os.environ).mode == "none":
        local.require_loopback(address)
    require_free(port, address)
    store = Store.open(home)
    say(f"store: {store.home}")
    if samples and not (store.projects() or store.removed()):
        load_samples(Visit(store, of_command()), say)
    shown = "localhost" if local.is_loopback(address) else address
    say(f"Proveout serves http://{shown}:{port} (stop with Ctrl+C)")
    sys.stdout.flush()
    os.environ["PROVEOUT_HOME"] = str(store.home)
    os.chdir(ROOT)
    flags = [f"--server.port={port}", f"--server.address={address}"]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *flags])


def require_free(port: int, address: str = ADDRESS) -> None:
    """Raises PortTaken where the server could not listen on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: one that just ended is free
        try:
            probe.bind((address, port))
        except OSError as error:
            remedy = f"Choose another with --port, for example --port {port % 65535 + 1}."
            if error.errno == errno.EADDRINUSE:
                remedy += f" If Proveout is served already, it is at http://localhost:{port}."
            raise PortTaken(Problem(f"Port {port} cannot be used: {error.strerror}", remedy)) from None


_loads: dict[Path, worker.Job] = {}
_lock = threading.Lock()


def loading(visit: Visit) -> worker.Job | None:
    """The samples on their way into the store, or why they did not get there; None where nobody asked for them."""
    return _loads.get(visit.store.home)


def start_samples(visit: Visit) -> worker.Job:
    """Load the samples in the worker, once however many ask; one that failed is begun anew."""
    with _lock:
        job = _loads.get(visit.store.home)
        if job is None or job.done():
            job = _loads[visit.store.home] = worker.submit(visit, load_samples, progress=True)
        return job


@guarded
def load_samples(
    visit: Visit, say: Callable[[str], None] = lambda _: None, progress: Callable[[float], None] = lambda _: None
) -> None:
    """Apply every sample project and upload its files in the order of their names.

    A file stands at samples/<project>/<dataset>/<file>.csv beside samples/<project>/project.toml. progress gets the
    share that is done.
    """
    from metrics import actions  # late: `serve` itself only starts the program that needs them

    total, loaded = len(list(SAMPLES.glob("*/*/*.*"))) + len(list(SAMPLES.glob("*/project.toml"))), 0
    store = visit.store
    own = Visit(store, Identity("samples", "server"))
    for definition in sorted(SAMPLES.glob("*/project.toml")):
        done = actions.apply(own, definition.read_text(encoding="utf-8"), file=definition.name)
        for file in sorted(definition.parent.glob("*/*.*")):
            staged = actions.stage(own, done.project, file.parent.name, file)
            upload = actions.commit(own, staged, more_follow=True).upload
            say(f"sample {done.project}: {file.name}, {upload.rows} rows, {upload.rejected} rejected")
            loaded += 1
            progress(loaded / total)
        actions.refresh(store, done.project)
        loaded += 1
        progress(loaded / total)
    if not store.projects():
        raise ProveoutError(f"there are no sample projects in {SAMPLES}")
