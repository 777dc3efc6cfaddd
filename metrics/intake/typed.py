"""Files whose cells came with types: what a recipe says of texts settles a doubt there, and contradicts nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from metrics.dataset import Recipe
from metrics.intake.answers import Answers
from metrics.intake.decide import origin
from metrics.intake.values import Values

SETTLED = ("decimal", "date_order")  # answers that a question about texts among the cells may still need


def study(run: Callable[[Answers], Values], told: Answers, remembered: Recipe | None) -> Values:
    """The values of a typed file. run: studies it under some answers.

    Dates, numbers and truth values were written so that they have one reading, so they are studied first with nothing
    told but a date order that this very upload states, which such cells leave alone. Text cells that leave a question,
    or fit no format, are then read by what is told, where that contradicts nothing. Dates as texts that are read day
    or month first against the told order stop the file as in any other: one slip would turn all of them.
    """
    stated = told.date_order if origin("date_order", told.date_order, remembered) is None else None
    bare = replace(told, decimal=None, thousands=None, date_order=stated, formats={})
    first = run(bare)
    if told.date_order and stated is None and {"dmy", "mdy"} & set(first.decided.orders.values()) - {told.date_order}:
        return run(replace(bare, date_order=told.date_order))
    asked = {question.key for question in first.decided.questions}
    hints = {key: getattr(told, key) for key in SETTLED if key in asked and getattr(told, key) is not None}
    formats = {
        column: told.formats[column]
        for column, found in first.decided.formats.items()
        if column in told.formats and not found
    }
    if not hints and not formats:
        return first
    second = run(replace(bare, **hints, formats=formats))
    return first if second.decided.problems else second
