"""The workbooks, computed by LibreOffice: the page's numbers, and the page's what-if where an assumption is changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from metrics.actions import Change, what_if
from metrics.report import gathered
from metrics.results import ProjectResult
from tests.chart import examples
from tests.report.office import beside, recalculated, typed
from tests.report.projects import report
from tests.report.test_portfolio import portfolio

WORDS = {"paid_back": "paid back", "projected": "projected", "lost_again": "paid back and lost again",
         "not_reached": "not paid back"}  # fmt: skip
CHANGES = (
    ({"value_of_1_": 3.0}, {"unit_value": 3.0}),
    ({"running_costs": 3.5, "discount_rate": 0.25}, {"running": 3.5, "discount_rate": 0.25}),
    ({"value_of_1_": 0.1, "share_of_2_": 0.0}, None),
)


def test_another_program_computes_the_pages_numbers(result: ProjectResult, tmp_path: Path) -> None:
    """One start of the office program, which takes seconds, for all that is asked of it."""
    assert result.money is not None
    money, stated = result.money, result.money.assumptions
    assert stated is not None
    assert money.npv is not None
    file = report(result, "xlsx")
    several = gathered(portfolio(examples.assistant(), examples.routes()), "xlsx")
    whole, all_, *changed = recalculated([file, several, *(typed(file, cells) for cells, _ in CHANGES)], tmp_path)

    assert beside(whole, "Payback") == WORDS[str(money.payback.status)]
    assert beside(whole, "Payback, months from launch") == pytest.approx(money.payback.months)
    on = beside(whole, "Payback on")
    assert (on.date() if isinstance(on, dt.datetime) else on) == money.payback.date
    for name, amount in {"Invested": money.invested, "All costs": money.cost, "Benefit": money.benefit,
                         "Net": money.net, "Net present value (NPV)": money.npv}.items():  # fmt: skip
        assert beside(whole, f"{name}, EUR") == pytest.approx(amount), name
    effects = {kpi.name: kpi.effect.relative for kpi in result.kpis if kpi.segment is None}
    assert beside(whole, "Minutes: effect") == pytest.approx(effects["minutes"])

    for (_, stated_), book in zip(CHANGES, changed, strict=True):
        first, second = (one.kpi for one in stated.priced)
        change = (
            Change(unit_value={first: 0.1}, realised_share={second: 0.0}, discount_rate=stated.discount_rate)
            if stated_ is None
            else Change(**{"discount_rate": stated.discount_rate} | _by_kpi(stated_, first))  # type: ignore[arg-type]
        )
        answer = what_if(stated, change)
        assert beside(book, "Payback") == WORDS[answer.status]
        months = "not reached" if answer.months is None else pytest.approx(answer.months)
        assert beside(book, "Payback, months from launch") == months
        assert beside(book, "Net, EUR") == pytest.approx(answer.net)
        assert beside(book, "Net present value (NPV), EUR") == pytest.approx(answer.npv)

    assistant, routes = examples.assistant().money, examples.routes().money
    assert assistant is not None
    assert routes is not None
    assert beside(all_, "Net, EUR") == pytest.approx((assistant.net or 0.0) + (routes.net or 0.0))


def _by_kpi(stated: dict[str, float], kpi: str) -> dict[str, object]:
    return {name: {kpi: value} if name == "unit_value" else value for name, value in stated.items()}
