"""Every error that a person can meet: one root, each naming file, row, column, value and the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 200  # characters of a value that a message shows


def shortened(value: str) -> str:
    """A value as messages show it: a cell may hold megabytes."""
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}… ({len(value):,} characters)"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it. Unknown places stay None.

    flag: the command line's way to mend it, e.g. "--date-order mdy": only the command line shows it.
    """

    text: str
    remedy: str = ""
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    path: str | None = None  # place in a project file, e.g. "kpi.human_tickets.target"
    flag: str | None = None

    def __str__(self) -> str:
        places = (
            self.file,
            None if self.row is None else f"row {self.row}",
            None if self.column is None else f"column {self.column!r}",
            self.path,
        )
        where = ", ".join(place for place in places if place)
        value = "" if self.value is None else f" (value {shortened(self.value)!r})"
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{where + ': ' if where else ''}{self.text}{value}.{remedy}"

    def with_flag(self) -> str:
        """The message as the command line shows it."""
        return f"{self}{f' (On the command line: {self.flag})' if self.flag else ''}"


@dataclass(frozen=True)
class Option:
    """One possible answer to a question and what it would do to the file's own rows."""

    value: str
    consequence: str


@dataclass(frozen=True)
class Question:
    """Something a file leaves open. `flag` is the command line's way to answer, e.g. "--date-order dmy|mdy"."""

    key: str  # the Answers field that settles it
    text: str
    flag: str
    options: tuple[Option, ...] = ()
    column: str | None = None

    def __str__(self) -> str:
        options = "".join(f"\n    {option.value}: {option.consequence}" for option in self.options)
        return f"{self.text} Answer with {self.flag}.{options}"


class ProveoutError(Exception):
    """Root of every error shown to a person; `problems` lists all that is wrong at once."""

    exit_code = 1
    title = "That did not work"

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems.rstrip("."))
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    def with_flags(self) -> str:
        """The message as the command line shows it."""
        return "\n".join(problem.with_flag() for problem in self.problems)

    def __reduce__(self) -> tuple[object, ...]:  # crosses the worker process's pipe
        return type(self), (self.problems,)


class DefinitionError(ProveoutError):
    """A project file or form that cannot be taken as it is; nothing was changed."""

    title = "The definition was not applied"


class FormulaError(ProveoutError):
    """A KPI expression outside the checked language; names the part and the allowed ones."""

    title = "The formula was not accepted"


class UploadRefused(ProveoutError):
    """A file that cannot become trusted rows; nothing was loaded."""

    title = "The file was not loaded"


class StoreError(ProveoutError):
    """The store cannot do what was asked: unknown name, newer schema, stale revision, damaged file."""

    title = "This cannot be done"


class StaleRevision(StoreError):
    """Work that was prepared on a state of a project that is no longer the present one; nothing was changed."""


class NeedsAnswer(ProveoutError):
    """The input can be read in more than one way; nothing was changed (exit code 3)."""

    exit_code = 3
    title = "A question must be answered first"

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(Problem("\n".join(str(question) for question in self.questions).rstrip(".")))

    def __str__(self) -> str:
        return "\n".join(str(question) for question in self.questions)

    def with_flags(self) -> str:
        """The questions name their flags already."""
        return str(self)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.questions,)
