"""The commands that keep a store alive."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from metrics.access import local
from metrics.cli.base import By, Home, Json, cli, show, visit


@cli.command()
def backup(file: Path, home: Home = None, json_: Json = False, by: By = None) -> None:
    """Copy the whole store into one new file, while the server works. Exit code 1 where it holds damaged files."""
    from metrics import actions

    made = actions.backup(visit(home, json_, by), file)
    _tell(made, f"written: {file}", json_)
    if made.damaged:
        raise SystemExit(1)


@cli.command()
def restore(file: Path, home: Home = None, json_: Json = False, by: By = None) -> None:
    """Make a store of a backup, in an empty folder, every hash checked before anything is there."""
    from metrics import actions

    store, made = actions.restore(file, home, by or local.user())
    _tell(made, f"restored: {store.home}", json_)


@cli.command()
def reread(
    upload: str,
    reason: Annotated[str, typer.Option(help="Why; kept in the audit.")] = "its rows were damaged",
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Read an upload's kept original again, in place of rows that are damaged or gone."""
    from metrics import actions

    done = actions.reread(visit(home, json_, by), upload, reason)
    if json_:
        return show(done)
    typer.echo(f"upload {done.id} of {done.file_name} was read again: {done.rows} rows, {done.rejected} rejected")


def _tell(made: Any, done: str, json_: bool) -> None:
    if json_:
        return show(dataclasses.asdict(made))
    size, moment = f"{made.bytes / 1e6:,.1f} MB", f"{made.made_at:%Y-%m-%d %H:%M:%S} UTC"
    typer.echo(f"{done}\n{made.files} files, {size}, schema {made.schema}, of {moment}")
    typer.echo(f"its manifest: sha256:{made.sha256}")
    for name, what in made.damaged.items():
        typer.echo(f"warning: {name} {what}: see `proveout reread`, or an earlier backup", err=True)
