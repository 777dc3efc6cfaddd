"""What entries of the audit keep, as people read it: roles, rights, days, who is told, and what took whose place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from metrics import definition, words
from metrics.actions.readying import SAID
from metrics.errors import ProveoutError
from metrics.measure.register import stated
from metrics.watch import RULES

Titles = Mapping[str, str]  # "project", "kpi.calls", "forecast.demand", "kpi.calls.unit_value" → what people call it
SHORT = 12  # characters of a hash that tell it from others
NONE = "none"
MAY: Mapping[str, str] = {"upload": "upload", "results": "read results"}  # by a token's scope
LABELS: Mapping[str, str] = {
    "again_days": "told again after",
    "as_of": "data to",
    "date": "of",
    "expires": "until",
    "expected_revision": "revision expected",
    "file_name": "file",
    "kpi": "KPI",
    "low": "from",
    "high": "to",
    "made_at": "made",
    "off": "rules switched off",
    "rejects_share": "rejected rows put up with",
    "review": "looked at again on",
    "scopes": "may",
    "sha256": "SHA-256",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")


def titles(text: str) -> Titles:
    """What a definition's parts are called by people; nothing of a text that cannot be read."""
    try:
        defined = definition.parse(text)
    except ProveoutError:
        return {}
    name = {"project": defined.project.name or defined.project.id}
    kpis = {f"kpi.{name}": kpi.title or name for name, kpi in defined.kpi.items()}
    forecasts = {f"forecast.{name}": each.title or name for name, each in defined.forecast.items()}
    return name | kpis | forecasts | {each.path: each.title for each in stated(defined)}


def moment(text: object) -> str:
    """A day or a moment in ISO form as people read it: "3 Oct 2026", "3 Oct 2026, 23:59 UTC"; other texts stay."""
    told = str(text)
    try:
        if _DAY.fullmatch(told):
            return words.day(dt.date.fromisoformat(told))
        if _MONTH.fullmatch(told):
            return words.period(dt.date.fromisoformat(f"{told}-01"), "month")
        if _MOMENT.fullmatch(told):
            at = dt.datetime.fromisoformat(told)
            at = at.astimezone(dt.UTC) if at.tzinfo else at
            return f"{words.day(at.date())}, {at:%H:%M} UTC"
    except ValueError:  # no such day
        return told
    return told


def article(role: str) -> str:
    """A role with its article: "a viewer", "an owner"."""
    return f"{'an' if role[:1] in 'aeiou' else 'a'} {role}"


def limits(segments: Sequence[str]) -> str:
    """What a role is limited to: "", ", limited to region north"."""
    return f", limited to {words.listed([each.replace('=', ' ', 1) for each in segments])}" if segments else ""


def subject(text: str) -> str:
    """Whom a role is given to: an address as it is, "everybody of example.com", "whoever has groups=it"."""
    if "=" in text:
        return f"whoever has {text}"
    return text if "@" in text or not text else f"everybody of {text}"


def rules(names: Sequence[str]) -> str:
    """Rules by their titles, each in quotes."""
    return words.listed([f"“{RULES[name].title if name in RULES else name}”" for name in names])


def alert(name: str, known: Titles) -> str:
    """An alert by the rule and what it is about: "“The target is missed” (Kilometres a delivery)"."""
    rule, _, key = name.partition(": ")
    about = thing(key, known)
    return rules([rule]) + (f" ({about})" if about else "")


def thing(key: str, known: Titles) -> str:
    """What an alert is about, by the titles of KPIs and forecasts: "calls/minutes" is "Calls, Minutes"."""
    first, _, rest = key.partition(" ")  # "calls above 5": a threshold
    if rest and f"kpi.{first}" in known:
        return f"{known[f'kpi.{first}']} {rest}"
    parts = key.split("/")
    return ", ".join(known.get(f"kpi.{part}", known.get(f"forecast.{part}", moment(part))) for part in parts if part)


def wishes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What somebody changed in whom a project tells, and of what."""
    told = []
    was, now = (tuple(each.get("receivers") or ()) for each in (before, after))
    if was != now:
        before_it = before_that(words.listed(was) or "nobody")
        told.append(f"{words.listed(now) or 'nobody'} {'is' if len(now) < 2 else 'are'} told{before_it}")
    was, now = (tuple(each.get("off") or ()) for each in (before, after))
    if off := [name for name in now if name not in was]:
        told.append(f"switched off {rules(off)}")
    if on := [name for name in was if name not in now]:
        told.append(f"switched on {rules(on)}")
    for name in ("again_days", "rejects_share"):
        if before.get(name) != after.get(name):
            was_then = before_that(value(name, before.get(name)))
            told.append(f"{LABELS[name]} {value(name, after.get(name))}{was_then}")
    return "; ".join(told)


def before_that(text: str) -> str:
    """What was so before, behind what is so now."""
    return f" (before: {text})"


def short(value_: object) -> str:
    """A value in short: of a hash its beginning."""
    text = plain(value_)
    digest = text.removeprefix("sha256:")
    return f"{digest[:SHORT]}…" if len(digest) == 64 and digest.isalnum() else text


def plain(found: object) -> str:
    """What JSON holds as text for people; what is empty in an object is left out."""
    if isinstance(found, Mapping):
        kept = {name: each for name, each in found.items() if each not in (None, "")}
        return "; ".join(f"{label(name)}: {value(name, each)}" for name, each in kept.items()) or NONE
    return value("", found)


def value(name: str, found: object) -> str:
    """One value under its name."""
    if name == "again_days" and isinstance(found, int):
        return words.count(found, "day")
    if name == "rejects_share" and isinstance(found, int | float):
        return words.percent(found, 0 if found * 100 == int(found * 100) else 1)
    if name == "answer":
        return SAID.get(str(found), str(found)).lower()
    if isinstance(found, Mapping):
        return plain(found)
    if isinstance(found, list):
        if name == "off":
            return rules(found) or NONE
        return ", ".join(MAY.get(str(each), plain(each)) if name == "scopes" else plain(each) for each in found) or NONE
    if isinstance(found, bool):
        return "yes" if found else "no"
    return "nothing" if found is None else moment(found)


def label(name: str) -> str:
    """What a field of an entry is called."""
    return LABELS.get(name, name.replace("_", " "))
