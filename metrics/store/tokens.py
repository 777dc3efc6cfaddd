"""Tokens of programs: scoped to a project and to what they may do, kept as an argon2 hash, expiring, revocable."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import RowMapping, insert, select, update

from metrics.errors import Problem, StoreError
from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue, now

Scope = Literal["upload", "results"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
PREFIX = "pvt"  # so that scanners of secrets can tell one
LONGEST = dt.timedelta(days=732)
SEEN_EVERY = dt.timedelta(minutes=1)  # the last use is written no oftener
_tokens = schema.tokens


@dataclass(frozen=True)
class Token:
    """What is known of a token; its secret is not."""

    id: str
    name: str
    project: str
    scopes: tuple[Scope, ...]
    made_at: dt.datetime
    made_by: str
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None

    def valid(self, at: dt.datetime) -> bool:
        """Whether it opens anything at that moment."""
        return self.revoked_at is None and at < self.expires_at


class Tokens(Catalogue):
    """The part of Store that keeps tokens."""

    def make_token(
        self, project: str, name: str, scopes: tuple[Scope, ...], expires_at: dt.datetime, *, actor: str
    ) -> tuple[Token, str]:
        """A new token and its text, which is shown this once and kept nowhere.

        Raises StoreError without a name or scope, for an unknown project, and for an end that is past or too far off.
        """
        if not name.strip() or not scopes or set(scopes) - set(SCOPES):
            raise StoreError(Problem("a token needs a name and what it is for", f"It may: {', '.join(SCOPES)}."))
        if not now() < expires_at <= now() + LONGEST:
            remedy = "Choose a day in the future, two years off at most."
            raise StoreError(Problem("the token would not expire in time", remedy, value=f"{expires_at:%Y-%m-%d}"))
        id_, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        made = Token(id_, name.strip(), project, tuple(scopes), now(), actor, expires_at, None, None)
        values = {field: getattr(made, field) for field in Token.__dataclass_fields__} | {"scopes": list(scopes)}
        with self.write() as con:
            revisions.current(con, project)
            con.execute(insert(_tokens).values(**values, hash=_hasher().hash(secret)))
            detail = {"name": made.name, "scopes": list(scopes), "expires": expires_at.isoformat()}
            audit.record(con, actor, "token", project, id_, {"before": None, "after": detail})
        return made, f"{PREFIX}_{id_}_{secret}"

    def tokens(self, project: str) -> tuple[Token, ...]:
        """A project's tokens, expired and revoked ones too, oldest first."""
        with self.read() as con:
            revisions.current(con, project)
            query = select(_tokens).where(_tokens.c.project == project).order_by(_tokens.c.made_at, _tokens.c.id)
            return tuple(_of(row) for row in con.execute(query).mappings())

    def token(self, token_id: str) -> Token | None:
        """The token with this id."""
        with self.read() as con:
            row = con.execute(select(_tokens).where(_tokens.c.id == token_id)).mappings().first()
        return _of(row) if row else None

    def revoke_token(self, token_id: str, *, actor: str) -> Token:
        """End a token now. Raises StoreError for an unknown one; one that has ended stays as it is."""
        with self.write() as con:
            row = con.execute(select(_tokens).where(_tokens.c.id == token_id)).mappings().first()
            if row is None:
                raise StoreError(Problem("There is no such token", "List them first.", value=token_id))
            if row["revoked_at"] is None:
                con.execute(update(_tokens).where(_tokens.c.id == token_id).values(revoked_at=now()))
                detail = {"before": {"name": row["name"]}, "after": None}
                audit.record(con, actor, "revoke_token", row["project"], token_id, detail)
        return _of({**row, "revoked_at": row["revoked_at"] or now()})

    def check_token(self, text: str) -> Token | None:
        """The token that a text is, where it is valid now; its use is noted. None for any other text.

        As long a computation for an unknown token as for a known one, so that ids cannot be found by time.
        """
        prefix, _, rest = text.partition("_")
        token_id, _, secret = rest.partition("_")
        with self.read() as con:
            row = con.execute(select(_tokens).where(_tokens.c.id == token_id)).mappings().first()
        try:
            _hasher().verify(row["hash"] if row else _nobody(), secret)
        except (VerificationError, InvalidHashError):
            return None
        if row is None or prefix != PREFIX or not _of(row).valid(now()):
            return None
        if row["last_used_at"] is None or now() - row["last_used_at"] > SEEN_EVERY:
            with self.write() as con:
                con.execute(update(_tokens).where(_tokens.c.id == token_id).values(last_used_at=now()))
        return _of(row)


@cache
def _hasher() -> PasswordHasher:
    """argon2id in RFC 9106's second choice, for little memory; the secret has 256 bits of its own."""
    return PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))


def _of(row: RowMapping | dict[str, object]) -> Token:
    fields = {field: row[field] for field in Token.__dataclass_fields__}
    scopes: object = fields["scopes"]
    return Token(**fields | {"scopes": tuple(scopes)})  # type: ignore[arg-type]
