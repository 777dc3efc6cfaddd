"""The commands that bring files in and take them out again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from metrics import words
from metrics.cli.base import By, Home, Json, cli, show, visit
from metrics.cli.stating import with_answers
from metrics.errors import NeedsAnswer
from metrics.intake import Answers


@cli.command()
@with_answers
def upload(
    project: str,
    dataset: str,
    file: Path,
    answers: Answers,
    dry_run: Annotated[bool, typer.Option(help="Say what would change; keep nothing.")] = False,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Load a file into a dataset: typed rows, rejects with reasons, or questions (exit code 3)."""
    from metrics import actions

    here = visit(home, json_, by)
    progress = None if json_ or not sys.stderr.isatty() else _show_progress
    taken = actions.take(here, project, dataset, file, answers, dry_run=dry_run, progress=progress)
    if json_:
        show(actions.receipt(taken, dry_run))
        if taken.staged.questions:
            raise SystemExit(NeedsAnswer.exit_code)
        return
    if taken.staged.questions:
        raise NeedsAnswer(taken.staged.questions)
    if taken.existing and taken.upload:
        typer.echo(f"this very file is live already as upload {taken.upload.id}; nothing was added")
    else:
        _tell(taken.staged, taken.upload.id if taken.upload else None)
    for path, before, after in taken.changes:
        if path == "warning.closed":
            typer.echo(f"this {after}")
        else:
            typer.echo(f"{path}: {before or 'unknown'} → {after or 'unknown'}")
    if taken.note:
        typer.echo(taken.note, err=True)


@cli.command()
def uploads(project: str, home: Home = None, json_: Json = False) -> None:
    """List a project's uploads, in every state."""
    from metrics import actions

    here = visit(home, json_)
    found, purged = actions.uploads(here, project), actions.purged(here, project)
    if json_:
        return show([dataclasses.asdict(row) | {"purged": purged.get(row.id)} for row in found])
    for row in found:
        span = f"{row.first} to {row.until - dt.timedelta(days=1)}" if row.first and row.until else "undated"
        typer.echo(
            f"{row.id}  {row.state:7}  {row.dataset}  {row.file_name}  {words.count(row.rows, 'row')}, "
            f"{row.rejected} rejected  {span}  {row.uploaded_at:%Y-%m-%d %H:%M} by {row.uploaded_by}"
        )
        if gone := purged.get(row.id):
            typer.echo(f"    purged {gone.at:%Y-%m-%d %H:%M} by {gone.by}: {gone.reason}")
    return None


@cli.command()
def rejects(
    upload: str,
    csv: Annotated[bool, typer.Option("--csv", help="The rejected lines as CSV, to repair and upload.")] = False,
    home: Home = None,
    json_: Json = False,
) -> None:
    """List the rows that an upload could not take, with their reasons."""
    from metrics import actions

    here = visit(home, json_ or csv)
    if csv:
        return typer.echo(actions.repair(here, upload), nl=False)
    found = actions.rejects(here, upload)
    if json_:
        return show(found)
    for reject in found:
        typer.echo(f"row {reject.row}, column {reject.column!r}: {reject.reason} (value {reject.value!r})")
    return typer.echo(f"{words.count(len({reject.row for reject in found}), 'row')} rejected")


@cli.command()
def undo(upload: str, home: Home = None, json_: Json = False, by: By = None) -> None:
    """Take an upload's rows out of every figure."""
    from metrics import actions

    _changed(actions.undo(visit(home, json_, by), upload), json_)


@cli.command()
def redo(upload: str, home: Home = None, json_: Json = False, by: By = None) -> None:
    """Bring an undone upload back."""
    from metrics import actions

    _changed(actions.redo(visit(home, json_, by), upload), json_)


@cli.command()
def purge(
    upload: str,
    reason: Annotated[str, typer.Option(help="Why its bytes are erased; kept in the audit.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask at a terminal.")] = False,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Erase an upload's original, rows and rejects for good; its hash, counts and audit stay."""
    from metrics import actions

    here = visit(home, json_, by)
    if not yes and not json_ and sys.stdin.isatty():
        found = here.store.kept_upload(upload)
        rows = words.count(found.rows, "row leaves", "rows leave")
        leaves = f"Its {rows} every result. " if found.state == "live" else ""
        typer.confirm(f"{found.file_name}, upload {found.id}: {leaves}This cannot be undone. Erase it?", abort=True)
    done = actions.purge(here, upload, reason)
    _changed(done, json_)
    for other in here.store.same_bytes(done.sha256):
        place = f"upload {other.id} of {other.project}, {other.dataset}"
        typer.echo(f"the same bytes are still live as {place}: purge that too if they must go", err=True)


def _changed(upload: Any, json_: bool) -> None:
    show(upload) if json_ else typer.echo(f"upload {upload.id} of {upload.file_name} is {upload.state}")


def _tell(staged: Any, upload: str | None) -> None:
    files = staged.files
    typer.echo(f"upload {upload}" if upload else "dry run: nothing was kept")
    typer.echo(
        f"{words.count(files.rows, 'row')}, {files.rejected} rejected, "
        f"{files.duplicates} with a key seen earlier in the file"
    )
    if files.first:
        typer.echo(f"from {files.first} to {files.until - dt.timedelta(days=1)}")
    for note in staged.reading.notes:
        typer.echo(f"note: {note}")
    for warning in staged.warnings:
        typer.echo(f"warning: {warning.text}")
    if files.rejected and upload:
        typer.echo(f"see them with: proveout rejects {upload}")


def _show_progress(share: float) -> None:
    typer.echo(f"\r{share:4.0%}", nl=share >= 1, err=True)
