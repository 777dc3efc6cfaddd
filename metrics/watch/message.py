"""What a receiver reads: the alert's sentence, where it comes from, whose it is, and where to look."""

from __future__ import annotations

from collections.abc import Mapping

from metrics import words
from metrics.store import Alert, Delivery
from metrics.store.outbox import Kind

KINDS: Mapping[Kind, str] = {
    "fired": "",
    "again": "Still: ",
    "recovered": "Recovered: ",
    "withdrawn": "No longer watched: ",
}
LONGEST = 120  # characters of a subject


def compose(alert: Alert, kind: Kind, name: str, address: str) -> tuple[str, str]:
    """Subject and text. address: of the server; without one the chart is named by its path alone."""
    told = [alert.text if kind == "withdrawn" else KINDS[kind] + alert.text]
    told += [f"Where from: {'; '.join(alert.detail['moved'])}."] if alert.detail.get("moved") else []
    told += [f"Owner: {alert.detail['owner']}"] if alert.detail.get("owner") else []
    told += [f"Chart: {address.rstrip('/')}{alert.detail['place']}"]
    return _line(f"{name}: {KINDS[kind]}{alert.title}"), "\n".join(_line(each, None) for each in told)


def signed(delivery: Delivery) -> str:
    """The text with what tells a repeat: the same delivery id, and the number of the attempt."""
    repeat = "" if delivery.attempts <= 1 else ", may be a repeat of what you had already"
    return f"{delivery.text}\n\nDelivery {delivery.id}, attempt {delivery.attempts}{repeat}."


def headers(delivery: Delivery) -> dict[str, str]:
    """The same for programs, where the way of delivery has headers."""
    return {"X-Proveout-Delivery": delivery.id, "X-Proveout-Attempt": str(delivery.attempts)}


def _line(text: str, length: int | None = LONGEST) -> str:
    plain = " ".join(text.split())
    return plain if length is None else words.shortened(plain, length)
