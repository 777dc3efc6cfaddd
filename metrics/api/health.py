"""Whether the server can do its work: what a load balancer and a supervisor ask every few seconds."""

from __future__ import annotations

import os

from metrics import actions, disk, worker
from metrics.errors import ProveoutError
from metrics.store.migrations import HEAD, version

ROOM_BYTES = 256 << 20  # under it the server is called unready: an upload and its snapshot may not fit


def ready() -> dict[str, str]:
    """Each thing that must be well, "ok" or what is wrong, without names of folders or people.

    store: it opens and can be written; schema: the version that this program writes; disk: room for an upload;
    workers: each that was started takes jobs.
    """
    found = {"store": "ok", "schema": "unknown", "disk": "unknown", "workers": "ok"}
    if not worker.alive():
        found["workers"] = "stopped"
    try:
        store = actions.store()
        with store.read() as con:
            known = version(con)
        found["schema"] = "ok" if known == HEAD else f"is {known}, not {HEAD}"
        if not os.access(store.home / "catalog.sqlite", os.W_OK) or not os.access(store.home, os.W_OK):
            found["store"] = "cannot be written"
        free = disk.free_bytes(store.home)
        found["disk"] = "ok" if free is None or free >= ROOM_BYTES else f"{free / disk.MEGABYTE:,.0f} MB free"
    except ProveoutError as error:
        found["store"] = error.title
    return found
