"""Who can be told: receivers by name, from a file of the server. Their addresses hold secrets and leave it nowhere."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from metrics.errors import Problem, ProveoutError

VARIABLE = "PROVEOUT_NOTIFY_FILE"
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}")
OWNER = "{owner}"  # in a url: the e-mail address of the project's present owner
ANYBODY = "owner@example.com"  # what stands there while a url is tried
REMEDY = 'Write [receiver.NAME] with url = "…", optionally projects = ["…"]; docs/alerts.md has examples.'


GONE = "no receiver of this name is configured for this project on the server"
UNREAD = "the server's file of receivers has to be mended first; the log and the owners' page say what is wrong"


@dataclass(frozen=True)
class Receiver:
    """A name that projects choose, and where it leads: an Apprise URL that nobody is shown. projects: None is all."""

    name: str
    url: str = field(repr=False)
    projects: tuple[str, ...] | None = None

    @property
    def to_owner(self) -> bool:
        """Whether it leads to whoever owns the project."""
        return OWNER in self.url

    def serves(self, project: str) -> bool:
        """Whether a project may tell this one."""
        return self.projects is None or project in self.projects


@dataclass(frozen=True)
class Receivers:
    """All receivers by name; address: where people open this server, for links."""

    by_name: Mapping[str, Receiver]
    address: str = ""
    unknown: str = GONE  # why a name that is not among them is not told

    def of(self, project: str) -> tuple[str, ...]:
        """The names that a project may choose."""
        return tuple(name for name, each in sorted(self.by_name.items()) if each.serves(project))


NONE = Receivers({})


class NotConfigured(ProveoutError):
    """The file of receivers cannot be used as it is; no message quotes a value of it.

    usable: the receivers whose own entries are well; these are told all the same.
    """

    title = "The file of receivers has to be mended"
    usable = replace(NONE, unknown=UNREAD)


def configured() -> Receivers:
    """The receivers of this server; none where no file is named. Raises NotConfigured, without a value of the file."""
    named = os.environ.get(VARIABLE, "").strip()
    if not named:
        return NONE
    try:
        with Path(named).expanduser().open("rb") as file:
            text = file.read().decode()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise NotConfigured(Problem(f"The file cannot be read: {why}", f"See {VARIABLE}.", file=named)) from None
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))  # the rest of the message may quote a secret
        raise NotConfigured(
            Problem("The file is no TOML", REMEDY, file=named, row=int(where[1]) if where else None)
        ) from None
    return _read(given, named)


def address() -> str:
    """Where people open this server; "" where that is not known: rules are judged whatever the file is like."""
    try:
        return configured().address
    except NotConfigured:
        return ""


def _read(given: Mapping[str, Any], file: str) -> Receivers:
    wrong = [Problem("is not known here", REMEDY, file=file, path=key) for key in set(given) - {"receiver", "address"}]
    address, tables = given.get("address", ""), given.get("receiver", {})
    if not isinstance(address, str) or not re.fullmatch(r"(https?://[^\s@]+)?", address):
        wrong.append(Problem("is no web address", 'As in "https://proveout.example.com".', file=file, path="address"))
    found = {}
    for name, table in tables.items() if isinstance(tables, dict) else ():
        url, projects = (table.get(key) for key in ("url", "projects")) if isinstance(table, dict) else (None, None)
        listed = projects is None or (isinstance(projects, list) and all(isinstance(each, str) for each in projects))
        known = isinstance(table, dict) and not set(table) - {"url", "projects"}
        if not (NAME.fullmatch(name) and isinstance(url, str) and known and listed):
            wrong.append(Problem("is no receiver", REMEDY, file=file, path=f"receiver.{name}"))
        elif not _understood(url):
            remedy = "Apprise's documentation lists the forms of its URLs."
            wrong.append(
                Problem("has a url that Apprise does not understand", remedy, file=file, path=f"receiver.{name}")
            )
        else:
            found[name] = Receiver(name, url, None if projects is None else tuple(projects))
    if wrong:
        refused = NotConfigured(wrong)
        refused.usable = Receivers(found, "" if any(each.path == "address" for each in wrong) else str(address), UNREAD)
        raise refused
    return Receivers(found, str(address))


def _understood(url: str) -> bool:
    from metrics.watch.sending import plugins

    return plugins(url.replace(OWNER, ANYBODY)) is not None
