"""The commands that read and verify the audit."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from metrics.cli.base import Home, Json, cli, show, visit


class _Listing(TyperGroup):
    """`audit PROJECT` is short for `audit list PROJECT`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        named = args and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if named else ["list", *args])


audit = typer.Typer(cls=_Listing, help="Who did what, when and from where; and whether that is what was written.")
cli.add_typer(audit, name="audit")


@audit.command("list")
def entries(
    project: Annotated[str | None, typer.Argument(help="One project; default all that happened.")] = None,
    since: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on (UTC).")] = None,
    who: Annotated[str | None, typer.Option("--by", help="By this person.")] = None,
    action: Annotated[str | None, typer.Option(help="Of this kind: upload, undo, seal …")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="As CSV, for a spreadsheet.")] = False,
    home: Home = None,
    json_: Json = False,
) -> None:
    """List entries, oldest first: `audit PROJECT` is the same."""
    from metrics import actions
    from metrics.actions import deeds
    from metrics.store import Wanted

    asked = visit(home, json_ or csv)
    wanted = Wanted(project, who, action, since and since.replace(tzinfo=dt.UTC))
    if csv:
        for line in actions.audit_csv(asked, wanted):
            typer.echo(line, nl=False)
        return None
    found = actions.audit(asked, wanted)
    if json_:
        return show([actions.audit_json(row) for row in found])
    known = cache(lambda project: actions.audit_titles(asked, project))
    for row in found:
        place = f" ({row.place})" if row.place else ""
        replaced = f"  [{told}]" if (told := deeds.before_after(row)) else ""
        of = f"{row.project}: " if row.project else ""
        said = deeds.sentence(row, known(row.project))
        typer.echo(f"{row.n}  {row.at:%Y-%m-%d %H:%M:%S}  {of}{row.actor}{place} {said}{replaced}")


@audit.command()
def verify(
    against: Annotated[str | None, typer.Option(help="A head hash that a report printed, or that you kept.")] = None,
    home: Home = None,
    json_: Json = False,
) -> None:
    """Recompute every hash; exit code 1, with the entry named, where one does not fit or --against is not there."""
    from metrics import actions
    from metrics.actions import deeds

    found = actions.verify_audit(visit(home, json_), against)
    if json_:
        show(vars(found) | {"sound": found.sound})
    else:
        for line in deeds.verified(found):
            typer.echo(line)
    if not found.sound:
        raise SystemExit(1)
