"""Emptying the outbox: a thread for each receiver that something waits for, so that none holds up another."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from metrics.errors import ProveoutError
from metrics.logs import about
from metrics.store import Delivery, Store
from metrics.store.database import now
from metrics.watch.owner import led
from metrics.watch.receivers import GONE, NotConfigured, Receivers, configured
from metrics.watch.sending import send

_busy: set[tuple[Path, str]] = set()
_lock = threading.Lock()
log = logging.getLogger("proveout")


def deliver(store: Store, at: dt.datetime | None = None) -> list[threading.Thread]:
    """Begin to deliver what may be tried now; the threads that do it, which end by themselves.

    A receiver that is still busy is left alone. What fails stays in the outbox with a later time.
    """
    at, started = at or now(), []
    waiting: dict[str, list[Delivery]] = {}
    for delivery in store.waiting(at):
        waiting.setdefault(delivery.receiver, []).append(delivery)
    if not waiting:
        return []
    try:
        known = configured()
    except NotConfigured as error:
        log.warning("the file of receivers has to be mended: %s", about(error))
        known = error.usable
    for name, deliveries in waiting.items():
        with _lock:
            if (store.home, name) in _busy:
                continue
            _busy.add((store.home, name))
        thread = threading.Thread(target=_empty, args=(store, name, deliveries, known, at), daemon=True)
        thread.start()
        started.append(thread)
    return started


def _empty(store: Store, name: str, deliveries: Sequence[Delivery], known: Receivers, at: dt.datetime) -> None:
    """One receiver's messages, until it does not take one: what is left is tried at the next look."""
    try:
        for delivery in deliveries:
            if not _try(store, known, delivery, at):
                return
    except ProveoutError as error:
        log.warning("a delivery to %s could not be kept: %s", name, about(error))
    except Exception as error:  # a defect of ours: the others go on
        log.warning("delivering to %s failed: %s", name, about(error))
    finally:
        with _lock:
            _busy.discard((store.home, name))


def _try(store: Store, known: Receivers, delivery: Delivery, at: dt.datetime) -> bool:
    receiver, claimed = known.by_name.get(delivery.receiver), store.claim(delivery, at)
    if claimed is None:
        return True  # somebody else has it
    if receiver is None or not receiver.serves(claimed.project):
        store.not_delivered(claimed, known.unknown if receiver is None else GONE, at)
        return True
    leading, nobody = led(receiver, store, claimed.project, at)
    if nobody:
        store.not_delivered(claimed, f"nobody is told: {nobody}", at)
        log.warning("alert %s was not delivered to %s: no owner can be told", claimed.id, claimed.receiver)
        return True  # the receiver is well: other projects have owners
    error = send(leading, claimed)
    if error is None:
        store.delivered(claimed)
        log.info("alert delivered: %s to %s, attempt %s", claimed.id, claimed.receiver, claimed.attempts)
        return True
    store.not_delivered(claimed, error, at)
    log.warning("alert %s was not delivered to %s: %s", claimed.id, claimed.receiver, error)
    return False
