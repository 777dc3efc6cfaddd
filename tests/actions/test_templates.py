"""Every template: a definition that passes the check, and from a small export to a sealed, judged KPI."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from metrics import actions, definition, templates
from metrics.errors import DefinitionError, StoreError
from metrics.store import Store
from tests.visits import visit

LAUNCH = dt.date(2025, 1, 1)
NAMES = ("demand-forecast", "document-review", "invoice-processing", "scheduling", "support-assistant")
MONTHS = [dt.date(2023 + n // 12, 1 + n % 12, 1) for n in range(6, 30)]  # eighteen before launch, six after


def days(a_month: int = 7) -> Iterator[tuple[int, dt.date, bool]]:
    """Row numbers with their day and whether it lies after launch, through every month to its last days."""
    n = 0
    for month in MONTHS:
        for k in range(a_month):
            n += 1
            yield n, month + dt.timedelta(days=4 * k + 2), month >= LAUNCH


def tickets() -> str:
    rows = [
        f"T{n},{day:%Y-%m-%d} 09:00,chat,{'bot' if after and n % 2 else 'human'},{4 + n % 5}.5,{n % 7 == 0}"
        for n, day, after in days()
    ]
    return "\n".join(["ticket_id,created_at,channel,handled_by,handle_minutes,reopened", *rows])


def invoices() -> str:
    rows = [
        f"I{n};{day:%d.%m.%Y};{'automatic' if after and n % 2 else 'Abel'};{day + dt.timedelta(days=3):%d.%m.%Y};"
        f"Acme;{day + dt.timedelta(days=4):%d.%m.%Y};1.2{n % 10}0,50;{'nein' if n % 9 else 'ja'}"
        for n, day, after in days()
    ]
    return "\n".join(["Invoice ID;Received at;Booked by;Booked at;Supplier;Changed at;Amount;Corrected", *rows])


def shifts() -> str:
    rows = [
        f"S{n},{day:%Y-%m-%d} 06:00,north,8,{8 + n % 2},{0.5 if after else 1.0 + n % 2},{n % 6 == 0},{n % 20 != 0}"
        for n, day, after in days()
    ]
    head = "shift_id,starts_at,team,planned_hours,worked_hours,overtime_hours,changed_late,filled"
    return "\n".join([head, *rows])


def documents() -> str:
    rows = [
        f"D{n},{day:%Y-%m-%d} 17:00,lease,ann,{(20 if after else 40) + n % 5},{n % 30 + 1},{'no' if n % 9 else 'yes'}"
        for n, day, after in days()
    ]
    return "\n".join(["document_id,reviewed_at,kind,reviewed_by,minutes,pages,corrected", *rows])


def stock() -> str:
    weeks = [dt.date(2023, 6, 26) + dt.timedelta(weeks=n) for n in range(105)]
    rows = [f"{week},north,{(4 if week >= LAUNCH else 9) + week.day % 3},{100 + week.day}" for week in weeks]
    return "\n".join(["week,depot,written_off,shipped", *rows])


def demand() -> str:
    weeks = [dt.date(2024, 1, 1) + dt.timedelta(weeks=n) for n in range(70)]
    rows = [f"{week},{week - dt.timedelta(weeks=1)},A1,ours,{100 + week.day},{98 + week.month}" for week in weeks]
    return "\n".join(["week,made_on,sku,model,forecast,actual", *rows])


EXPORTS: dict[str, dict[str, Callable[[], str]]] = {
    "support-assistant": {"tickets": tickets},
    "invoice-processing": {"invoices": invoices},
    "scheduling": {"shifts": shifts},
    "document-review": {"documents": documents},
    "demand-forecast": {"stock": stock, "demand": demand},
}


def test_these_are_the_templates_and_every_one_says_what_it_needs() -> None:
    found = actions.templates()
    assert set(found) == set(NAMES)
    for name, each in found.items():
        project = actions.check(each.text)
        assert project.project.id == each.name == name
        assert project.project.launch == templates.LAUNCH
        assert each.needs.startswith("Needs ")
        assert each.about.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_a_template_states_what_a_claim_needs_and_no_figure_that_is_the_owners(name: str) -> None:
    project = actions.check(actions.templates()[name].text)
    primary = project.kpi[project.primary() or ""]
    assert primary.target is not None
    assert primary.guardrails
    assert primary.unit
    assert all(kpi.why and kpi.title for kpi in project.kpi.values())
    assert project.rollback
    assert project.rollback.kpi in project.kpi
    assert project.cost
    assert all(cost.amount == 0 and cost.source.startswith("To fill in") for cost in project.cost)
    assert all(kpi.unit_value is None and kpi.realised_share is None for kpi in project.kpi.values())
    assert project.project.owner is None


@pytest.mark.parametrize("name", NAMES)
def test_a_project_started_from_it_keeps_its_comments_and_begins_with_its_launch(name: str) -> None:
    text = actions.start(name, {"id": "mine", "name": "Mine", "owner": "", "launch": LAUNCH})
    assert text.count("# yours") == actions.templates()[name].text.count("# yours")
    project = definition.parse(text)
    assert (project.project.id, project.project.name, project.project.owner) == ("mine", "Mine", None)
    assert {cost.date or cost.from_ for cost in project.cost} == {LAUNCH}
    other = actions.start(name, {})
    assert tomllib.loads(other) == tomllib.loads(actions.templates()[name].text)


def test_there_is_no_other_template() -> None:
    with pytest.raises(DefinitionError, match="support-assistant"):
        actions.start("nothing", {})


@pytest.mark.parametrize("name", NAMES)
def test_from_a_template_to_a_sealed_and_judged_kpi(tmp_path: Path, name: str) -> None:
    with Store.open(tmp_path / "home") as store:
        owner = visit(store, "olga")
        actions.apply(owner, actions.start(name, {"id": "mine", "name": "Mine", "launch": LAUNCH}))
        for dataset, export in EXPORTS[name].items():
            file = tmp_path / f"{dataset}.csv"
            file.write_text(export() + "\n")
            staged = actions.stage(owner, "mine", dataset, file)
            assert not staged.questions
            assert staged.files is not None
            assert staged.files.rejected == 0
            actions.commit(owner, staged, more_follow=True)
        assert len(actions.seal(owner, "mine", None, "agreed")) >= 3
        found = actions.results(owner, "mine")
        primary = next(kpi for kpi in found.mains() if kpi.primary)
        assert (primary.baseline.points, primary.baseline.sealed) == (18, "after_launch")
        assert primary.effect is not None
        assert primary.effect.relative is not None
        assert primary.effect.relative < -0.2
        assert primary.verdict is not None
        assert found.money is None or found.money.payback.status is None  # nothing was paid and nothing is priced
        assert bool(found.forecasts) == (name == "demand-forecast")


def test_a_condition_that_no_row_meets_is_no_verdict_and_says_what_the_rows_have(tmp_path: Path) -> None:
    with Store.open(tmp_path / "home") as store:
        owner = visit(store, "olga")
        actions.apply(owner, actions.start("support-assistant", {"id": "mine", "name": "Mine", "launch": LAUNCH}))
        file = tmp_path / "tickets.csv"
        file.write_text(tickets().replace(",human,", ",Agent A,").replace(",bot,", ",Bot,") + "\n")
        staged = actions.stage(owner, "mine", "tickets", file)
        come, _ = actions.warned(actions.impact(owner, staged))
        told = "no row of 168 says handled_by = 'human'; it has Agent A, Bot."
        assert any(told in text for text in come)
        actions.commit(owner, staged)
        found = actions.results(owner, "mine")
        whole = next(kpi for kpi in found.mains() if kpi.primary)
        assert (whole.verdict, whole.effect.basis, whole.held and whole.held.of) == ("insufficient_baseline", None, 0)
        assert {point.held for point in whole.points} == {point.value for point in whole.points} == {None}
        assert whole.sentence == "Human-handled tickets: nothing can be told, as no row meets its condition."
        assert [warn.kind for warn in whole.warnings if told in warn.text] == ["no_rows"]
        assert all(told not in kpi.sentence for kpi in found.kpis)  # readers of some segments see no other's values
        (head,) = actions.portfolio(owner)
        assert head.decision == whole.sentence
        assert actions.opened(owner, "mine", "human_tickets", "month", dt.date(2024, 3, 1)).same
        with pytest.raises(StoreError, match="no complete baseline period"):
            actions.seal(owner, "mine", "human_tickets", "agreed")
        assert actions.seal(owner, "mine", "reopen_rate", "agreed") == ("reopen_rate",)
