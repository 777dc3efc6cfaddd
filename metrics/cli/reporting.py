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
    from metrics.report import Manifest


@cli.command()
def report(
    format: Annotated[str, typer.Option(help="pdf, pptx, xlsx or html.")],
    out: Annotated[Path, typer.Option(help="The file to write; none is overwritten.")],
    project: Annotated[str | None, typer.Argument()] = None,
    portfolio: Annotated[bool, typer.Option("--portfolio", help="All projects in one file.")] = False,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Write a board pack: one file with the results, what they rest on, and a manifest to verify it by."""
    from metrics import actions
    from metrics.report import FORMATS

    if format not in FORMATS:
        raise typer.BadParameter(f"choose one of {', '.join(FORMATS)}", param_hint="--format")
    if (project is None) != portfolio:
        raise typer.BadParameter("name one project, or --portfolio for all of them", param_hint="PROJECT")
    if out.exists():
        raise ProveoutError(Problem("there is a file of that name", "Choose another name.", file=str(out)))
    here = visit(home, json_, by)
    file = actions.portfolio_report(here, format) if project is None else actions.report(here, project, format)
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
    manifests, here = find(data, file.name), visit(home, json_)
    answers = []
    for manifest in manifests:
        try:
            found = actions.verify_report(here, manifest.project, manifest, data)
        except ProveoutError as error:
            if len(manifests) == 1:
                raise
            answers.append({**_about(manifest), "holds": False, "error": str(error)})
            _say(json_, f"{manifest.project}: nothing can be said. {error}")
            continue
        answers.append({**_about(manifest), **_answer(found)})
        if not json_:
            _tell(found)
    holds = all(answer["holds"] for answer in answers)
    if json_:
        show(answers[0] if len(answers) == 1 else {"holds": holds, "projects": answers})
    elif len(answers) > 1:
        good = sum(bool(answer["holds"]) for answer in answers)
        typer.echo(f"Every number holds of {good} of {len(answers)} projects.")
    if not holds:
        raise SystemExit(1)


def _about(manifest: Manifest) -> dict[str, object]:
    return {"holds": True, "project": manifest.project, "snapshot": manifest.snapshot}


def _answer(found: Verification) -> dict[str, object]:
    return {
        "holds": found.holds,
        "made": found.made and {"n": found.made.n, "at": found.made.at, "by": found.made.actor},
        "wrong": found.wrong,
        "changes": found.changes,
        "causes": [vars(cause) for cause in found.causes],
        "notes": found.notes,
    }


def _say(quiet: bool, line: str) -> None:
    if not quiet:
        typer.echo(line)


def _tell(found: Verification) -> None:
    held = found.manifest
    typer.echo(f"{held.project}, snapshot {held.snapshot}, made {held.made_at:%Y-%m-%d %H:%M} UTC")
    if found.made:
        typer.echo(f"The file is as {found.made.actor} made it (audit entry {found.made.n}).")
    for line in found.wrong:
        typer.echo(line)
    if found.notes:
        typer.echo("The notes on its charts have changed since; no number rests on them:")
        for line in found.notes:
            typer.echo(f"  {line}")
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
