"""The commands that bring files in and take them out again."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from metrics.access import local
from metrics.cli.base import By, Home, Json, cli, open_store, show
from metrics.errors import NeedsAnswer, ProveoutError, Question

DateOrder = Annotated[str | None, typer.Option(help="dmy, mdy or ymd.")]
Decimal = Annotated[str | None, typer.Option(help="The decimal mark: , or .")]
Encoding = Annotated[str | None, typer.Option(help="For example utf-8, cp1252, utf-16.")]
Delimiter = Annotated[str | None, typer.Option(help="The column delimiter.")]


@cli.command()
def preview(
    files: Annotated[list[Path], typer.Argument()],
    rows: Annotated[int, typer.Option()] = 10,
    csv_dir: Annotated[Path | None, typer.Option(help="Write each file's best reading here as UTF-8 CSV.")] = None,
    date_order: DateOrder = None,
    decimal: Decimal = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    home: Home = None,
    json_: Json = False,
) -> None:
    """Show what intake understands of files; nothing is kept."""
    from metrics import actions, intake

    store = open_store(home, json_)
    answers = intake.Answers(
        date_order=_one_of("--date-order", date_order, ("dmy", "mdy", "ymd")),
        decimal=_one_of("--decimal", decimal, (",", ".")),
        encoding=encoding,
        delimiter=delimiter,
    )
    readings, failed = [], []
    for file in files:
        try:
            readings.append(actions.preview(store, file, answers, rows))
            if csv_dir:
                csv_dir.mkdir(parents=True, exist_ok=True)
                actions.rewrite(store, file, csv_dir / file.name, answers)
        except ProveoutError as error:
            failed.append(error)
            typer.echo(f"{file}: {error.title}.\n{error}", err=True)
    if json_:
        show(readings if len(files) > 1 else readings[0] if readings else None)
    else:
        for reading in readings:
            _tell_reading(reading)
    if failed:
        raise SystemExit(1)


@cli.command()
def upload(
    project: str,
    dataset: str,
    file: Path,
    date_order: DateOrder = None,
    decimal: Decimal = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="column=header of the file.")] = None,
    mode: Annotated[str | None, typer.Option(help="upsert, replace_span or append.")] = None,
    complete_through: Annotated[str | None, typer.Option(help="The last day that the file holds completely.")] = None,
    accept: Annotated[list[str] | None, typer.Option(help="What may pass: rejects, one_column, header.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would change; keep nothing.")] = False,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Load a file into a dataset: typed rows, rejects with reasons, or questions (exit code 3)."""
    from metrics import actions, intake

    answers = intake.Answers(
        date_order=_one_of("--date-order", date_order, ("dmy", "mdy", "ymd")),
        decimal=_one_of("--decimal", decimal, (",", ".")),
        mode=_one_of("--mode", mode, ("upsert", "replace_span", "append")),
        encoding=encoding,
        delimiter=delimiter,
        columns=dict(_pair(text) for text in set_ or ()),
        complete_through=_day("--complete-through", complete_through),
        accept=tuple(_one_of("--accept", word, ("rejects", "one_column", "header")) for word in accept or ()),
    )
    store = open_store(home, json_)
    progress = None if json_ or not sys.stderr.isatty() else _show_progress
    staged = actions.stage(store, project, dataset, file, answers, progress=progress)
    if staged.questions:
        if json_:
            show(_summary(staged, None))
            raise SystemExit(NeedsAnswer.exit_code)
        raise NeedsAnswer(staged.questions)
    if dry_run:
        changes = actions.impact(store, staged)
        actions.discard(staged)
        if json_:
            return show(_summary(staged, None) | {"changes": [list(change) for change in changes]})
        _tell(staged, None)
        for path, before, after in changes:
            typer.echo(f"{path}: {before or 'unknown'} → {after or 'unknown'}")
        return None
    done = actions.commit(store, staged, by or local.user())
    if json_:
        return show(_summary(staged, done.upload.id))
    if done.existing:
        typer.echo(f"this very file is live already as upload {done.upload.id}; nothing was added")
    else:
        _tell(staged, done.upload.id)
    return None


@cli.command()
def uploads(project: str, home: Home = None, json_: Json = False) -> None:
    """List a project's uploads."""
    from metrics import actions

    found = actions.uploads(open_store(home, json_), project)
    if json_:
        return show(found)
    for row in found:
        span = f"{row.first} to {row.until - dt.timedelta(days=1)}" if row.first and row.until else "undated"
        typer.echo(
            f"{row.id}  {row.state:7}  {row.dataset}  {row.file_name}  {row.rows} rows, {row.rejected} rejected  {span}"
            f"  {row.uploaded_at:%Y-%m-%d %H:%M} by {row.uploaded_by}"
        )
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

    store = open_store(home, json_ or csv)
    if csv:
        return typer.echo(actions.repair(store, upload), nl=False)
    found = actions.rejects(store, upload)
    if json_:
        return show(found)
    for reject in found:
        typer.echo(f"row {reject.row}, column {reject.column!r}: {reject.reason} (value {reject.value!r})")
    return typer.echo(f"{len({reject.row for reject in found})} rows rejected")


@cli.command()
def undo(upload: str, home: Home = None, json_: Json = False, by: By = None) -> None:
    """Take an upload's rows out of every figure."""
    from metrics import actions

    _changed(actions.undo(open_store(home, json_), upload, by or local.user()), json_)


@cli.command()
def redo(upload: str, home: Home = None, json_: Json = False, by: By = None) -> None:
    """Bring an undone upload back."""
    from metrics import actions

    _changed(actions.redo(open_store(home, json_), upload, by or local.user()), json_)


def _changed(upload: Any, json_: bool) -> None:
    show(upload) if json_ else typer.echo(f"upload {upload.id} of {upload.file_name} is {upload.state}")


def _tell_reading(reading: Any) -> None:
    """What intake understood of one file, in lines."""
    typer.echo(f"{reading.file_name}: {reading.encoding}, {reading.dialect.named()}")
    for column in reading.columns:
        formats = ", ".join(f"{form} fits {rows} rows" for form, rows in column.formats.items())
        seen = formats or column.numbers
        typer.echo(f"  {column.header}: {column.type}" + (f" ({seen})" if seen else ""))
    for row in reading.sample:
        typer.echo("  " + " | ".join("" if cell is None else cell for cell in row))
    for line in (*reading.notes, *reading.questions):
        typer.echo(f"  {line}")


def _summary(staged: Any, upload: str | None) -> dict[str, Any]:
    """The promised shape of `upload --json`."""
    files = staged.files
    last = files.until - dt.timedelta(days=1) if files and files.until else None
    return {
        "upload": upload,
        "rows": files.rows if files else 0,
        "rejected": files.rejected if files else 0,
        "duplicates": files.duplicates if files else 0,
        "from": files.first if files else None,
        "until": last,
        "questions": [_question(question) for question in staged.questions],
        "warnings": [warning.model_dump(mode="json") for warning in staged.warnings],
    }


def _question(question: Question) -> dict[str, Any]:
    options = [{"value": option.value, "consequence": option.consequence} for option in question.options]
    return {
        "key": question.key,
        "text": question.text,
        "flag": question.flag,
        "column": question.column,
        "options": options,
    }


def _tell(staged: Any, upload: str | None) -> None:
    files = staged.files
    typer.echo(f"upload {upload}" if upload else "dry run: nothing was kept")
    typer.echo(f"{files.rows} rows, {files.rejected} rejected, {files.duplicates} with a key seen earlier in the file")
    if files.first:
        typer.echo(f"from {files.first} to {files.until - dt.timedelta(days=1)}")
    for warning in staged.warnings:
        typer.echo(f"warning: {warning.text}")
    if files.rejected and upload:
        typer.echo(f"see them with: proveout rejects {upload}")


def _show_progress(share: float) -> None:
    typer.echo(f"\r{share:4.0%}", nl=share >= 1, err=True)


def _one_of(flag: str, value: str | None, allowed: tuple[str, ...]) -> Any:
    if value is not None and value not in allowed:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(allowed)}", param_hint=flag)
    return value


def _pair(text: str) -> tuple[str, str]:
    column, equals, header = text.partition("=")
    if not (column and equals and header):
        raise typer.BadParameter(f"{text!r} is not column=header", param_hint="--set")
    return column.strip(), header.strip()


def _day(flag: str, text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2025-01-31", param_hint=flag) from None
