"""The command for notes on charts: list them, add one, take one back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from metrics.cli.base import By, Home, Json, cli, show, visit

if TYPE_CHECKING:  # imported late below, so that help is quick
    from metrics.store import Annotation


@cli.command()
def notes(
    project: str,
    kpi: Annotated[str | None, typer.Option(help="Those on this KPI's charts; with --add, only on these.")] = None,
    add: Annotated[str | None, typer.Option(help="Write a note of these words.", metavar="TEXT")] = None,
    on: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that it is about.")] = None,
    take_back: Annotated[str | None, typer.Option(help="Take the note with this id off the charts.")] = None,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """List the dated notes on a project's charts; add one, or take one back."""
    from metrics import actions

    if (add is None) != (on is None):
        raise typer.BadParameter("a note has words and a day: give both --add and --on", param_hint="--add, --on")
    if add is not None and take_back is not None:
        raise typer.BadParameter("add a note or take one back, not both at once", param_hint="--take-back")
    here = visit(home, json_, by)
    if add is not None and on is not None:
        made = actions.annotate(here, project, kpi, on.date(), add)
        return show(made) if json_ else typer.echo(f"note {made.id} is on {_where(made)} at {made.day}")
    if take_back is not None:
        actions.remove_note(here, project, take_back)
        return show({"taken_back": take_back}) if json_ else typer.echo(f"note {take_back} is off the charts")
    found = actions.chart_notes(here, project, kpi)
    if json_:
        return show(found)
    for note in found:
        typer.echo(f"{note.id}  {note.day}  {note.text}  (on {_where(note)}, by {note.written_by})")
    return None if found else typer.echo("there are no notes")


def _where(note: Annotation) -> str:
    return f"the charts of {note.kpi}" if note.kpi else "all charts"
