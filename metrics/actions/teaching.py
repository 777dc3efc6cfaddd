"""What an upload teaches about a dataset's files, written into the definition."""

from __future__ import annotations

from typing import Any

from metrics import definition
from metrics.dataset import Recipe
from metrics.intake import Staged


def taught(text: str, staged: Staged) -> str:
    """The definition with what a staged file's answers taught about its dataset; the same text where that is nothing.

    What an earlier file taught stays where this one says nothing: files committed together are read before any is.
    """
    if staged.files is None:
        return text
    name = staged.files.dataset
    present = definition.parse(text).dataset[name].recipe
    recipe = staged.recipe if present is None else _together(present, staged.recipe)
    return text if recipe == present else definition.with_recipe(text, name, recipe)


def _together(present: Recipe, new: Recipe) -> Recipe:
    """Both recipes in one: the new one's word counts, but what a file only showed gives way to what was answered."""
    values: dict[str, Any] = {}
    for name in Recipe.model_fields:
        old, said = getattr(present, name), getattr(new, name)
        if isinstance(said, dict):
            values[name] = {**old, **said}
        elif name == "accept":
            values[name] = tuple(dict.fromkeys((*old, *said)))
        elif name != "found":
            answered = old is not None and name not in present.found
            values[name] = old if said is None or (answered and name in new.found) else said
    sources = ((field, new if values[field] == getattr(new, field) else present) for field in ("decimal", "date_order"))
    found = [field for field, source in sources if field in source.found]
    kept = [field for field in found if getattr(present, field) is None or field in present.found]
    return Recipe.model_validate({**values, "found": tuple(kept)})
