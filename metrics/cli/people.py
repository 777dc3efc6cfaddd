"""The commands that say who may do what."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, cast

import typer

from metrics.cli.base import By, Home, Json, cli, show, visit

DAYS = 365
Project = Annotated[str | None, typer.Option(help="In this project; without it in every one.")]


@cli.command()
def grant(
    subject: Annotated[str, typer.Argument(help="An e-mail address, a domain (@example.com) or a claim (groups=it).")],
    role: Literal["viewer", "analyst", "owner", "admin"],
    project: Project = None,
    segment: Annotated[list[str] | None, typer.Option(help="Show only this: COLUMN=VALUE; repeatable.")] = None,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Give someone a role, in a project or in all of them."""
    from metrics import actions

    if segment and not project:
        raise typer.BadParameter("segments belong to a project: name it with --project", param_hint="--segment")
    here = visit(home, json_, by)
    if project:
        made = actions.grant(here, project, subject, role, segment or ())
    else:
        made = actions.grant_overall(here, subject, role)
    if json_:
        return show(made)
    typer.echo(f"{made.subject} is {made.role} {_where(made.project)}")
    if doubt := actions.doubted(here, made.subject):
        typer.echo(doubt, err=True)
    return None


@cli.command()
def revoke(subject: str, project: Project = None, home: Home = None, json_: Json = False, by: By = None) -> None:
    """Take a role back."""
    from metrics import actions

    here = visit(home, json_, by)
    gone = actions.revoke(here, project, subject) if project else actions.revoke_overall(here, subject)
    show(gone) if json_ else typer.echo(f"{gone.subject} is no longer {gone.role} {_where(gone.project)}")


@cli.command()
def grants(project: Project = None, home: Home = None, json_: Json = False) -> None:
    """List who has which role."""
    from metrics import actions

    here = visit(home, json_)
    found = actions.grants(here, project) if project else actions.all_grants(here)
    if json_:
        return show(found)
    for one in found:
        limit = f", sees {', '.join(one.segments)} only" if one.segments else ""
        typer.echo(f"{one.role:8} {one.subject}  {_where(one.project)}{limit}  (by {one.granted_by})")
    return None if found else typer.echo("nobody has a role yet")


@cli.command()
def token(
    project: str,
    name: Annotated[str, typer.Argument(help="What the token is for, as the audit names it.")],
    may: Annotated[list[str], typer.Option(help="upload or results; repeatable.")],
    days: Annotated[int, typer.Option(min=1, help="Until it expires.")] = DAYS,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Make a token for a program; its text is shown this once."""
    from metrics import actions

    if wrong := set(may) - {"upload", "results"}:
        raise typer.BadParameter(f"{', '.join(sorted(wrong))} is neither upload nor results", param_hint="--may")
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    made, text = actions.make_token(visit(home, json_, by), project, name, cast(list[Any], may), until)
    if json_:
        return show({"token": text, "id": made.id, "expires_at": made.expires_at})
    typer.echo(f"token {made.id}, to {', '.join(made.scopes)} in {project}, until {made.expires_at:%Y-%m-%d}", err=True)
    return typer.echo(text)


@cli.command()
def tokens(
    project: str,
    revoke: Annotated[str | None, typer.Option(help="End the token with this id.")] = None,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """List a project's tokens, or end one."""
    from metrics import actions

    here = visit(home, json_, by)
    if revoke:
        actions.revoke_token(here, revoke)
    found = actions.tokens(here, project)
    if json_:
        return show(found)
    for one in found:
        state = "revoked" if one.revoked_at else f"until {one.expires_at:%Y-%m-%d}"
        used = f"{one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "never"
        typer.echo(f"{one.id}  {one.name}  {', '.join(one.scopes)}  {state}  last used {used}  (by {one.made_by})")
    return None


def _where(project: str | None) -> str:
    return f"in {project}" if project else "in every project"
