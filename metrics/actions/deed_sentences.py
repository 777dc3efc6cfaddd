"""Each kind of deed in the audit as a sentence without its subject: who did it stands before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from metrics import locales, words
from metrics.actions import deed_words as told
from metrics.actions.deed_words import Titles
from metrics.actions.readying import SAID
from metrics.measure.readiness import QUESTIONS
from metrics.store import AuditRow

Saying = Callable[[AuditRow, Titles], str]
FORMATS: Mapping[str, str] = {"pdf": "PDF", "pptx": "slides", "xlsx": "workbook", "html": "HTML page"}


def _create(row: AuditRow, titles: Titles) -> str:
    return f"created the project {titles.get('project', row.project)}{_because(row)}"


def _change(row: AuditRow, _: Titles) -> str:
    found, again = row.detail, len(row.detail.get("reread") or ())
    reread = f"; {words.count(again, 'upload')} read again" if again else ""
    owner = found.get("owner")
    if not isinstance(owner, Mapping):
        return f"changed the definition{reread}{_because(row)}"
    if owner.get("alone") and owner.get("after") == row.actor:
        return _taken_over(owner)
    until = f", until {told.moment(owner['until'])}" if owner.get("until") else ""
    named = f"{owner.get('after') or 'nobody'} owns it now{until}{told.before_that(owner.get('before') or 'nobody')}"
    return f"changed the definition: {named}{reread}{_because(row)}"


def _taken_over(owner: Mapping[str, Any]) -> str:
    until = f", until {told.moment(owner['until'])}" if owner.get("until") else ", without an end"
    if owner["before"] == owner["after"]:
        return f"stays the owner{until}"
    before = owner.get("before")
    return (f"took the project over from {before}" if before else "took the project over, which nobody owned") + until


def _upload(row: AuditRow, _: Titles) -> str:
    found = row.detail
    again = " again" if found.get("again") else ""
    learnt = "; the definition learnt how to read it" if found.get("definition") else ""
    rejected = words.whole(int(found.get("rejected") or 0))
    return f"uploaded {_file(row)} to {found.get('dataset', '')}{again}: {_rows(row)}, {rejected} rejected{learnt}"


def _undo(row: AuditRow, _: Titles) -> str:
    return f"took {_file(row)}{_of(row)} out of every figure"


def _redo(row: AuditRow, _: Titles) -> str:
    return f"brought {_file(row)}{_of(row)} back into every figure"


def _remove(row: AuditRow, _: Titles) -> str:
    nouns = {"uploads": "upload", "sealed": "sealed baseline", "closed_months": "closed month"}
    held = [words.count(int(row.detail[name]), noun) for name, noun in nouns.items() if row.detail[name]]
    return f"removed the project{f', with {words.listed(held)}' if held else ''}{_because(row)}"


def _purge(row: AuditRow, _: Titles) -> str:
    return f"erased {_file(row)}{_of(row)} for good{_because(row)}"


def _reread(row: AuditRow, _: Titles) -> str:
    return f"read the kept original of {_file(row)} again, {_rows(row)}{_because(row)}"


def _seal(row: AuditRow, titles: Titles) -> str:
    kpi = titles.get(f"kpi.{row.subject}", row.subject or "")
    return f"sealed the baseline of {kpi}{' anew' if row.detail.get('before') else ''}{_because(row)}"


def _snapshot(row: AuditRow, _: Titles) -> str:
    verb = "repaired the kept" if row.detail.get("repaired") else "kept the"
    to = f", data to {told.moment(row.detail['as_of'])}" if row.detail.get("as_of") else ""
    return f"{verb} results of revision {row.detail.get('revision', '')}{to}"


def _backup(row: AuditRow, _: Titles) -> str:
    files = row.detail.get("files")
    counted = f" ({words.count(files, 'file')})" if isinstance(files, int) else ""
    damaged = len(row.detail.get("damaged") or ())
    left = f"; {words.count(damaged, 'file')} in it {'is' if damaged == 1 else 'are'} damaged" if damaged else ""
    return f"copied the whole store to {row.subject}{counted}{left}"


def _restore(row: AuditRow, _: Titles) -> str:
    made = f", made on {told.moment(row.detail['made_at'])}" if row.detail.get("made_at") else ""
    return f"made this store of the backup {row.subject}{made}"


def _close(row: AuditRow, _: Titles) -> str:
    return f"closed {told.moment(row.subject)}: “{row.detail.get('comment', '')}”"


def _accept(row: AuditRow, _: Titles) -> str:
    return f"accepted the restatement of {told.moment(row.subject)}{_because(row)}"


def _sign(row: AuditRow, titles: Titles) -> str:
    now = _side(row, "after")
    stands = f" at {now['value']}" if now.get("value") else ""
    between = f", from {now['low']} to {now['high']}" if now.get("low") and now.get("high") else ""
    review = f", to be looked at again on {told.moment(now['review'])}" if now.get("review") else ""
    source = f" (source: {row.detail['source']})" if row.detail.get("source") else ""
    return f"signed the assumption “{titles.get(row.subject or '', row.subject)}”{stands}{between}{review}{source}"


def _ready(row: AuditRow, _: Titles) -> str:
    asks = {question.key: question.asks for question in QUESTIONS}.get(row.subject or "", row.subject)
    now, before = _side(row, "after"), _side(row, "before")
    if not now:
        return f"answered “{asks}”"
    was = told.before_that(_said(before)) if before and before.get("answer") != now.get("answer") else ""
    evidence = f": “{now['evidence']}”" if now.get("evidence") else ", without evidence"
    return f"answered “{asks}” with {_said(now)}{was}{evidence}, of {told.moment(now.get('date', ''))}"


def _grant(row: AuditRow, titles: Titles) -> str:
    now, before = _side(row, "after"), _side(row, "before")
    whom, where = told.subject(row.subject or ""), _where(row, titles)
    was = told.before_that(f"{before.get('role', '')}{_seen(before)}") if before else ""
    return f"made {whom} {told.article(str(now.get('role', '')))} {where}{_seen(now)}{was}"


def _revoke(row: AuditRow, titles: Titles) -> str:
    before = _side(row, "before")
    role = (
        f"the role {before['role']}{_seen(before)}{',' if _seen(before) else ''}" if before.get("role") else "the role"
    )
    return f"took {role} from {told.subject(row.subject or '')} {_where(row, titles)}"


def _token(row: AuditRow, _: Titles) -> str:
    now = _side(row, "after")
    may = words.listed([told.MAY.get(scope, scope) for scope in now.get("scopes") or ()])
    until = f", until {told.moment(str(now['expires'])[:10])}" if now.get("expires") else ""
    return f"made the token “{now.get('name') or row.subject}”, which may {may or 'nothing'}{until}"


def _revoke_token(row: AuditRow, _: Titles) -> str:
    return f"ended the token “{_side(row, 'before').get('name') or row.subject}”"


def _alert(row: AuditRow, titles: Titles) -> str:
    how = {"recovered": "recover", "settled": "become the state of things", "withdrawn": "end"}
    became = how.get(str(row.detail.get("after")), "fire")
    if text := row.detail.get("text"):
        return f"saw an alert {became}: {locales.told(str(text), *titles.values())}"
    return f"saw the alert {told.alert(row.subject or '', titles)} {became}"  # before entries kept its sentence


def _mute(row: AuditRow, titles: Titles) -> str:
    until = f" until {told.moment(row.detail['after'])}" if row.detail.get("after") else ""
    before = told.before_that(f"until {told.moment(row.detail['before'])}") if row.detail.get("before") else ""
    return f"muted the alert {told.alert(row.subject or '', titles)}{until}{before}{_because(row)}"


def _unmute(row: AuditRow, titles: Titles) -> str:
    before = f", which lasted until {told.moment(row.detail['before'])}" if row.detail.get("before") else ""
    return f"lifted the mute of the alert {told.alert(row.subject or '', titles)}{before}"


def _watch(row: AuditRow, _: Titles) -> str:
    changed = told.wishes(_side(row, "before"), _side(row, "after"))
    return "changed what the project tells and whom" + (f": {changed}" if changed else "")


def _report(row: AuditRow, _: Titles) -> str:
    many = row.detail.get("projects")
    of = f" of {words.count(many, 'project')}" if isinstance(many, int) else ""
    format = str(row.detail.get("format", ""))
    return f"made a report{of} ({FORMATS.get(format, format)})"


def _annotate(row: AuditRow, titles: Titles) -> str:
    """What became of a note on a chart, and its words: the new ones, or those that were taken back."""
    before, after = _side(row, "before"), _side(row, "after")
    note = after or before
    verb = "took back" if not after else "changed" if before else "wrote"
    on = f" of {titles.get('kpi.' + note['kpi'], note['kpi'])}" if note.get("kpi") else ""
    day = f", on {told.moment(note['day'])}" if note.get("day") else ""
    changed = before and after and before.get("text") != after.get("text")
    was = told.before_that(f"“{before.get('text', '')}”") if changed else ""
    return f"{verb} a note on {'a chart' if on else 'the charts'}{on}{day}: “{note.get('text', '')}”{was}"


SENTENCES: Mapping[str, Saying] = {
    "create": _create,
    "define": _change,
    "change": _change,
    "upload": _upload,
    "undo": _undo,
    "redo": _redo,
    "purge": _purge,
    "remove": _remove,
    "restore_project": lambda _row, _titles: "brought the removed project back",
    "seal": _seal,
    "snapshot": _snapshot,
    "reread": _reread,
    "backup": _backup,
    "restore": _restore,
    "close": _close,
    "accept": _accept,
    "sign": _sign,
    "ready": _ready,
    "grant": _grant,
    "revoke": _revoke,
    "token": _token,
    "revoke_token": _revoke_token,
    "alert": _alert,
    "mute": _mute,
    "unmute": _unmute,
    "watch": _watch,
    "report": _report,
    "annotate": _annotate,
    "login": lambda _row, _titles: "logged in",
    "logout": lambda _row, _titles: "logged out",
}


def _side(row: AuditRow, name: str) -> Mapping[str, Any]:
    """What an entry has under before or after, where it is an object."""
    found = row.detail.get(name)
    return found if isinstance(found, Mapping) else {}


def _because(row: AuditRow) -> str:
    return f": “{row.detail['reason']}”" if row.detail.get("reason") else ""


def _file(row: AuditRow) -> str:
    return str(row.detail.get("file") or row.detail.get("file_name") or "a file")


def _of(row: AuditRow) -> str:
    of = f"{row.detail['dataset']}, " if row.detail.get("dataset") else ""
    return f" ({of}{_rows(row)})"


def _rows(row: AuditRow) -> str:
    return words.count(int(row.detail.get("rows") or 0), "row")


def _said(answer: Mapping[str, Any]) -> str:
    return SAID.get(str(answer.get("answer")), str(answer.get("answer"))).lower()


def _where(row: AuditRow, titles: Titles) -> str:
    return f"in {titles.get('project', row.project)}" if row.project else "in every project"


def _seen(side: Mapping[str, Any]) -> str:
    return told.limits(side.get("segments") or ())
