"""What somebody may do in a project once a role is given or taken, other roles of theirs counted in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.access.identity import Identity
from metrics.access.roles import Standing, standing
from metrics.actions import deed_words
from metrics.store import Grant, Role

OPENS: Mapping[Role, str] = {
    "viewer": "read the results of {name}",
    "analyst": "read the results of {name} and upload to it",
    "owner": "define {name}, sign its months and give roles in it",
    "admin": "do everything in {name}",
}


def may_now(made: Grant, grants: Sequence[Grant], name: str) -> str:
    """What whoever `made` names may do in the project `name` from now on. grants: all that count in it."""
    return f"{_whom(made)} may now {_opens(_held(made, grants), name)}."


def may_still(gone: Grant, grants: Sequence[Grant], name: str) -> str:
    """What is left to whoever lost a role. grants: all that count in the project without it."""
    left = _held(gone, grants)
    if left.role is None:
        return f"{_whom(gone)} may do nothing in {name} any more."
    return f"{_whom(gone)} may still {_opens(left, name)}, by another role."


def _opens(held: Standing, name: str) -> str:
    """Whoever is limited to segments reads: an upload or a definition touches all of them."""
    if held.segments is None:
        return OPENS[held.role or "viewer"].format(name=name)
    rows = ", and the rows behind them" if held.may("analyst") else ""
    return OPENS["viewer"].format(name=name) + rows + deed_words.limits(sorted(held.segments))


def _held(of: Grant, grants: Sequence[Grant]) -> Standing:
    return standing(_anyone(of), grants, of.project)


def _anyone(of: Grant) -> Identity:
    """Somebody of whom no more is known than what the grant names."""
    if of.by == "claim":
        name, _, value = of.subject.partition("=")
        return Identity(of.subject, "login", claims={name: value})
    email = of.subject if of.by == "email" else f"@{of.subject}"
    return Identity(of.subject, "login", email=email)


def _whom(of: Grant) -> str:
    told = deed_words.subject(of.subject)
    return told if of.by == "email" else told[:1].upper() + told[1:]
