"""A deed of the audit in a few words, where it is told as a cause."""

from __future__ import annotations

from metrics.store import AuditRow

DEEDS = {
    "upload": "the upload of {file}",
    "undo": "the undo of {file}",
    "redo": "the redo of {file}",
    "purge": "the purge of {file}",
    "reread": "the second reading of {file}",
    "seal": "a seal of {subject}",
}
EDIT = "an edit of the definition"


def named(row: AuditRow) -> str | None:
    """A deed in a few words: "the upload of export.csv"; None for the snapshot that followed one."""
    if row.action == "snapshot":
        return None
    file = row.detail.get("file") or row.detail.get("file_name") or "a file"
    return DEEDS.get(row.action, EDIT).format(file=file, subject=row.subject)
