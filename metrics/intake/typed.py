"""Files whose cells came with types: what a recipe says of texts settles a doubt there, and contradicts nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from metrics.intake.answers import Answers
from metrics.intake.values import Values

SETTLED = ("decimal", "date_order")  # answers that a question about texts among the cells may still need


def study(run: Callable[[Answers], Values], told: Answers) -> Values:
    """The values of a typed file. run: studies it under some answers.

    Dates, numbers and truth values were written so that they have one reading, so they are studied first with nothing
    told. Text cells that leave a question, or fit no format, are then read by what is told, where that contradicts
    nothing.
    """
    first = run(replace(told, decimal=None, thousands=None, date_order=None, formats={}))
    asked = {question.key for question in first.decided.questions}
    hints = {key: getattr(told, key) for key in SETTLED if key in asked and getattr(told, key) is not None}
    formats = {
        column: told.formats[column]
        for column, found in first.decided.formats.items()
        if column in told.formats and not found
    }
    if not hints and not formats:
        return first
    second = run(replace(told, **{"decimal": None, "thousands": None, "date_order": None, **hints, "formats": formats}))
    return first if second.decided.problems else second
