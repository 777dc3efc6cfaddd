"""The commands for definitions, results, money and the server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from metrics.cli.base import By, Home, Json, cli, read_text, show, visit


@cli.command()
def apply(
    file: Path,
    reason: Annotated[str | None, typer.Option()] = None,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Create or update a project from its TOML file."""
    from metrics import actions, words

    done = actions.apply(visit(home, json_, by), read_text(file), reason, file.name)
    if json_:
        return show(done)
    verb = "created" if done.created else "updated" if done.changed else "unchanged"
    typer.echo(f"project {done.project} {verb}, revision {done.revision}")
    for note in done.notes:
        typer.echo(note)
    if done.reread:
        typer.echo(f"{words.count(done.reread, 'upload was', 'uploads were')} read again")


@cli.command()
def export(project: str, home: Home = None, json_: Json = False) -> None:
    """Print a project's TOML."""
    from metrics import actions

    text = actions.export(visit(home, True), project)
    show({"project": project, "toml": text}) if json_ else typer.echo(text, nl=False)


@cli.command()
def results(project: str, home: Home = None, json_: Json = False) -> None:
    """Print a project's results: sentences, or the whole document with --json."""
    from metrics import actions
    from metrics.words import summary

    asked = visit(home, json_)
    found = actions.results(asked, project)
    if json_:
        return show(found.model_dump(mode="json") | {"audit_head": actions.audit_head(asked)._asdict()})
    return typer.echo(summary(found))


@cli.command()
def seal(
    project: str,
    reason: Annotated[str, typer.Option(help="Why the baseline is fixed as it stands.")],
    kpi: Annotated[str | None, typer.Argument()] = None,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Seal the baseline of a KPI, or of all: later data and edits no longer move it silently."""
    from metrics import actions

    names = actions.seal(visit(home, json_, by), project, kpi, reason)
    show({"project": project, "sealed": names}) if json_ else typer.echo(f"sealed: {', '.join(names)}")


@cli.command()
def money(
    file: Path,
    discount_rate: Annotated[float | None, typer.Option(help="A year for dates, a period for periods.")] = None,
    finance_rate: Annotated[float | None, typer.Option(help="For MIRR; default the discount rate.")] = None,
    reinvest_rate: Annotated[float | None, typer.Option(help="For MIRR; default the discount rate.")] = None,
    json_: Json = False,
) -> None:
    """A controller's calculator: payback, NPV, IRR and returns of the flows in a CSV."""
    from metrics.measure import calculator

    found = calculator.calculator(file, discount_rate, finance_rate, reinvest_rate)
    if json_:
        return show(found)
    reasons = found["reasons"]
    for name, value in found.items():
        if name != "reasons":
            typer.echo(f"{name:20} {value if value is not None else 'unknown: ' + reasons.get(name, '')}")


@cli.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    samples: Annotated[bool, typer.Option(help="Load the sample projects when the store is empty.")] = False,
    address: Annotated[str, typer.Option(help="Others need a login: see docs/security.md.")] = "127.0.0.1",
    home: Home = None,
) -> None:
    """Serve the dashboard, on this machine alone unless a login is configured."""
    from metrics import serving

    serving.serve(port, home, samples, typer.echo, address)
