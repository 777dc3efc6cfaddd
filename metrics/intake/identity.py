"""How plainly a file's column is the id of a dataset: what its name says, and whether its values repeat."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

NUMBER = {"id", "ids", "nr", "no", "num", "number", "numero", "nummer", "key", "ref", "reference", "uuid", "#"}
# what one helpdesk calls a ticket, and another otherwise
HELPDESK = {"case", "ticket", "incident", "issue", "request", "inquiry", "enquiry", "vorgang", "fall", "anfrage"}
# whose numbers stand in such exports too: no row is one of them
OTHERS = {
    "account", "activity", "agent", "approver", "asset", "assignee", "author", "caller", "client", "contact",
    "contract", "customer", "device", "employee", "event", "group", "kunde", "kunden", "mitarbeiter", "opener",
    "organisation", "organization", "owner", "parent", "person", "phone", "postal", "product", "queue", "requester",
    "requestor", "row", "serial", "session", "site", "sla", "supplier", "team", "telefon", "user", "vendor",
    "version", "zip",
}  # fmt: skip
ENDINGS = ("nummer", "number", "nr", "id", "no", "key")
CODE = re.compile(r"[A-Za-z]{1,8}[-_ #]?\d+")  # INC0000045, HD-12
SURELY, PLAINLY, PERHAPS = 3, 2, 1


def things(dataset: str, column: str | None) -> frozenset[str]:
    """What a row of the dataset is, in the words of its name and of its id: ticket for tickets and ticket_id."""
    own = {_single(word) for name in (dataset, column or "") for word in _words(name) if word not in NUMBER}
    return frozenset(own | HELPDESK if own & HELPDESK else own)


def named(header: str, own: Collection[str]) -> int:
    """How far a header says that it is the id of one of `own`: 3 ticket id, 2 id or ticket, 1 record id, 0 no."""
    words = [part for word in _words(header) for part in _parted(word, own)]
    if not words or set(map(_single, words)) & OTHERS:
        return 0
    numbered = [word for word in words if word in NUMBER]
    owned = [word for word in words if word not in NUMBER and _single(word) in own]
    if len(owned) + len(numbered) == len(words):
        return SURELY if owned and numbered else PLAINLY if len(words) == 1 else PERHAPS
    return PERHAPS if numbered else 0


def rank(header: str, own: Collection[str], cells: Sequence[str | None], distinct: bool) -> int:
    """The column that alone ranks highest is proposed as the id; 0: it is none. distinct: filled, no value twice.

    Values may repeat where the name leaves no doubt: a log has a row for each change of a ticket. A bare number or
    thing does so only with values that are codes: a count is called a number too, and a subject an issue.
    """
    told = named(header, own)
    if distinct:
        return {SURELY: 6, PLAINLY: 4, PERHAPS: 2}.get(told, 1)
    if not cells or any(cell is None for cell in cells):
        return 0
    coded = all(CODE.fullmatch(cell.strip()) for cell in cells if cell)
    return 5 if told == SURELY else 3 if told == PLAINLY and coded else 0


def parts(name: str) -> list[str]:
    """The words of a name, folded and in the singular: "Minutes spent" is minute, spent."""
    return [_single(word) for word in _words(name)]


def _words(name: str) -> list[str]:
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", unicodedata.normalize("NFC", name))
    return [word.casefold() for word in re.findall(r"[^\W_]+|#", parted)]


def _parted(word: str, own: Collection[str]) -> list[str]:
    """A compound as two words where its first is a thing's name: ticketid, Vorgangsnummer."""
    for ending in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and stem and (_single(stem) in own or ending in ("nummer", "number")):
            return [_single(stem), ending]
    return [word]


def _single(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
