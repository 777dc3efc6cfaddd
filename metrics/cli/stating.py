"""The flags that state something about a file: one for every answer there is, on each command that reads files."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from metrics.intake.wording import STATEMENTS, WrongAnswer, stated

NAMES = {name: f"{name}_" if name in ("set", "format") else name for name in STATEMENTS}  # as Python may write them


def with_answers(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command with a parameter `answers` all flags of metrics.intake.wording in its place."""
    signature = inspect.signature(command, eval_str=True)

    def stating(**given: Any) -> None:
        words: list[tuple[str, str]] = []
        for name, parameter in NAMES.items():
            value = given.pop(parameter)
            words += [(name, text) for text in (value if isinstance(value, list) else [value]) if text is not None]
        try:
            answers = stated(words)
        except WrongAnswer as error:
            wrong = [f"{_flag(problem.path or '')} {problem.value!r}: {problem.text}" for problem in error.problems]
            raise typer.BadParameter("; ".join(wrong)) from None
        command(answers=answers, **given)

    own = [parameter for parameter in signature.parameters.values() if parameter.name != "answers"]
    place = [*signature.parameters].index("answers")
    among = [*own[:place], *_flags(), *own[place:]]
    whole = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in among]
    stating.__signature__ = inspect.Signature(whole)  # type: ignore[attr-defined]
    stating.__annotations__ = {parameter.name: parameter.annotation for parameter in whole}
    stating.__name__, stating.__doc__ = command.__name__, command.__doc__
    return stating


def _flags() -> list[inspect.Parameter]:
    found = []
    for name, statement in STATEMENTS.items():
        kind: Any = list[str] | None if statement.several else str | None
        option = typer.Option(_flag(name), help=statement.help, show_default=False)
        found.append(
            inspect.Parameter(
                NAMES[name], inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option]
            )
        )
    return found


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")
