"""The command that runs the alert rules, for cron."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from metrics.cli.base import By, Home, Json, cli, show, visit

if TYPE_CHECKING:  # a command that does something else need not wait for it
    from metrics.actions import Checked
    from metrics.store import Alert


@cli.command()
def check(home: Home = None, json_: Json = False, by: By = None) -> None:
    """Run the alert rules on every project and tell whom they name; exit code 1 where one could not be judged."""
    from metrics import actions

    found = actions.run_rules(visit(home, json_, by))
    if json_:
        show([_plain(one) for one in found])
    else:
        for one in found:
            _say(one)
    late = [seen for one in found for seen in one.firing if seen.trouble]
    if late or any(one.error for one in found):
        raise SystemExit(1)


def _say(one: Checked) -> None:
    if one.error:
        typer.echo(f"{one.project}: not judged. {one.error}", err=True)
    for seen in one.firing:
        typer.echo(f"{one.project}: {seen.alert.text} [{seen.state}]")
        if seen.trouble:
            typer.echo(f"{one.project}: not delivered to {seen.trouble}", err=True)
    for alert in one.recovered:
        typer.echo(f"{one.project}: recovered. {alert.text}")
    if not one.error and not one.firing and not one.recovered:
        typer.echo(f"{one.project}: nothing fires")


def _plain(one: Checked) -> dict[str, Any]:
    firing = [_alert(seen.alert) | {"state": seen.state, "trouble": seen.trouble or None} for seen in one.firing]
    gone = [_alert(alert) for alert in one.recovered]
    return {"project": one.project, "error": str(one.error) if one.error else None, "firing": firing, "recovered": gone}


def _alert(alert: Alert) -> dict[str, Any]:
    told = {"id": alert.id, "rule": alert.rule, "key": alert.key, "text": alert.text, "about": alert.about}
    return told | {"since": alert.fired_at, "snapshot": alert.snapshot, **alert.detail}
