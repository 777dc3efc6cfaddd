"""What an entry of the audit says, as a sentence for people."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from metrics import words
from metrics.actions import deed_words
from metrics.actions.deed_sentences import SENTENCES
from metrics.actions.deed_words import Titles
from metrics.store import AuditRow, Store, Verified

KINDS: Mapping[str, str] = {  # action → what a list to choose from calls it
    "create": "New projects",
    "define": "Definitions saved",
    "change": "Changed definitions",
    "upload": "Uploads",
    "undo": "Undone uploads",
    "redo": "Uploads brought back",
    "purge": "Erased uploads",
    "remove": "Removed projects",
    "restore_project": "Projects brought back",
    "seal": "Seals",
    "snapshot": "Results kept",
    "reread": "Uploads read again",
    "backup": "Backups",
    "restore": "Restores",
    "close": "Closed months",
    "accept": "Accepted restatements",
    "sign": "Signed assumptions",
    "ready": "Readiness answers",
    "grant": "Roles given",
    "revoke": "Roles taken away",
    "token": "Tokens made",
    "revoke_token": "Tokens revoked",
    "alert": "Alerts fired and recovered",
    "mute": "Alerts muted",
    "unmute": "Mutes lifted",
    "watch": "What is told and to whom",
    "report": "Reports",
    "annotate": "Notes on charts",
    "login": "Logins",
    "logout": "Logouts",
}
WHOLE = frozenset(
    {"grant", "revoke", "token", "revoke_token", "alert", "mute", "unmute", "watch", "sign", "ready", "annotate"}
)  # their sentences say what was before and what is so now


def sentence(row: AuditRow, titles: Titles | None = None) -> str:
    """What was done, without who: "uploaded export.csv to tickets: 380 rows, 3 rejected".

    titles: what people call the project's parts. An entry that was edited from outside, so that it has another form,
    is told by its action.
    """
    try:
        if saying := SENTENCES.get(row.action):
            return saying(row, titles or {})
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    return row.action.replace("_", " ") + (f": {row.subject}" if row.subject else "")


def kind(action: str) -> str:
    """What entries with this action are called."""
    return KINDS.get(action) or words.opening(action.replace("_", " ")).rstrip(".")


def changed(store: Store, row: AuditRow) -> str | None:
    """What an entry replaced, line by line: a definition's text before and after; None where there is no such text."""
    if row.project is None or row.action not in ("define", "change", "upload"):
        return None
    of = row.detail.get("definition") if row.action == "upload" else row.detail
    if not of or not of.get("before"):
        return None
    if row.project in store.removed():  # its texts come back with it
        return None
    texts = {stored.digest: stored.text for stored in store.definitions(row.project)}
    before, after = texts.get(of["before"]), texts.get(str(of.get("after", of.get("digest"))))
    if before is None or after is None:
        return None
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=2)
    return "\n".join(lines) or None


def particulars(row: AuditRow) -> dict[str, str]:
    """What else an entry keeps, by name, as text; hashes in full."""
    kept = {name: value for name, value in row.detail.items() if value not in (None, "", [], {})}
    return {deed_words.label(name): deed_words.value(name, value) for name, value in kept.items()}


def before_after(row: AuditRow) -> str | None:
    """What took whose place, in short: "live → undone"; None where nothing did, or the sentence says it whole.

    Of two objects what differs.
    """
    if "after" not in row.detail or row.action in WHOLE:
        return None
    before, after = (row.detail.get(name) for name in ("before", "after"))
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        differs = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        before, after = ({name: side.get(name) for name in differs if name in side} for side in (before, after))
    return f"{deed_words.short(before)} → {deed_words.short(after)}"


def verified(found: Verified) -> list[str]:
    """What a verification found, in sentences, the worst first."""
    told, earlier = [], found.against
    if found.broken:
        told.append(f"The audit is not what was written. {found.broken.text}")
        told.append(f"The {words.count(found.rows, 'entry before it fits', 'entries before it fit')}.")
    if earlier and earlier.n is None:
        told.append(
            "No entry has the hash that was given: an entry up to it was changed or cut off, or the hash is of "
            "another store."
        )
    elif earlier:
        after = words.count(earlier.after or 0, "entry", "entries")
        which = f"entry {earlier.n}" if earlier.n else "the empty audit"
        told.append(f"The hash that was given is that of {which}; all up to it is as it was. {after} came after.")
    if not found.broken:
        told.append(f"{words.count(found.rows, 'entry', 'entries')} checked, every hash fits.")
    if found.backwards:
        told.append(
            f"For information: the clock went back {words.count(found.backwards, 'time')}, first at entry "
            f"{found.first_backwards}; the order is that of the numbers."
        )
    return [*told, f"Head: entry {found.n}, {found.hash}"]
