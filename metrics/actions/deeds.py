"""What an entry of the audit says, as a sentence for people."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from typing import Any

from metrics import words
from metrics.store import AuditRow, Store, Verified

SAYINGS: Mapping[str, str] = {  # action → what was done; names in braces are those of `_named`
    "create": "created the project",
    "define": "changed the definition",
    "change": "changed the definition{reread}",
    "upload": "uploaded {file} to {dataset}: {rows}, {rejected} rejected",
    "undo": "took {file} out of every figure",
    "redo": "brought {file} back into every figure",
    "purge": "erased {file} for good",
    "seal": "sealed the baseline of {subject}",
    "snapshot": "kept the results of revision {revision}",
    "reread": "read the kept original of {file} again: {rows}",
    "backup": "copied the whole store to {subject}",
    "restore": "made this store of the backup {subject}",
    "close": "closed {month}: “{comment}”",
    "accept": "accepted the restatement of {month}: “{reason}”",
    "sign": "signed the assumption {subject}",
    "ready": "answered the question before launch {subject}",
    "grant": "gave a role to {subject}",
    "revoke": "took the role of {subject} away",
    "token": "made the token {subject}",
    "revoke_token": "revoked the token {subject}",
    "alert": "judged the alert {subject}",
    "mute": "muted the alert {subject}",
    "unmute": "lifted the mute of the alert {subject}",
    "watch": "changed what the project tells and whom",
    "report": "made a report ({format})",
    "annotate": "{noted} a note on a chart: “{note}”",
}
KINDS: Mapping[str, str] = {  # action → what a list to choose from calls it
    "create": "New projects",
    "define": "Definitions saved",
    "change": "Changed definitions",
    "upload": "Uploads",
    "undo": "Undone uploads",
    "redo": "Uploads brought back",
    "purge": "Erased uploads",
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
}
SHORT = 12  # characters of a hash that tell it from others


def sentence(row: AuditRow) -> str:
    """What was done, without who: "uploaded export.csv to tickets: 380 rows, 3 rejected"."""
    saying = SAYINGS.get(row.action)
    if saying is None:
        return row.action.replace("_", " ") + (f": {row.subject}" if row.subject else "")
    return saying.format_map(_named(row))


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
    texts = {stored.digest: stored.text for stored in store.definitions(row.project)}
    before, after = texts.get(of["before"]), texts.get(str(of.get("after", of.get("digest"))))
    if before is None or after is None:
        return None
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=2)
    return "\n".join(lines) or None


def particulars(row: AuditRow) -> dict[str, str]:
    """What else an entry keeps, by name, as text; hashes in full."""
    return {name: _plain(value) for name, value in row.detail.items() if value not in (None, "", [], {})}


def before_after(row: AuditRow) -> str | None:
    """What took whose place, in short: "live → undone"; None where nothing did."""
    if "after" not in row.detail:
        return None
    before, after = (_short(row.detail.get(name)) for name in ("before", "after"))
    return f"{before} → {after}"


def verified(found: Verified) -> list[str]:
    """What a verification found, in sentences, the worst first."""
    told, earlier = [], found.against
    if found.broken:
        told.append(f"The audit is not what was written. {found.broken.text}")
        told.append(f"The {words.count(found.rows, 'entry', 'entries')} before it fit.")
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


def _named(row: AuditRow) -> Mapping[str, str]:
    found, reread = row.detail, len(row.detail.get("reread", ()))
    return {
        "subject": row.subject or "",
        "month": _month(row.subject or ""),
        "comment": str(found.get("comment", "")),
        "reason": str(found.get("reason", "")),
        "file": str(found.get("file") or found.get("file_name") or "a file"),
        "dataset": str(found.get("dataset", "")),
        "format": str(found.get("format", "")),
        "revision": str(found.get("revision", "")),
        "rows": words.count(int(found.get("rows", 0)), "row"),
        **_note(found),
        "rejected": str(found.get("rejected", 0)),
        "reread": f"; {words.count(reread, 'upload')} read again" if reread else "",
    }


def _note(found: Mapping[str, Any]) -> dict[str, str]:
    """What became of a note on a chart, and its words: the new ones, or those that were taken back."""
    before, after = (each if isinstance(each := found.get(name), Mapping) else {} for name in ("before", "after"))
    verb = "took back" if not after else "changed" if before else "wrote"
    return {"noted": verb, "note": str((after or before).get("text", ""))}


def _month(subject: str) -> str:
    """A month as people read it; another subject as it is."""
    try:
        return words.period(dt.date.fromisoformat(f"{subject}-01"), "month")
    except ValueError:
        return subject


def _short(value: object) -> str:
    text = "nothing" if value is None else _plain(value)
    digest = text.removeprefix("sha256:")
    return f"{digest[:SHORT]}…" if len(digest) == 64 and digest.isalnum() else text


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)
