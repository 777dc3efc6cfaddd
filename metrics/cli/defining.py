"""The commands of a project's beginning: from a template to a definition, and the questions before its launch."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from metrics.cli.base import By, Home, Json, cli, show, visit
from metrics.errors import NeedsAnswer, Question

Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day in use.")]


@cli.command()
def define(
    template: Annotated[
        str | None, typer.Option(help="What to start from; without it the templates are listed.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Default: the template's.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who answers for the claim.")] = None,
    launch: Day = None,
    currency: Annotated[str | None, typer.Option(help="Three letters, such as EUR.")] = None,
    only_print: Annotated[bool, typer.Option("--print", help="Print the TOML and create nothing.")] = False,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Create a project from a template, or print the template's TOML to edit and apply."""
    from metrics import actions

    known = actions.templates()
    if template is None:
        if json_:
            return show(
                [{"name": t.name, "title": t.title, "about": t.about, "needs": t.needs} for t in known.values()]
            )
        for each in known.values():
            typer.echo(f"{each.name:20} {each.about}\n{'':20} {each.needs}")
        return None
    about = {"owner": owner, "currency": currency, "launch": launch and launch.date()}
    if only_print:
        text = actions.start(template, {**about, "name": name})
        return show({"template": template, "toml": text}) if json_ else typer.echo(text, nl=False)
    title = name or (known[template].title if template in known else "")
    text = actions.start(template, {**about, "name": title})
    if launch is None:
        raise NeedsAnswer([Question("launch", "When was it, or will it be, launched?", "--launch YYYY-MM-DD")])
    asked = visit(home, json_, by)
    slug = actions.free_id(title, (head.project for head in actions.projects(asked)))
    done = actions.apply(asked, actions.changed(text, ("project",), {}, {"id": slug}))
    return show(done) if json_ else typer.echo(f"project {done.project} created, revision {done.revision}")


@cli.command()
def readiness(project: str, home: Home = None, json_: Json = False) -> None:
    """List the questions before launch: answers with evidence, day and name, and what the definition shows."""
    from metrics import actions

    found = actions.readiness(visit(home, json_), project)
    if json_:
        return show(
            {
                "project": project,
                "at_risk": found.at_risk,
                "questions": [
                    {
                        "question": each.question.key,
                        "asks": each.question.asks,
                        "answer": each.answer,
                        "definition": each.facts,
                        "contradicted": each.contradicted,
                    }
                    for each in found.asked
                ],
            }
        )
    typer.echo(found.sentence)
    for each in found.asked:
        said = actions.SAID[each.answer.answer] if each.answer else "not answered"
        typer.echo(f"{each.question.key:16} {said}: {each.question.asks}")
        if one := each.answer:
            by = f"{one.dated}, answered {one.answered_at:%Y-%m-%d} by {one.answered_by}"
            typer.echo(f"{'':16} {one.evidence or 'no evidence'} ({by})")
        for fact in each.facts:
            typer.echo(f"{'':16} {'definition' if fact.holds else 'BUT'}: {fact.text}")
    return None


@cli.command()
def answer(
    project: str,
    question: Annotated[str, typer.Argument(help="As `readiness` lists it: owner.")],
    said: Annotated[str, typer.Argument(help="yes, no or not_yet.", metavar="ANSWER")],
    evidence: Annotated[str, typer.Option(help="What shows it; a yes needs it.")] = "",
    date: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Of the evidence; today.")] = None,
    home: Home = None,
    json_: Json = False,
    by: By = None,
) -> None:
    """Answer a question before launch; earlier answers stay in the audit."""
    from metrics import actions

    day = date.date() if date else None
    done = actions.answer_readiness(visit(home, json_, by), project, question, said.replace("-", "_"), evidence, day)
    show(done) if json_ else typer.echo(f"{done.question}: {done.answer}, {done.dated}, by {done.answered_by}")
