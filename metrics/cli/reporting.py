"""The commands that make reports and verify them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from metrics.cli.base import By, Home, Json, cli, show, visit
from metrics.errors import Problem, ProveoutError

if TYPE_CHECKING:  # imported late below, so that help is quick
    from metrics.actions import Verification


@cli.command()
def report(
    project: str,
    format: Annotated[str, typer.Option(help="pdf, pptx, xlsx or html.")],
    out: Annotated[Path, typer.Option(help="The file to write; none is overwritten.")],
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Write a board pack: one file with the results, what they rest on, and a manifest to verify it by."""
    from metrics import actions
    from metrics.report import FORMATS

    if format not in FORMATS:
        raise typer.BadParameter(f"choose one of {', '.join(FORMATS)}", param_hint="--format")
    if out.exists():
        raise ProveoutError(Problem("there is a file of that name", "Choose another name.", file=str(out)))
    file = actions.report(visit(home, json_, by), project, format)
    try:
        with out.open("xb") as opened:
            opened.write(file)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise ProveoutError(Problem(f"cannot be written: {error.strerror}", file=str(out))) from None
    if json_:
        return show({"project": project, "format": format, "file": str(out), "bytes": len(file)})
    typer.echo(f"{out}: {len(file):,} bytes; `proveout verify` says whether its numbers still hold")


@cli.command()
def verify(file: Path, home: Home = None, json_: Json = False) -> None:
    """Say of a report whether every number still holds; exit code 1, with the cause, where one does not."""
    from metrics import actions
    from metrics.report import find

    try:
        data = file.read_bytes()
    except OSError as error:
        raise ProveoutError(Problem(f"cannot be read: {error.strerror}", file=str(file))) from None
    manifest = find(data, file.name)
    found = actions.verify_report(visit(home, json_), manifest.project, manifest, data)
    if json_:
        show(
            {
                "holds": found.holds,
                "project": manifest.project,
                "snapshot": manifest.snapshot,
                "made": found.made and {"n": found.made.n, "at": found.made.at, "by": found.made.actor},
                "wrong": found.wrong,
                "changes": found.changes,
                "causes": [vars(cause) for cause in found.causes],
            }
        )
    else:
        _tell(found)
    if not found.holds:
        raise SystemExit(1)


def _tell(found: Verification) -> None:
    held = found.manifest
    typer.echo(f"{held.project}, snapshot {held.snapshot}, made {held.made_at:%Y-%m-%d %H:%M} UTC")
    if found.made:
        typer.echo(f"The file is as {found.made.actor} made it (audit entry {found.made.n}).")
    for line in found.wrong:
        typer.echo(line)
    if not found.changes:
        typer.echo("Computed anew from the rows, every number still holds.")
        return
    typer.echo("These numbers no longer hold:")
    for each in found.told:
        typer.echo(f"  {each.figure}: {each.before} → {each.after}")
    if len(found.changes) > len(found.told):
        typer.echo("  and what is said beside them")
    typer.echo("Because:")
    for cause in found.causes:
        typer.echo(f"  {cause.kind}: {cause.text}")
