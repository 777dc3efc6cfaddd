"""What all commands share: the options, the store, printing and failing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from metrics.errors import NeedsAnswer, ProveoutError

ABOUT = "Proveout: before/after figures with proof. Works beside a running server, on the same store."
cli = typer.Typer(no_args_is_help=True, add_completion=False, help=ABOUT, pretty_exceptions_enable=False)

Home = Annotated[Path | None, typer.Option(help="Folder of the store; default PROVEOUT_HOME, or data/store.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str | None, typer.Option(help="Who does this; default the system's user.")]


def fail(error: ProveoutError) -> NoReturn:
    """Print an error the way the caller asked for and leave with its exit code."""
    if "--json" in sys.argv:
        about: dict[str, Any] = {"error": error.title, "problems": [dataclasses.asdict(p) for p in error.problems]}
        if isinstance(error, NeedsAnswer):
            about = {"error": error.title, "questions": [dataclasses.asdict(q) for q in error.questions]}
        show(about)
    else:
        typer.echo(f"{error.title}.\n{error.with_flags()}", err=True)
    raise SystemExit(error.exit_code)


def show(value: object) -> None:
    """Print a value as JSON: dates in ISO form, models by their field names."""
    typer.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=1, allow_nan=False))


def visit(home: Path | None, quiet: bool, by: str | None = None) -> Any:
    """The store as the system's user may use it, its folder printed so that nobody works on the wrong one.

    by: the name under which the audit records what is done.
    """
    from metrics import actions
    from metrics.access.identity import of_command
    from metrics.access.visit import Visit

    found = actions.store(home)
    if not quiet:
        typer.echo(f"store: {found.home}", err=True)
    return Visit(found, of_command(by))


def read_text(file: Path) -> str:
    """A text file's content; words where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ProveoutError(f"there is no file {file}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProveoutError(f"{file} cannot be read as UTF-8 text: {error}") from None


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    dump: Callable[..., object] | None = getattr(value, "model_dump", None)
    return dump(mode="json") if dump else str(value)
