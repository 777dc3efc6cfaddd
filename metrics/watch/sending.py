"""One message to one receiver, by Apprise; what goes wrong is told without the receiver's secrets."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import Any

from metrics.store import Delivery
from metrics.watch import message
from metrics.watch.receivers import Receiver

STATUS = re.compile(r"error=(\d{3})\b")
SECONDS = 45  # for one message, below the first pause: an attempt has ended before another process may make the next
_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)  # Apprise carries it to its own threads


class _Hear(logging.Handler):
    """Apprise says what went wrong to its log only, whose lines hold addresses: the status is all that is kept."""

    def emit(self, record: logging.LogRecord) -> None:
        heard, status = _heard.get(), STATUS.search(record.getMessage())
        if heard is not None and status and status[1] != "000":
            heard.append(f"it answered with the status {status[1]}")


_log = logging.getLogger("apprise")
_log.handlers, _log.propagate = [_Hear(logging.WARNING)], False
_log.setLevel(logging.WARNING)
for _loud in ("smtplib", "urllib3"):  # their debug lines name hosts and paths
    logging.getLogger(_loud).setLevel(logging.WARNING)


def plugins(url: str) -> Any:
    """The way to a URL; None for one that is not understood."""
    from apprise import Apprise, AppriseAsset  # slow to import, and only who tells needs it

    asset = AppriseAsset(app_id="Proveout", app_desc="Proveout", app_url="", plugin_paths=[], secure_logging=True)
    found = Apprise(asset=asset)
    try:
        return found if found.add(url) else None
    except Exception:  # what a plugin raises on a URL may quote it
        return None


def send(receiver: Receiver, delivery: Delivery) -> str | None:
    """Deliver, in the caller's thread; None where the receiver took it, else why not, for people."""
    found = plugins(receiver.url)
    if found is None:
        return "its url is not understood"
    for plugin in found:
        if isinstance(getattr(plugin, "headers", None), dict):
            plugin.headers |= message.headers(delivery)
    why: list[str] = []
    _heard.set(why)
    try:
        taken = found.notify(body=message.signed(delivery), title=delivery.title, body_format="text", timeout=SECONDS)
    except Exception as error:  # its message may hold the URL
        return f"it failed ({type(error).__name__})"
    return None if taken else why[-1] if why else "it could not be reached, or did not take it"
