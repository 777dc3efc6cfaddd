"""Who holds which role where: by e-mail address, by its domain, or by a claim of the login."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from sqlalchemy import Connection, RowMapping, delete, insert, select

from metrics.errors import Problem, StoreError
from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue, now

Role = Literal["viewer", "analyst", "owner", "admin"]
By = Literal["email", "domain", "claim"]
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
ADDRESS = re.compile(r"[^@\s=]+@[^@\s=]+")
DOMAIN = re.compile(r"@?(?P<domain>[^@\s=.]+(\.[^@\s=.]+)+)")
CLAIM = re.compile(r"(?P<name>[\w.:/-]+)=(?P<value>.*\S)")
_grants = schema.grants


@dataclass(frozen=True)
class Grant:
    """A role for whoever `subject` names; project None: in every project. segments: what a limited reader sees."""

    id: str
    by: By
    subject: str  # "a@example.com", "example.com", or "groups=controlling"
    project: str | None
    role: Role
    segments: tuple[str, ...]  # "region=north"; empty: everything
    granted_at: dt.datetime
    granted_by: str

    @property
    def as_typed(self) -> str:
        """The subject as people write it: a domain with its sign."""
        return f"@{self.subject}" if self.by == "domain" else self.subject


class Grants(Catalogue):
    """The part of Store that keeps roles."""

    def grants(self, project: str | None = None) -> tuple[Grant, ...]:
        """All grants, or those that count in one project, in the order of their making."""
        query = select(_grants).order_by(_grants.c.granted_at, _grants.c.id)
        if project is not None:
            query = query.where(_grants.c.project.is_(None) | (_grants.c.project == project))
        with self.read() as con:
            return tuple(_of(row) for row in con.execute(query).mappings())

    def grant(
        self, subject: str, role: Role, project: str | None, *, actor: str, segments: tuple[str, ...] = ()
    ) -> Grant:
        """Give a role; an earlier one of the same subject in the same place is replaced.

        Raises StoreError for a subject that is neither an address, a domain nor a claim, for an unknown project, and
        for segments with a role that writes: an upload or a definition touches all segments.
        """
        by, subject = read_subject(subject)
        if segments and role not in ("viewer", "analyst"):
            remedy = "Limit a viewer or an analyst, or give the whole project."
            raise StoreError(Problem(f"the role {role} cannot be limited to segments", remedy, value=segments[0]))
        for segment in segments:
            if not all(segment.partition("=")):
                raise StoreError(Problem("a segment is written COLUMN=VALUE", "As in region=north.", value=segment))
        with self.write() as con:
            if project is not None:
                revisions.current(con, project)
            before = _standing(con, subject, project)
            if before:
                con.execute(delete(_grants).where(_grants.c.id == before["id"]))
            made = Grant(uuid.uuid4().hex, by, subject, project, role, tuple(segments), now(), actor)
            con.execute(insert(_grants).values(**asdict(made) | {"segments": list(segments)}))
            detail = {"before": _told(before), "after": {"role": role, "segments": list(segments)}}
            audit.record(con, actor, "grant", project, subject, detail)
        return made

    def revoke(self, subject: str, project: str | None, *, actor: str) -> Grant:
        """Take a role back. Raises StoreError where the subject holds none in that place."""
        _, subject = read_subject(subject)
        with self.write() as con:
            before = _standing(con, subject, project)
            if before is None:
                where = "overall" if project is None else f"in {project}"
                raise StoreError(Problem(f"{subject} holds no role {where}", "Nothing was changed."))
            con.execute(delete(_grants).where(_grants.c.id == before["id"]))
            audit.record(con, actor, "revoke", project, subject, {"before": _told(before), "after": None})
            return _of(before)


def read_subject(text: str) -> tuple[By, str]:
    """An address, a domain ("@example.com") or a claim ("groups=controlling") as it is kept. Raises StoreError."""
    written = text.strip()
    if claim := CLAIM.fullmatch(written):
        return "claim", f"{claim['name']}={claim['value'].strip()}"
    folded = written.casefold()
    if ADDRESS.fullmatch(folded):
        return "email", folded
    if domain := DOMAIN.fullmatch(folded):
        return "domain", domain["domain"]
    remedy = "Write an e-mail address, a domain such as @example.com, or a claim such as groups=controlling."
    raise StoreError(Problem("nobody is named by this", remedy, value=text))


def _standing(con: Connection, subject: str, project: str | None) -> RowMapping | None:
    where = _grants.c.project.is_(None) if project is None else _grants.c.project == project
    return con.execute(select(_grants).where(_grants.c.subject == subject, where)).mappings().first()


def _of(row: RowMapping) -> Grant:
    return Grant(**dict(row) | {"segments": tuple(row["segments"])})


def _told(row: RowMapping | None) -> dict[str, object] | None:
    return None if row is None else {"role": row["role"], "segments": list(row["segments"])}
