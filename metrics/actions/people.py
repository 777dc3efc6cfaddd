"""Who may do what: roles by project and overall, and the tokens of programs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from metrics import definition
from metrics.access.visit import Forbidden, Visit, guarded
from metrics.actions import parts
from metrics.errors import Problem, StoreError
from metrics.snapshot import ProjectView
from metrics.store import ROLES, Grant, Role, Scope, Store, Token, Wanted
from metrics.store.grants import read_subject

WHOLE = re.compile(r"[^@\s]+@([\w-]+\.)+[^\W\d_]{2,}")  # an address as providers give it: its domain has a dot


@guarded
def grants(visit: Visit, project: str) -> tuple[Grant, ...]:
    """The roles that count in a project; those in every project too."""
    return visit.store.grants(project)


@guarded
def all_grants(visit: Visit) -> tuple[Grant, ...]:
    """Every role, in the order of their granting."""
    return visit.store.grants()


@guarded
def whom_to_ask(visit: Visit) -> tuple[str, ...]:
    """The addresses of those who may define a project in an empty store: owners of all; admins where there are none."""
    overall = [one for one in visit.store.grants() if one.project is None and one.by == "email"]
    owners = [one.subject for one in overall if one.role == "owner"]
    return tuple(dict.fromkeys(owners or [one.subject for one in overall if one.role == "admin"]))


@guarded
def grant(visit: Visit, project: str, subject: str, role: Role, segments: Sequence[str] = ()) -> Grant:
    """Give a role in a project; nobody gives more than they hold.

    Raises Forbidden, and StoreError for the subject and for segments that no KPI has: one limited to these would see
    nothing, and take it for a project without data.
    """
    if ROLES.index(role) > ROLES.index(visit.standing(project).role or "viewer"):
        raise Forbidden(Problem(f"An owner cannot make an {role}", "Ask an admin of this Proveout."))
    _require_segments(visit.store, project, segments)
    return visit.store.grant(subject, role, project, actor=visit.actor, segments=tuple(segments))


def _require_segments(store: Store, project: str, segments: Sequence[str]) -> None:
    """A column must break a KPI down; a value must occur, once the results hold any of the column."""
    if not segments:
        return
    kpis = definition.parse(store.definition(project).text).kpi.values()
    columns = sorted({column for kpi in kpis for column in kpi.segments})
    row = store.latest_snapshot(project)
    refs = parts.part(store, row, "project", ProjectView).kpis if row else ()
    known = sorted({segment for ref in refs for segment in ref.segments})
    for segment in segments:
        column, given, _ = segment.partition("=")
        beside = [each for each in known if each.startswith(f"{column}=")]
        if given and column not in columns:
            there = f"Columns with segments: {', '.join(columns)}." if columns else "No KPI of it has segments."
            raise StoreError(Problem(f"no KPI is broken down by {column!r}", there, value=segment))
        if beside and segment not in beside:
            raise StoreError(
                Problem("no KPI has figures of this segment", f"There are: {', '.join(beside)}.", value=segment)
            )


@guarded
def grant_overall(visit: Visit, subject: str, role: Role) -> Grant:
    """Give a role in every project, those to come included. Raises StoreError for the subject."""
    return visit.store.grant(subject, role, None, actor=visit.actor)


@guarded
def revoke(visit: Visit, project: str, subject: str) -> Grant:
    """Take a role in a project back. Raises StoreError where there is none."""
    return visit.store.revoke(subject, project, actor=visit.actor)


@guarded
def revoke_overall(visit: Visit, subject: str) -> Grant:
    """Take a role in every project back. Raises StoreError where there is none."""
    return visit.store.revoke(subject, None, actor=visit.actor)


@guarded
def doubted(visit: Visit, subject: str) -> str:
    """What speaks against a subject of a role: an address that no login is likely to give. "" where nothing does.

    Logins name people by e-mail address (docs/login.md). One without a whole domain may be meant, within a house.
    """
    by, name = read_subject(subject)
    if by != "email" or WHOLE.fullmatch(name) or visit.store.audit_count(Wanted(actor=name, action="login")):
        return ""
    return f"Nobody has logged in as {name} yet, and it looks like a part of an address only: is it spelt right?"


@guarded
def tokens(visit: Visit, project: str) -> tuple[Token, ...]:
    """A project's tokens, expired and revoked ones too."""
    return visit.store.tokens(project)


@guarded
def make_token(
    visit: Visit, project: str, name: str, scopes: Sequence[Scope], expires_at: dt.datetime
) -> tuple[Token, str]:
    """A token for programs, and its text, which nobody can show again."""
    return visit.store.make_token(project, name, tuple(scopes), expires_at, actor=visit.actor)


@guarded
def revoke_token(visit: Visit, token: str) -> Token:
    """End a token now."""
    return visit.store.revoke_token(token, actor=visit.actor)
