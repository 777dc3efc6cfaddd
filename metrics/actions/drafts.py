"""Drafts: a project file as a form was drawn from it, and the edits that the form makes to its text.

Only what differs is written, so that comments, order and defaults of the file stay as they are.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import tomlkit

from metrics import definition
from metrics import templates as kept_templates
from metrics.access.visit import Visit, guarded
from metrics.actions.define import export
from metrics.errors import DefinitionError, Problem
from metrics.model import Project
from metrics.store import Seal
from metrics.templates import Template

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Draft:
    """A definition to edit. `text` carries the revision, so that `apply` refuses it once somebody else has edited."""

    text: str
    project: Project
    revision: int
    saved_by: str
    seals: Mapping[str, Seal]


@guarded
def draft(visit: Visit, project: str) -> Draft:
    """The definition as it stands. Raises StoreError for an unknown project."""
    store = visit.store
    stored = store.definition(project)
    text = export(visit, project)
    return Draft(text, definition.parse(text), stored.revision, stored.saved_by, store.seals(project))


def templates() -> Mapping[str, Template]:
    """What a new project can start from, by name."""
    return kept_templates.every()


def start(template: str, about: Mapping[str, object]) -> str:
    """The text of a new project: a template's, with the values of [project] that a person gave.

    Its costs begin with the launch. Raises DefinitionError for a template that there is not.
    """
    found, launch = kept_templates.named(template), about.get("launch")
    text = found.launched(launch) if isinstance(launch, dt.date) else found.text
    given = definition.parse(text).project.model_dump()
    return changed(text, ("project",), given, {name: value for name, value in about.items() if not _empty(value)})


def free_id(name: str, taken: Iterable[str]) -> str:
    """The id that a project's name makes: small letters, digits and hyphens; "" where it holds none of them.

    Raises DefinitionError where another project has it.
    """
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:60]
    if slug in taken:
        text = f"there is a project {slug!r} already"
        raise DefinitionError(Problem(text, "Give the new one another name.", path="project.id"))
    return slug


def changed(text: str, place: Place, old: Mapping[str, object], new: Mapping[str, object]) -> str:
    """The text with each value of `new` that differs from `old` written below `place`; an empty one is removed.

    A value may itself be a mapping, such as a baseline: its values are compared one by one.
    """
    for name, value in new.items():
        before = old.get(name)
        if _same(before, value):
            continue
        if isinstance(value, Mapping) and isinstance(before, Mapping) and before and not _empty(value):
            gone = {key: None for key in before if key not in value}
            text = changed(text, (*place, name), before, {**gone, **value})
        else:
            text = definition.edit(text, (*place, name), _written(value))
    return text


def rows(
    text: str,
    table: str,
    edited: Mapping[int, Mapping[str, object]],
    added: Iterable[Mapping[str, object]],
    deleted: Iterable[int],
) -> str:
    """The text with rows of a list such as [[cost]] edited, deleted and appended; empty cells are removed."""
    for index, cells in sorted(edited.items()):
        for name, value in cells.items():
            text = definition.edit(text, (table, index, name), _written(value))
    for index in sorted(deleted, reverse=True):
        text = definition.edit(text, (table, index), None)
    present = len(tomlkit.parse(text).get(table, ()))
    filled = ({name: value for name, value in row.items() if not _empty(value)} for row in added)
    for index, row in enumerate((row for row in filled if row), start=present):
        text = definition.edit(text, (table, index), row)
    return text


def excerpt(text: str, place: Place) -> str:
    """The part of a project file below `place`, with its comments; empty where it has none."""
    part: Any = tomlkit.parse(text)
    for step in place:
        if step not in part:
            return ""
        part = part[step]
    out = part
    for step in reversed(place):
        out = {step: out}
    return tomlkit.dumps(out).strip()


def _written(value: object) -> object:
    """A value as the file shall hold it: None for an empty one, mappings on one line."""
    if _empty(value):
        return None
    if isinstance(value, Mapping):
        return definition.inline({key: item for key, item in value.items() if not _empty(item)})
    return value


def _empty(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(_empty(item) for item in value.values())
    return value is None or (isinstance(value, str | tuple | list) and not value)


def _same(old: object, new: object) -> bool:
    if _empty(old) and _empty(new):
        return True
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return list(old) == list(new)
    if isinstance(old, float | int | Decimal) and isinstance(new, float | int | Decimal):
        return Decimal(str(old)) == Decimal(str(new))
    return old == new
