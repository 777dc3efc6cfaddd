"""What is remembered of an upload's answers, and the hash of all that decides how a file is read."""

from __future__ import annotations

import hashlib
import json

from metrics.dataset import Dataset, Recipe
from metrics.intake.answers import Answers
from metrics.intake.job import Job
from metrics.intake.values import Values

METHOD = 2  # raised when the same file and recipe would give other rows


OF_ONE_FILE = ("rejects", "overwritten")  # answers that no later file inherits


def after(
    told: Answers, values: Values, dataset: Dataset, typed: bool = False, doubted: tuple[str, ...] = ()
) -> Recipe:
    """The recipe after an upload: what was told, and the date order and decimal mark that the file shows (`found`).

    typed: the file's cells came with types and show nothing of how the texts of other files are written. doubted: its
    headers that a question was about, which are remembered where they were accepted.
    """
    orders = {order for order in values.decided.orders.values() if order in ("dmy", "mdy")}
    shown = {
        form.decimal
        for column, form in values.decided.forms.items()
        if values.numbers[column].fraction_digits > 0 and dataset.types()[column] != "integer"
    }
    seen: dict[str, set[str]] = {"date_order": {*orders}, "decimal": {*shown}}
    found = {field: next(iter(each)) for field, each in seen.items() if len(each) == 1 and not typed}
    before = dataset.recipe or Recipe()
    return Recipe.model_validate(
        {
            "encoding": told.encoding,
            "delimiter": told.delimiter,
            "quote": told.quote,
            "escape": told.escape,
            "header_rows": told.header_rows,
            "skip": told.skip,
            "decimal": told.decimal or found.get("decimal"),
            "thousands": told.thousands,
            "date_order": told.date_order or found.get("date_order"),
            "formats": dict(told.formats),
            "columns": dict(told.columns),
            "nulls": told.nulls,
            "sheet": told.sheet,
            "table": told.table,
            "percent": told.percent,
            "accept": tuple(dict.fromkeys(word for word in (*before.accept, *told.accept) if word not in OF_ONE_FILE)),
            "headers": doubted if "header" in told.accept else before.headers,
            "found": tuple(
                field
                for field in ("decimal", "date_order")
                if (getattr(told, field) is None and field in found)
                or (field in before.found and getattr(told, field) == getattr(before, field))
            ),
        }
    )


def digest(recipe: Recipe, job: Job) -> str:
    """The hash of recipe, types, roles, rules and time zone: the same file with the same hash gives the same rows.

    Left out: what does not decide how cells are read (complete_through, mode, what was accepted, what was found).
    """
    roles = {"shape", "id", "time", "version", "target", "made_on", "series", "model", "horizon"}
    whole = {
        "method": METHOD,
        "recipe": recipe.model_dump(mode="json", exclude={"accept", "found"}),
        "types": list(job.dataset.types().items()),
        "roles": job.dataset.model_dump(mode="json", include=roles),
        "rules": [rule.model_dump(mode="json") for rule in job.dataset.rule],
        "timezone": job.timezone,
    }
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
