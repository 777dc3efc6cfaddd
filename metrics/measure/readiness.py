"""The questions that decide whether a project leaves the demo, and what its definition says to them by itself.

Source of the questions: what separates pilots that reach production from those that do not (method document,
"Readiness"). An answer is a person's; what the definition shows is evidence beside it and never an answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics import words
from metrics.model import Kpi, Project

MOST_NOES = 2  # more than so many answered "no" read "at risk"


@dataclass(frozen=True)
class Question:
    """One question: its key in the catalogue, its words, and what an answer should speak of."""

    key: str
    title: str
    asks: str
    means: str


@dataclass(frozen=True)
class Fact:
    """What the definition or the alerts' settings show to a question. holds: whether it speaks for a yes."""

    text: str
    holds: bool


QUESTIONS = (
    Question(
        "production_data",
        "Production data",
        "Is it built and tested on production data?",
        "Real rows of a usual month, with their gaps and exceptions, not chosen examples",
    ),
    Question(
        "owner",
        "One owner",
        "Does one named person own it, also in twelve months?",
        "A name, not a team, and a date that lies more than twelve months ahead",
    ),
    Question(
        "integration",
        "Integration",
        "Is the integration planned and paid for?",
        "The systems that it reads from and writes to, with budget and date",
    ),
    Question(
        "users",
        "Users",
        "Are the people who will use it involved?",
        "Who has tried it, and what they asked to change",
    ),
    Question(
        "promise",
        "KPI and target",
        "Is it settled which KPI moves, and by how much?",
        "One KPI with its target, agreed before launch",
    ),
    Question(
        "failure",
        "When it fails",
        "Is it settled what happens when it fails or is unsure?",
        "Human review, the trigger on which it is rolled back, and who is alerted",
    ),
    Question(
        "rollout",
        "Staged roll-out",
        "Is it rolled out in stages?",
        "A part first, the others after it has held",
    ),
    Question(
        "security",
        "Security and load",
        "Are security, permitted data and load tested?",
        "Who allowed the data, what was attacked, and at which load it was tried",
    ),
)
KEYS = tuple(question.key for question in QUESTIONS)


def facts(project: Project, today: dt.date, receivers: Sequence[str]) -> Mapping[str, tuple[Fact, ...]]:
    """What the definition shows, by question; questions that it is silent on are left out.

    receivers: whom the project's alerts are told to.
    """
    found = {
        "owner": _owner(project, today),
        "promise": _promise(project),
        "failure": _failure(project, receivers),
        "rollout": _rollout(project),
        "integration": _integration(project),
    }
    return {key: told for key, told in found.items() if told}


def in_a_year(day: dt.date) -> dt.date:
    """The same day next year; the last of February where there is none."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _owner(project: Project, today: dt.date) -> tuple[Fact, ...]:
    info = project.project
    if not info.owner:
        return (Fact("the definition names no owner", False),)
    if info.owner_until is None:
        return (Fact(f"{info.owner} owns it, without an end", True),)
    holds = info.owner_until > in_a_year(today)
    ends = f"until {words.day(info.owner_until)}"
    return (Fact(f"{info.owner} owns it {ends}" + ("" if holds else ", which is within twelve months"), holds),)


def _promise(project: Project) -> tuple[Fact, ...]:
    name = project.primary()
    kpi = project.kpi.get(name) if name else None
    if name is None or kpi is None:
        return (Fact("the definition has no KPI", False),)
    title = kpi.title or name
    target = _target(kpi)
    return (Fact(f"{title}: {target}", True) if target else Fact(f"{title} has no target", False),)


def _target(kpi: Kpi) -> str | None:
    if kpi.target is not None:
        return f"target {words.percent(float(kpi.target), signed=True)} against what was expected"
    if kpi.target_value is not None:
        return f"target {words.level(float(kpi.target_value), kpi.unit)}"
    return None


def _failure(project: Project, receivers: Sequence[str]) -> tuple[Fact, ...]:
    trigger = project.rollback
    if trigger is None:
        stated = Fact("no rollback trigger is stated", False)
    else:
        title = project.kpi[trigger.kpi].title or trigger.kpi if trigger.kpi in project.kpi else trigger.kpi
        unit = project.kpi[trigger.kpi].unit if trigger.kpi in project.kpi else ""
        bounds = (("above", trigger.above), ("below", trigger.below))
        ends = " or ".join(f"{side} {words.figure(float(value), unit)}" for side, value in bounds if value is not None)
        stated = Fact(f"rolled back when {title} is {ends} in {words.count(trigger.for_, 'period')}", True)
    if receivers:
        return stated, Fact(f"alerts go to {', '.join(receivers)}", True)
    return stated, Fact("alerts go to nobody", False)


def _rollout(project: Project) -> tuple[Fact, ...]:
    staged = {segment: day for kpi in project.kpi.values() for segment, day in kpi.launches.items()}
    if staged:
        days = sorted(staged.items(), key=lambda pair: pair[1])
        told = ", ".join(f"{segment.replace('=', ': ')} from {words.day(day)}" for segment, day in days)
        return (Fact(f"staged launches: {told}", True),)
    if project.project.stage in ("staged", "pilot"):
        return (Fact(f"its stage is {project.project.stage}", True),)
    return (Fact("no staged launches are stated, and its stage is production", False),)


def _integration(project: Project) -> tuple[Fact, ...]:
    paid = [cost for cost in project.cost if cost.category == "integration" and cost.amount > 0]
    if not paid:
        return ()  # there may be nothing to pay for
    amounts = ", ".join(words.money(float(cost.amount), project.project.currency) for cost in paid)
    return (Fact(f"cost of integration: {amounts}", True),)
