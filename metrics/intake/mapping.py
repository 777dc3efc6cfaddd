"""Which column of the file is which column of the definition: as told, else by name, never by guess."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics.dataset import Dataset
from metrics.errors import Option, Problem, Question

LISTED = 60  # headers listed in a message


@dataclass(frozen=True)
class Mapped:
    """positions: definition column → position in the file, from 0."""

    positions: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()


def plain(name: str) -> str:
    """A name without case, accents, blanks and marks: "Created At" and created_at are the same."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def wanted(dataset: Dataset, told: Mapping[str, str]) -> list[str]:
    """The headers that the dataset looks for."""
    return [told.get(column, column) for column in dataset.types()]


def required(dataset: Dataset) -> tuple[str, ...]:
    """Columns that no row can do without: id, times, the declared parts of the key, a cost's amount.

    Text columns that make up a series' key only because no `series` is declared may be empty.
    """
    times = (*dataset.times(), dataset.target, dataset.made_on, dataset.horizon)
    roles = (dataset.id, *times, *dataset.series, dataset.model, dataset.amount)
    return tuple(dict.fromkeys(role for role in roles if role))


def find(dataset: Dataset, headers: Iterable[str], told: Mapping[str, str], file_name: str) -> Mapped:
    """Where each definition column stands: by answer or recipe, exact header, or the same name in other spelling."""
    names = list(headers)
    positions: dict[str, int] = {}
    problems: list[Problem] = []
    questions: list[Question] = []
    unknown = [column for column in told if column not in dataset.types()]
    listed = ", ".join(map(repr, names[:LISTED])) + (", …" if len(names) > LISTED else "")
    for column in unknown:
        remedy = f"The dataset's columns are {', '.join(dataset.types())}."
        problems.append(Problem("is no column of the definition", remedy, file=file_name, column=column))
    for column in dataset.types():
        header = told.get(column, column)
        if header in names:
            positions[column] = names.index(header)
            continue
        alike = [position for position, name in enumerate(names) if plain(name) == plain(header)]
        if len(alike) == 1:
            positions[column] = alike[0]
        elif alike:
            options = tuple(Option(names[position], f"column {position + 1} of the file") for position in alike)
            text = f"Column {column!r} could be any of {', '.join(repr(names[position]) for position in alike)}."
            questions.append(Question(f"columns.{column}", text, f"--set {column}=HEADER", options, column))
        else:
            problems.append(_missing(column, header, names, file_name))
    if any(problem.flag for problem in problems):  # once, however many columns are missing
        problems.append(Problem(f"its headers are: {listed}", file=file_name))
    return Mapped(positions, tuple(problems), tuple(questions))


def _missing(column: str, header: str, names: list[str], file_name: str) -> Problem:
    by_plain = {plain(name): name for name in names}
    near = difflib.get_close_matches(plain(header), list(by_plain), n=1, cutoff=0.6)
    suggestion = by_plain[near[0]] if near else "HEADER"
    meant = f"Did you mean {suggestion!r}?" if near else "Say which of its columns it is."
    asked = "" if header == column else f", which the recipe or an answer names for {column!r}"
    if header != column and plain(column) in by_plain:
        suggestion = by_plain[plain(column)]
        meant = f"It has {suggestion!r}: say whether that is it now."
    return Problem(
        f"has no column {header!r}{asked}", meant, file=file_name, column=column, flag=f"--set {column}={suggestion}"
    )
