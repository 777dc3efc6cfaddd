"""Who asks: a person or program, how that is known, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from metrics.access import local
from metrics.store import Scope, Token

Kind = Literal["local", "command", "login", "proxy", "token", "inbox", "server", "nobody"]
OWNERS_OF_THE_FILES: frozenset[Kind] = frozenset({"local", "command", "inbox", "server"})


@dataclass(frozen=True)
class Identity:
    """One who asks. name: as the audit names them; place: from where they ask.

    email: an address that the login vouches for, in small letters; claims: what else it says of them. project, scopes:
    of a token, all that it opens; without a project, in every one. local, command, inbox and server are this machine's
    own: whoever may start them may read the files, so that a refusal would protect nothing.
    """

    name: str
    kind: Kind
    place: str = ""
    email: str | None = None
    claims: Mapping[str, object] = field(default_factory=dict)
    project: str | None = None
    scopes: tuple[Scope, ...] = ()

    @property
    def owns_the_files(self) -> bool:
        """Whether it is this machine's own user, who needs no role."""
        return self.kind in OWNERS_OF_THE_FILES


NOBODY = Identity("nobody", "nobody")


def of_local(place: str = "") -> Identity:
    """The user of this machine, where no login is configured."""
    return Identity(local.user(), "local", place)


def of_command(name: str | None = None) -> Identity:
    """Whoever runs a command here; `name` is how they want to be named in the audit."""
    return Identity(name or local.user(), "command", "command line")


def of_token(token: Token, place: str = "") -> Identity:
    """A program with a token."""
    return Identity(token.name, "token", place, project=token.project, scopes=token.scopes)
