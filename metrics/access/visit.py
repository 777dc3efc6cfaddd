"""A visit: the store and who asks. Actions take one, so that nothing is read or written for nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, wraps
from inspect import signature
from typing import ParamSpec, TypeVar

import tomlkit
from tomlkit.exceptions import TOMLKitError

from metrics import definition, locales
from metrics.access.identity import NOBODY, Identity
from metrics.access.rights import ACTIONS, PAGES, Of, Right
from metrics.access.roles import EVERYTHING, NOTHING, Standing, standing
from metrics.errors import Problem, ProveoutError, StoreError
from metrics.store import ROLES, Actor, Grant, Role, Store

P = ParamSpec("P")
R = TypeVar("R")


class Forbidden(ProveoutError):
    """Someone who may see a project asked for more than their role allows; nothing was read or changed."""

    title = "Not allowed"


class Visit:
    """The store as one person or program may use it. Roles are read once: a visit lasts as long as a page's run."""

    def __init__(self, store: Store, who: Identity) -> None:
        self.store, self.who = store, who

    @property
    def actor(self) -> Actor:
        """The name under which the audit records what is done, and from where."""
        return Actor(self.who.name, self.who.place or None)

    def acting_for(self, name: str) -> Visit:
        """The same for a program that says whom it acts for: the audit has both names, the rights stay."""
        told = f"{self.who.name} ({name})" if self.who.project else name
        return Visit(self.store, replace(self.who, name=told))

    @cached_property
    def _grants(self) -> tuple[Grant, ...]:
        return () if self.who.owns_the_files or self.who.kind == "token" else self.store.grants()

    def standing(self, project: str | None) -> Standing:
        """The role in a project, or overall (None). A token has none: it opens what its scopes name."""
        if self.who.kind in ("nobody", "token"):
            return NOTHING
        return EVERYTHING if self.who.owns_the_files else standing(self.who, self._grants, project)

    def may(self, role: Role, project: str | None) -> bool:
        """Whether the role in a project is at least this one."""
        return self.standing(project).may(role)

    def sees(self, project: str) -> bool:
        """Whether the project exists for this one at all."""
        if self.who.kind == "token":
            return self.who.project in (None, project)
        return self.standing(project).role is not None

    def projects(self) -> tuple[str, ...]:
        """The projects that this one sees, in order of their ids."""
        return tuple(name for name in self.store.projects() if self.sees(name))

    @cached_property
    def removed(self) -> frozenset[str]:
        """The projects that were removed: unknown to every action but the one that brings them back."""
        return self.store.removed()

    def look_again(self) -> None:
        """Forget which projects are removed: one has gone or come back."""
        self.__dict__.pop("removed", None)

    @cached_property
    def highest(self) -> Role | None:
        """The highest role in any project, or overall; None for one who may see nothing."""
        roles = [self.standing(project).role for project in (None, *self.store.projects(), *self.removed)]
        return max((role for role in roles if role), key=ROLES.index, default=None)

    def segments(self, project: str) -> frozenset[str] | None:
        """The segments that this one is limited to; None: the whole project."""
        return None if self.who.kind == "token" else self.standing(project).segments

    def require(self, right: Right, project: str | None) -> None:
        """Raises StoreError for a project that is not to be seen, as for one that is not there; else Forbidden."""
        if self.who.kind == "token":
            if project is not None and not self.sees(project):
                raise self.unknown(project)
            if right.scope is None or right.scope not in self.who.scopes or project is None:
                raise Forbidden(Problem("This token does not open that", "Ask an owner for a token that does."))
            return
        if right.of == "any":
            if self.highest is None:
                raise Forbidden(Problem(NO_ROLE.format(name=self.who.name), ASK_ADMIN))
            if right.role != "viewer" and not self.may_somewhere(right.role):
                raise self._too_low(right.role, None)
            return
        if project is not None and not self.sees(project):
            raise self.unknown(project)
        here = self.standing(project)
        if not here.may(right.role):
            raise self._too_low(right.role, project)
        if here.segments is not None and not right.limited:
            shown = ", ".join(sorted(here.segments))
            text = f"You see {shown} of {project} only, and this concerns all of it"
            raise Forbidden(Problem(text, "Ask an owner of the project for the whole of it."))

    def require_other_than_owner(self, project: str) -> None:
        """Raises Forbidden for the owner whom the project names, by name or address, and where it names none."""
        owner = definition.parse(self.store.definition(project).text).project.owner
        if not owner:
            remedy = "State it first: proveout take-over, or Owner under Define."
            raise Forbidden(Problem(f"{project} names no owner, and this is for somebody else than the owner", remedy))
        names = {self.who.name.casefold(), (self.who.email or self.who.name).casefold()}
        if owner.casefold() in names:
            raise Forbidden(Problem(f"{owner} owns {project}, and this is for somebody else", "Ask a colleague."))

    def may_somewhere(self, role: Role) -> bool:
        """Whether the role is held in any project, or overall."""
        found = self.highest
        return found is not None and ROLES.index(found) >= ROLES.index(role)

    def finds(self, page: str) -> bool:
        """Whether a page stands in the navigation for this one."""
        return self.may_somewhere(PAGES[page])

    def lacks(self, page: str) -> str:
        """What one who does not find a page is told: whose it is, and what this one is instead."""
        return (
            f"It is for the role {PAGES[page]} in a project, and {self.who.name} is {self.highest or 'without a role'}."
        )

    def unknown(self, project: str) -> StoreError:
        """The words for a project that is not there, or that is not there for this one: they are the same."""
        known = ", ".join(self.projects())
        return StoreError(
            Problem(f"There is no project {project!r}", f"Known projects: {known}." if known else NO_PROJECT)
        )

    def _too_low(self, role: Role, project: str | None) -> Forbidden:
        own = self.standing(project).role
        where = f"in {project}" if project else "overall"
        text = f"This needs the role {role} {where}; {self.who.name} " + (f"is {own}" if own else "has none there")
        return Forbidden(Problem(text, "Ask an owner of the project." if project else ASK_ADMIN))


NO_ROLE = "{name} is known, but has no role in any project"
NO_PROJECT = "Ask an owner of the project for a role in it."
RESTORES = "restore_project"
ASK_ADMIN = "Ask an admin of this Proveout."


def guarded(function: Callable[P, R]) -> Callable[P, R]:
    """Ask the role table before an action runs: the one place where that is decided.

    The action's first parameter is the visit; its right has the name of the function (metrics/access/rights.py).
    """
    right, shape = ACTIONS[function.__name__], signature(function)

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        given = shape.bind(*args, **kwargs).arguments
        visit = given["visit"]
        if visit.removed and function.__name__ != RESTORES:
            for project in visit.removed.intersection(concerned(visit, right.of, given)):
                raise visit.unknown(project)
        if not visit.who.owns_the_files:
            for project in concerned(visit, right.of, given):
                visit.require(right, project)
        if right.not_owner:
            for project in concerned(visit, right.of, given):
                if project is not None:
                    visit.require_other_than_owner(project)
        with locales.plain():  # what is kept, sent or kept in a cache does not depend on who looks
            return function(*args, **kwargs)

    asked.__dict__["guarded"] = right
    return asked


def concerned(visit: Visit, of: Of, given: dict[str, object]) -> Sequence[str | None]:
    """The projects that a call is about; raises StoreError where it names none that this one may see."""
    if of in ("overall", "any"):
        return (None,)
    if of == "project":
        return (str(given["project"]),)
    if of == "definition":
        return (_defined(visit, str(given["text"])),)
    if of == "token":
        found = visit.store.token(str(given["token"]))
        if found is None or not visit.sees(found.project):
            raise StoreError(Problem("There is no such token", "List them first.", value=str(given["token"])))
        return (found.project,)
    return _of_files(visit, given["staged" if "staged" in given else "upload"])


def _of_files(visit: Visit, given: object) -> Sequence[str]:
    """The projects of staged files, or of an upload by its id."""
    if isinstance(given, str):
        return (visit.store.upload(given, among=visit.projects()).project,)
    several = given if isinstance(given, list | tuple) else (given,)
    return tuple(each.files.project for each in several if each.files)


def _defined(visit: Visit, text: str) -> str | None:
    """The project that a definition is of; None, which asks for a role overall, where it would be a new one.

    A text that cannot be read is of none: whoever may define one is told what is wrong with it.
    """
    try:
        name = str(tomlkit.parse(text).get("project", {}).get("id", ""))
    except (TOMLKitError, AttributeError):
        name = ""
    return name if name in visit.projects() else None


def nobody(store: Store) -> Visit:
    """A visit of one who is not known."""
    return Visit(store, NOBODY)
