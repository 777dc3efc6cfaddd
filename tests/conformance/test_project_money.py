"""The same published flows as a project's costs and benefits, file to payback, through the command line.

A project counts in months. Benefits in the months from launch on and the cost in the month before make a published
payback in periods the months from launch, with the yearly rate whose monthly one is the published rate; flows a year
apart have the published net present value at the published yearly rate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from metrics.measure.payback import add_months
from tests.commands import Commands
from tests.conformance.published_flows import PAYBACKS, RETURNS, Case
from tests.conformance.test_cashflows import by_walking

LAUNCH = dt.date(2017, 2, 1)  # the years to 2019 have 365 days, as XIRR's have
DEFINITION = """
[project]
id = "{name}"
launch = {launch}
discount_rate = {rate!r}

[dataset.flows]
shape = "series"
time = "month"
columns = {{ amount = "decimal" }}

[kpi.benefit]
dataset = "flows"
measure = "sum(amount)"
better = "higher"
baseline = {{ from = {before}, until = {first} }}
unit_value = 1
realised_share = 1
"""
COST = """
[[cost]]
date = {date}
amount = {amount}
category = "build"
kind = "investment"
"""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """One store for all cases, each a project of its own."""
    return Commands(tmp_path_factory.mktemp("cases"))


def money(command: Commands, benefits: Sequence[float], costs: Sequence[float], rate: float, apart: int) -> Any:
    """The project's money, flows `apart` months from each other, the first in the month before launch.

    Three months before it have a benefit of 0, so that all of the benefit is effect.
    """
    name, first = f"case-{len(list(command.folder.glob('*.csv')))}", add_months(LAUNCH, -1)
    text = DEFINITION.format(name=name, launch=LAUNCH, rate=rate, before=add_months(first, -3), first=first)
    text += "".join(
        COST.format(date=add_months(first, at * apart), amount=cost) for at, cost in enumerate(costs) if cost
    )
    last = (len(benefits) - 1) * apart
    amounts = {add_months(first, at): 0.0 for at in range(-3, last + 1)}
    amounts |= {add_months(first, at * apart): amount for at, amount in enumerate(benefits)}
    lines = ["month,amount", *(f"{month},{amount}" for month, amount in amounts.items())]
    file = command.folder / f"{name}.csv"
    file.write_text("\n".join(lines) + "\n")
    until = add_months(first, last + 1) - dt.timedelta(days=1)
    found = command.results(text, ("flows", file.name, "--complete-through", until.isoformat()))
    assert found["as_of"] == until.isoformat()
    return found["money"]


@pytest.mark.parametrize("case", PAYBACKS, ids=lambda case: str(case.published))
def test_payback(case: Case, command: Commands) -> None:
    ((figure, published),) = case.published.items()
    rate = case.rates.get("discount_rate", 0.1)
    found = money(command, [0, *case.amounts[1:]], [-case.amounts[0]], (1 + rate) ** 12 - 1, 1)
    payback = found["payback"]
    months = payback["months" if figure == "payback" else "discounted_months"]
    assert round(months, len(str(published).partition(".")[2])) == float(str(published))
    assert payback["months"] == pytest.approx(by_walking(case.amounts, 0))
    assert (payback["status"], payback["proven"]) == ("paid_back", False)
    assert payback["first_crossed"] == payback["stays_from"] == payback["months"]
    worth = sum(amount / (1 + rate) ** at for at, amount in enumerate(case.amounts))
    assert found["npv"] == pytest.approx(worth)
    assert found["roi"] == pytest.approx(sum(case.amounts) / -case.amounts[0])


def test_forrester_salesloft(command: Commands) -> None:
    case = RETURNS[-3]
    assert isinstance(case.flows, tuple)
    found = money(command, case.flows, case.costs or (), 0.10, 12)
    assert round(found["npv"]) == 5_496_170
    assert round(found["roi_pv"], 2) == 3.29
    assert round(found["roi"], 2) == 3.44
    assert (found["cost"], found["benefit"]) == pytest.approx((sum(case.costs or ()), sum(case.flows)))


def test_two_rates_and_lost_again(command: Commands) -> None:
    """Lorie & Savage's oil pump: 25 % and 400 % solve it. It pays back in the twelfth month and is lost in the next."""
    found = money(command, [0, 10_000, 0], [1_600, 0, 10_000], 0.10, 12)
    payback = found["payback"]
    assert (payback["status"], payback["months"]) == ("lost_again", None)
    assert payback["first_crossed"] == pytest.approx(11 + 1_600 / 10_000)
    assert found["irr"] is None
    assert found["npv"] == pytest.approx(-1_600 + 10_000 / 1.1 - 10_000 / 1.21)


def test_yearly_flows(command: Commands) -> None:
    """NPV to the digit; IRR is that of the dates, month ends a year apart of which one is a leap year's."""
    npv, irr = RETURNS[:2]
    found = money(command, [0, *npv.amounts[1:]], [-npv.amounts[0]], 0.08, 12)
    assert round(found["npv"], 5) == float(npv.published["npv"] or 0)
    found = money(command, [0, *irr.amounts[1:]], [-irr.amounts[0]], 0.08, 12)
    assert found["irr"] == pytest.approx(float(irr.published["irr"] or 0), abs=5e-4)
