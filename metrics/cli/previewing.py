"""The command that shows what intake understands of files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from metrics import words
from metrics.cli.base import Home, Json, cli, show, visit
from metrics.cli.stating import with_answers
from metrics.errors import ProveoutError
from metrics.intake import Answers


@cli.command()
@with_answers
def preview(
    files: Annotated[list[Path], typer.Argument()],
    answers: Answers,
    rows: Annotated[int, typer.Option()] = 10,
    csv_dir: Annotated[Path | None, typer.Option(help="Write each file's best reading here as UTF-8 CSV.")] = None,
    home: Home = None,
    json_: Json = False,
) -> None:
    """Show what intake understands of files; nothing is kept."""
    from metrics import actions, disk

    here = visit(home, json_)
    readings, failed = [], []
    for file in files:
        try:
            with disk.room(csv_dir or here.store.home, f"reading {file.name}"):
                if csv_dir:  # first: an empty file has a best reading, and nothing to show
                    csv_dir.mkdir(parents=True, exist_ok=True)
                    actions.rewrite(here, file, csv_dir / file.name, answers)
                readings.append(actions.preview(here, file, answers, rows))
        except ProveoutError as error:
            failed.append(error)
            typer.echo(f"{file}: {error.title}.\n{error.with_flags()}", err=True)
    if json_:
        show(readings if len(files) > 1 else readings[0] if readings else None)
    else:
        for reading in readings:
            _tell_reading(reading)
    if failed:
        raise SystemExit(1)


def _tell_reading(reading: Any) -> None:
    """What intake understood of one file, in lines."""
    typer.echo(f"{reading.file_name}: {reading.named}")
    for column in reading.columns:
        formats = ", ".join(f"{form} fits {words.count(rows, 'row')}" for form, rows in column.formats.items())
        seen = formats or column.numbers
        typer.echo(f"  {column.header}: {column.type}" + (f" ({seen})" if seen else ""))
    for row in reading.sample:
        typer.echo("  " + " | ".join("" if cell is None else cell for cell in row))
    for line in (*reading.notes, *reading.questions):
        typer.echo(f"  {line}")
