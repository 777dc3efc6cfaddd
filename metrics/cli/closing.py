"""The commands of month end: close a month, see what became of it, accept what restates it; owners and assumptions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from metrics.cli.base import By, Home, Json, cli, show, visit

Month = Annotated[dt.datetime, typer.Argument(formats=["%Y-%m"], help="As in 2025-08.", metavar="MONTH")]
STATES = {
    "stands": "as booked",
    "refitted": "restated by a refit, within what was booked",
    "restated": "RESTATED",
    "accepted": "restated, accepted",
}


@cli.command("close")
def close_month(
    project: str,
    month: Month,
    comment: Annotated[str, typer.Option(help="What a reader of the month should know.")],
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Sign a month: its figures are booked as they stand."""
    from metrics import actions

    done = actions.close_month(visit(home, json_, by), project, month.date(), comment)
    if json_:
        return show(_closed_json(done))
    return typer.echo(f"{done.month:%B %Y} of {project} is closed, booked from {done.snapshot}")


@cli.command()
def closes(project: str, home: Home = None, json_: Json = False) -> None:
    """List closed months: who signed, and whether their figures still stand, with both numbers where not."""
    from metrics import actions

    found = actions.month_end(visit(home, json_), project)
    if json_:
        return show({"closed": [_month_json(each) for each in found.closed], "waiting": found.waiting})
    for each in found.closed:
        close = each.close
        when = f"{close.closed_at:%Y-%m-%d} by {close.closed_by}"
        typer.echo(f"{close.month:%Y-%m}  {STATES[each.state]}  closed {when}: {close.comment}")
        for told in actions.moves_told(each):
            typer.echo(f"    {told.figure}: booked {told.before}, now {told.after}")
        for cause in each.causes:
            typer.echo(f"    because of {cause.text}")
        for one in each.acceptances:
            typer.echo(f"    accepted {one.accepted_at:%Y-%m-%d} by {one.accepted_by}: {one.reason}")
    if found.waiting:
        typer.echo(f"not closed yet: {', '.join(f'{month:%Y-%m}' for month in found.waiting)}")
    return None


@cli.command()
def accept(
    project: str,
    month: Month,
    reason: Annotated[str, typer.Option(help="Why the new figures are the right ones.")],
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Accept the restatement of a closed month; what was booked stays beside it."""
    from metrics import actions

    done = actions.accept_restatement(visit(home, json_, by), project, month.date(), reason)
    if json_:
        return show(_acceptance_json(done))
    return typer.echo(f"the restatement of {done.month:%B %Y} is accepted by {done.accepted_by}")


@cli.command("take-over")
def take_over(
    project: str,
    until: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day without you.")] = None,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Become the owner of a project, until a day or without an end."""
    from metrics import actions

    here = visit(home, json_, by)
    done = actions.take_over(here, project, until.date() if until else None)
    show(done) if json_ else typer.echo(f"{project} is owned by {here.actor}, revision {done.revision}")


@cli.command()
def assumptions(project: str, home: Home = None, json_: Json = False) -> None:
    """List what the money rests on: value, range, source, review day, and who signed it."""
    from metrics import actions

    found = actions.assumptions(visit(home, json_), project)
    if json_:
        return show([_assumption_json(each) for each in found])
    for each in found:
        typer.echo(f"{each.stated.path}  {actions.assumed_value(each.stated)}  {each.state}")
        if (one := each.signature) is not None:
            limits = actions.assumed_range(each.stated, one)
            told = f"{one.value}, {limits}" if limits else one.value
            typer.echo(
                f"    signed {one.signed_at:%Y-%m-%d} by {one.signed_by}: {told}; {one.source}; review {one.review_on}"
            )
    return None if found else typer.echo("the definition states none")


@cli.command()
def sign(
    project: str,
    path: Annotated[str, typer.Argument(help="As `assumptions` lists it: kpi.tickets.unit_value.")],
    source: Annotated[str, typer.Option(help="Where the value is from.")],
    review: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The day to look at it again.")],
    low: Annotated[str | None, typer.Option(help="The least it may be; a share as 0.7.")] = None,
    high: Annotated[str | None, typer.Option(help="The most it may be.")] = None,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Sign an assumption's present value, as somebody else than the project's owner."""
    from metrics import actions

    ends = [_number(text, flag) for text, flag in ((low, "--low"), (high, "--high"))]
    done = actions.sign(visit(home, json_, by), project, path, source, review.date(), *ends)
    show(done) if json_ else typer.echo(f"{path} = {done.value} is signed by {done.signed_by}")


def _number(text: str | None, flag: str) -> Decimal | None:
    try:
        found = None if text is None else Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if found is not None and not found.is_finite():
        raise typer.BadParameter(f"{text!r} is no number: write it as 0.7", param_hint=flag)
    return found


def _closed_json(close: Any) -> dict[str, Any]:
    from metrics.results import Booked

    kept = ("project", "month", "snapshot", "revision", "comment", "closed_at", "closed_by")
    return {name: getattr(close, name) for name in kept} | {"booked": Booked.model_validate_json(close.figures)}


def _month_json(each: Any) -> dict[str, Any]:
    return _closed_json(each.close) | {
        "state": each.state,
        "current": each.current,
        "moved": each.moved,
        "causes": each.causes,
        "accepted": [_acceptance_json(one) for one in each.acceptances],
    }


def _acceptance_json(one: Any) -> dict[str, Any]:
    from metrics.results import Booked

    kept = ("month", "snapshot", "revision", "reason", "causes", "accepted_at", "accepted_by")
    return {name: getattr(one, name) for name in kept} | {"figures": Booked.model_validate_json(one.figures)}


def _assumption_json(each: Any) -> dict[str, Any]:
    one, signed = each.stated, each.signature
    found = {"path": one.path, "title": one.title, "value": one.value, "state": each.state}
    names = ("value", "low", "high", "source", "review_on", "signed_at", "signed_by")
    return found | {"signed": {name: getattr(signed, name) for name in names} if signed else None}
