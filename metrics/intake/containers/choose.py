"""Which of several tables in one file is meant: the one whose header fits, else a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metrics.errors import Option, Question
from metrics.intake.mapping import plain

LISTED = 12  # headers shown of a table


@dataclass(frozen=True)
class Candidate:
    """A sheet or a file inside an archive. fits: wanted headers that it has; size: cells or bytes; holds: in words."""

    value: str
    fits: int
    size: int
    holds: str


@dataclass(frozen=True)
class Choice:
    """The table to read; with a question it stands for a preview only."""

    index: int
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def fitting(rows: Iterable[Sequence[str]], wanted: Iterable[str]) -> int:
    """How many of the wanted headers stand in one of the rows."""
    looked_for = {plain(name) for name in wanted} - {""}
    return max((len(looked_for & {plain(cell) for cell in row}) for row in rows), default=0)


def listed(names: Iterable[str]) -> str:
    """Headers in words."""
    given = [name.strip()[:40] for name in names if name.strip()]
    return ", ".join(given[:LISTED]) + (", …" if len(given) > LISTED else "")


def choose(candidates: Sequence[Candidate], word: str, stated: str | None, wanted: Sequence[str]) -> Choice:
    """word: "sheet" or "file". stated: from an answer or the recipe; a name that is not there is asked for again."""
    everyone = range(len(candidates))
    largest = max(everyone, key=lambda i: (candidates[i].size, -i))
    if stated is not None:
        named = [i for i in everyone if candidates[i].value.casefold() == stated.strip().casefold()]
        if named:
            return Choice(named[0])
        text = f"There is no {word} {stated!r} in this file. Which {word} is meant?"
        return Choice(_first(candidates, everyone, largest), questions=(_question(text, candidates, everyone),))
    if len(candidates) == 1:
        return Choice(0)
    names = ", ".join(repr(candidate.value) for candidate in candidates)
    most = max(candidate.fits for candidate in candidates)
    if not wanted or not most:
        note = f"Read the largest {word}, {candidates[largest].value!r}, of {names}. Another one: --sheet NAME."
        return Choice(largest, (note,))
    best = [i for i in everyone if candidates[i].fits == most]
    if len(best) == 1:
        note = f"Read the {word} {candidates[best[0]].value!r}, whose header fits, of {names}."
        return Choice(best[0], (note,))
    text = f"{len(best)} {word}s fit equally well. Which {word} is meant?"
    return Choice(_first(candidates, best, largest), questions=(_question(text, candidates, best),))


def _first(candidates: Sequence[Candidate], among: Iterable[int], largest: int) -> int:
    listed_ = list(among)
    return largest if largest in listed_ else max(listed_, key=lambda i: (candidates[i].fits, candidates[i].size, -i))


def _question(text: str, candidates: Sequence[Candidate], among: Iterable[int]) -> Question:
    options = tuple(Option(candidates[i].value, candidates[i].holds) for i in among)
    return Question("sheet", text, "--sheet NAME", options)
