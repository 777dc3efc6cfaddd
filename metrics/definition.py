"""Project files: TOML in and out without loss, every problem in one message, edits that keep comments and order."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

import tomlkit
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Float, InlineTable, Item, Table, Trivia

from metrics.dataset import Part, Recipe
from metrics.errors import DefinitionError, Problem
from metrics.model import Project

Path = Sequence[str | int]
MOST_CHARACTERS = 2_000_000  # of a project file; one with 300 KPIs has some 150,000


@lru_cache(maxsize=256)  # some 20 ms a text; projects are frozen, and every page of one asks
def parse(text: str, file: str | None = None) -> Project:
    """The project that a TOML text defines; DefinitionError lists every problem with its path, value and remedy."""
    project, problems = read(text, file)
    if problems or project is None:
        raise DefinitionError(problems)
    return project


def read(text: str, file: str | None = None) -> tuple[Project | None, list[Problem]]:
    """The project and all problems of the text itself.

    With problems the project is what remains without the parts in error (None where nothing does), so that checks of
    the rest, such as formulas, can report in the same message.
    """
    if len(text) > MOST_CHARACTERS:
        long = f"this file has {len(text):,} characters; {MOST_CHARACTERS:,} are read"
        return None, [Problem(long, "Split it into several projects.", file=file)]
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        return None, [Problem("this TOML is nested too deeply", "Write it in plain tables.", file=file)]
    except tomllib.TOMLDecodeError as error:
        return None, [Problem(f"this is not valid TOML: {error}", "Correct the line.", file=file)]
    problems: list[Problem] = []
    for _ in range(20):  # every round drops what was in error, so that the rest is checked too
        try:
            return Project.model_validate(raw), problems
        except ValidationError as errors:
            details = errors.errors()
        first_round = not problems
        problems += [_problem(detail, file) for detail in details if first_round or detail["type"] != "missing"]
        if any(detail["loc"][0] == "project" and detail["type"] == "missing" for detail in details):
            return None, problems
        for detail in details:
            _drop(raw, detail)
    return None, problems


def digest(project: Project) -> str:
    """SHA-256 of the definition's meaning: comments, order of tables and the exported revision do not count."""
    meaning = project.model_dump(mode="json", by_alias=True)
    meaning["project"].pop("revision")
    text = json.dumps(meaning, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def dump(project: Project) -> str:
    """TOML of a model: exactly the fields that were given."""
    return tomlkit.dumps(_plain(project.model_dump(by_alias=True, exclude_unset=True)))


def edit(text: str, path: Path, value: object) -> str:
    """The text with one value set (None removes it); tables on the way are made; comments and order stay.

    A list index one past the end appends.
    """
    document = tomlkit.parse(text)
    place: Any = document
    for step, following in pairwise(path):
        if isinstance(step, int):
            if step == len(place):
                place.append(tomlkit.table())
        elif step not in place:
            place[step] = tomlkit.aot() if isinstance(following, int) else tomlkit.table()
        place = place[step]
    last = path[-1]
    if value is None:
        if isinstance(last, int) or last in place:
            del place[last]
    elif isinstance(last, int) and last == len(place):
        place.append(_item(value))
    else:
        place[last] = _item(value)
    return tomlkit.dumps(document)


def inline(values: Mapping[str, object]) -> InlineTable:
    """A mapping to write on one line: a sub-table in the middle of a table would swallow the keys that follow it."""
    line = tomlkit.inline_table()
    for key, value in values.items():
        line[key] = _item(value)
    return line


def with_recipe(text: str, dataset: str, recipe: Recipe) -> str:
    """The text with what an upload's answers taught about a dataset's files."""
    return edit(text, ("dataset", dataset, "recipe"), recipe.model_dump(exclude_defaults=True))


@lru_cache(maxsize=256)
def with_revision(text: str, revision: int | None) -> str:
    """The text as `export` prints it (revision set) or as the catalogue keeps it (None)."""
    try:
        return edit(text, ("project", "revision"), revision)
    except TOMLKitError as error:  # tomllib accepted it, so this is a difference between the two parsers
        raise DefinitionError(Problem(f"this TOML cannot be edited: {error}", "Simplify its layout.")) from None


def difference(old: str, new: str, old_name: str, new_name: str) -> str:
    """A unified diff of two project files."""
    return "\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), old_name, new_name, lineterm="", n=1))


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _float(value) if isinstance(value, Decimal) else value


def _float(value: Decimal) -> Float:
    """A TOML float with the decimal's own digits: tomlkit.float_ would go through a binary float."""
    text = format(value, "f")
    text = text if "." in text else text + ".0"
    return Float(float(text), Trivia(), text)


def _item(value: object) -> Item:
    if isinstance(value, InlineTable):
        return value
    item: Item = tomlkit.item(_plain(value))
    if isinstance(item, Table):
        for key, inner in list(item.items()):
            if isinstance(inner, Table):  # maps such as formats read better on one line
                line = tomlkit.inline_table()
                line.update(inner)
                item[key] = line
    return item


def _problem(detail: ErrorDetails, file: str | None) -> Problem:
    place = ".".join(str(step) for step in detail["loc"])
    kind, context, given = detail["type"], detail.get("ctx", {}), detail["input"]
    value = None if isinstance(given, dict | list | tuple | Part) else str(given)
    if kind == "missing":
        return Problem("a required field is missing", f"Add {detail['loc'][-1]!r}.", file=file, path=place)
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(str(detail["loc"][-1]), _fields(detail["loc"]), 1)
        remedy = f"Did you mean {close[0]!r}?" if close else f"Known fields: {', '.join(_fields(detail['loc']))}."
        return Problem("there is no such field", remedy, file=file, path=place, value=value)
    if kind == "literal_error":
        return Problem("is not one of the allowed values", f"Use {context['expected']}.", file, path=place, value=value)
    if kind == "string_pattern_mismatch":
        remedy = f"Use lower-case letters, digits and the marks of {context['pattern']}, beginning with a letter."
        return Problem("is not written as such a name must be", remedy, file, path=place, value=value)
    if kind == "too_long":
        text = f"holds {context.get('actual_length') or 'too many'} entries; {context['max_length']} are allowed"
        return Problem(text, "Split it into several projects.", file=file, path=place, value=value)
    if kind.startswith("date"):
        return Problem("is no date", "Write it as 2025-01-31.", file=file, path=place, value=value)
    text = detail["msg"][0].lower() + detail["msg"][1:]
    return Problem(text, "Correct the value.", file=file, path=place, value=value)


def _fields(place: tuple[str | int, ...]) -> list[str]:
    """The fields known where an unknown one stands, found by walking the model."""
    model: Any = Project
    for step in place[:-1]:
        if isinstance(step, int) or not hasattr(model, "model_fields"):
            continue
        names = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
        model = _part_of(names.get(str(step), model))
    return [field.alias or name for name, field in getattr(model, "model_fields", {}).items()]


def _part_of(annotation: Any) -> Any:
    """The Part inside dict[Name, Part], tuple[Part, ...] or Part | None; the annotation itself where there is none."""
    for inner in getattr(annotation, "__args__", ()):
        found = _part_of(inner)
        if isinstance(found, type) and issubclass(found, Part):
            return found
    return annotation


def _drop(raw: dict[str, Any], detail: ErrorDetails) -> None:
    """Remove the key in error, or the whole part where the key is missing or is the part itself."""
    path = list(detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"])
    while path:
        place: Any = raw
        try:
            for step in path[:-1]:
                place = place[step]
            if isinstance(place, list) and isinstance(path[-1], int):
                place[path[-1]] = None
                place[:] = [item for item in place if item is not None]
            else:
                del place[path[-1]]
            return
        except (KeyError, IndexError, TypeError):
            path.pop()
