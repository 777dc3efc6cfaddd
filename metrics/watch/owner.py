"""The receiver that is the project's owner: whoever that is when something is told, by the e-mail address named.

A receiver's url with `{owner}` in it leads there. What cannot be told to anybody waits, as with any receiver that does
not answer, and is told to who takes the project over.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from urllib.parse import quote
from zoneinfo import ZoneInfo

from metrics import definition, words
from metrics.model import ProjectInfo
from metrics.store import Store
from metrics.watch.receivers import OWNER, Receiver

# Narrower than mail allows: what else may stand before the @ (o'hara, a%b) Apprise reads as another person's address.
MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")


def led(receiver: Receiver, store: Store, project: str, at: dt.datetime) -> tuple[Receiver, str]:
    """The receiver as it leads somewhere now, and why it leads nowhere; "" where it does."""
    if not receiver.to_owner:
        return receiver, ""
    info = definition.parse(store.definition(project).text).project
    why = nobody(info, at)
    address = "" if why else quote(info.owner or "", safe="")
    return replace(receiver, url=receiver.url.replace(OWNER, address)), why


def nobody(info: ProjectInfo, at: dt.datetime) -> str:
    """Why the project's owner cannot be told at this moment; "" where there is an address."""
    if not info.owner:
        return "the project names no owner"
    if info.orphaned(at.astimezone(ZoneInfo(info.timezone)).date()) and info.owner_until:
        return f"{info.owner} owns it no longer, since {words.day(info.owner_until)}: somebody must take it over"
    if not MAIL.fullmatch(info.owner):
        return f"the owner is named {words.shortened(info.owner, 60)}, which is no e-mail address that can be told"
    return ""
