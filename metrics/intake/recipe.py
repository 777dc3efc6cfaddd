"""What is remembered of an upload's answers, and the hash of all that decides how a file is read."""

from __future__ import annotations

import hashlib
import json

from metrics.dataset import Dataset, Recipe
from metrics.intake.answers import Answers
from metrics.intake.job import Job
from metrics.intake.values import Values

METHOD = 1  # raised when the same file and recipe would give other rows


def after(told: Answers, values: Values, dataset: Dataset) -> Recipe:
    """The recipe after an upload: what was told, and the date order and decimal mark that the file shows."""
    orders = {order for order in values.decided.orders.values() if order in ("dmy", "mdy")}
    found_order = next(iter(orders)) if len(orders) == 1 else None
    shown = {
        form.decimal
        for column, form in values.decided.forms.items()
        if values.numbers[column].fraction_digits > 0 and dataset.types()[column] != "integer"
    }
    found_decimal = next(iter(shown)) if len(shown) == 1 else None
    order = told.date_order or (found_order if found_order in ("dmy", "mdy") else None)
    return Recipe.model_validate(
        {
            "encoding": told.encoding,
            "delimiter": told.delimiter,
            "quote": told.quote,
            "escape": told.escape,
            "header_rows": told.header_rows,
            "skip": told.skip,
            "decimal": told.decimal or found_decimal,
            "thousands": told.thousands,
            "date_order": order,
            "formats": dict(told.formats),
            "columns": dict(told.columns),
            "nulls": told.nulls,
        }
    )


def digest(recipe: Recipe, job: Job) -> str:
    """The hash of recipe, column types, roles and time zone: the same file with the same hash gives the same rows.

    Left out: what does not decide how cells are read (complete_through, mode, rules).
    """
    roles = {"shape", "id", "time", "version", "target", "made_on", "series", "model", "horizon"}
    whole = {
        "method": METHOD,
        "recipe": recipe.model_dump(mode="json"),
        "types": list(job.dataset.types().items()),
        "roles": job.dataset.model_dump(mode="json", include=roles),
        "timezone": job.timezone,
    }
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
