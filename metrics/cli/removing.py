"""The commands that take a project out of sight and bring it back."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from metrics.cli.base import By, Home, Json, cli, show, visit


@cli.command()
def remove(
    project: str,
    reason: Annotated[str, typer.Option(help="Why it goes; kept in the audit.")],
    sealed: Annotated[bool, typer.Option("--sealed", help="Also where a baseline is sealed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask at a terminal.")] = False,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Take a project out of sight everywhere, with all that it has; restore-project brings it back."""
    from metrics import actions

    here = visit(home, json_, by)
    if not yes and not json_ and sys.stdin.isatty():
        held = len(actions.uploads(here, project))
        typer.confirm(f"{project}, uploads: {held}. No page, route or alert will know it. Remove it?", abort=True)
    done = actions.remove_project(here, project, reason, sealed)
    if json_:
        return show(done)
    typer.echo(f"project {project} is removed; bring it back with: proveout restore-project {project}")
    if done.uploads:
        typer.echo("its files stay in the store: to erase one, bring the project back and purge the upload", err=True)


@cli.command(name="restore-project")
def restore_project(project: str, home: Home = None, json_: Json = False, by: By = None) -> None:
    """Bring a removed project back as it was."""
    from metrics import actions

    done = actions.restore_project(visit(home, json_, by), project)
    show({"project": done}) if json_ else typer.echo(f"project {done} is back")


@cli.command()
def removed(home: Home = None, json_: Json = False) -> None:
    """List the removed projects."""
    from metrics import actions

    found = actions.removed_projects(visit(home, json_))
    if json_:
        return show(found)
    for each in found:
        typer.echo(f"{each.project}  {each.at:%Y-%m-%d %H:%M} by {each.by}: {each.reason}")
