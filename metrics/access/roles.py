"""What the grants make of one who asks: the role in a project, and the segments that it is limited to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metrics.access.identity import Identity
from metrics.store import ROLES, Grant, Role


@dataclass(frozen=True)
class Standing:
    """role: the highest granted one; None is nobody. segments: what is seen of the project, None is all of it."""

    role: Role | None = None
    segments: frozenset[str] | None = None

    def may(self, role: Role) -> bool:
        """Whether this role may do what `role` may."""
        return self.role is not None and ROLES.index(self.role) >= ROLES.index(role)


EVERYTHING, NOTHING = Standing("admin"), Standing()


def standing(who: Identity, grants: Sequence[Grant], project: str | None) -> Standing:
    """Where someone stands in a project, or overall (None), by the grants that name them.

    Grants overall count in every project. A grant without segments lifts the limits of the others.
    """
    if who.owns_the_files:
        return EVERYTHING
    found = [grant for grant in grants if grant.project in (None, project) and grant.subject in subjects(who, grant.by)]
    if not found:
        return NOTHING
    whole = [grant for grant in found if not grant.segments]
    role = max((grant.role for grant in whole or found), key=ROLES.index)
    limited = None if whole else frozenset(segment for grant in found for segment in grant.segments)
    return Standing(role, limited)


def subjects(who: Identity, by: str) -> frozenset[str]:
    """All that a grant could name someone by."""
    if by == "email":
        return frozenset({who.email} if who.email else ())
    if by == "domain":
        return frozenset({who.email.rpartition("@")[2]} if who.email else ())
    return frozenset(f"{name}={value}" for name, values in who.claims.items() for value in _each(values))


def _each(values: object) -> Iterable[object]:
    if isinstance(values, bool):
        return (str(values).lower(),)
    return values if isinstance(values, list | tuple) else (values,)
