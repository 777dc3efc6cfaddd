"""How entries of the audit hang together: each carries the SHA-256 of itself and of the hash before it.

docs/formats.md ("Audit") promises this form, so that an outsider can recompute it: a released one never changes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

GENESIS = "0" * 64  # stands before the first entry
FIELDS = ("n", "at", "actor", "place", "action", "project", "subject", "detail", "previous")  # what is hashed


def canonical(value: object) -> str:
    """JSON in its one form here: keys sorted, no spaces, ASCII with \\u escapes, numbers as Python writes them.

    Raises ValueError for an infinite number and TypeError for what JSON cannot hold.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def link(row: Mapping[str, Any]) -> str:
    """The hash of an entry, 64 hexadecimal digits, from its FIELDS as the catalogue keeps them.

    detail: its stored text, canonical JSON already; at: a moment in UTC, or its text in SQLite. The same as hashing
    `canonical` of the whole entry, without reading `detail`. Raises TypeError or ValueError for a field of another
    kind than is ever written.
    """
    text = (
        f'{{"action":{_text(row["action"])},"actor":{_text(row["actor"])},"at":"{moment(row["at"])}",'
        f'"detail":{row["detail"]},"n":{row["n"]:d},"place":{_text(row["place"])},'
        f'"previous":{_text(row["previous"])},"project":{_text(row["project"])},"subject":{_text(row["subject"])}}}'
    )
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def moment(at: object) -> str:
    """A moment as entries are hashed and exported: "2026-10-31T09:05:00.000000Z"."""
    if isinstance(at, str):  # SQLite: "2026-10-31 09:05:00.000000"; any other text reads back as something else
        text = f"{at[:10]}T{at[11:]}Z"
        if len(at) != 26 or at[10] != " " or not text.isascii():
            raise ValueError(f"not a moment as it is kept: {at!r}")
        return text
    if isinstance(at, dt.datetime):
        aware = at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
        return f"{aware.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    raise TypeError(f"not a moment: {at!r}")


def _text(value: str | None) -> str:
    return "null" if value is None else quoted(value)
