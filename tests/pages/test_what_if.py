"""The what-if of the payback page: other assumptions give another answer, and nothing is kept."""

from __future__ import annotations

import datetime as dt

from metrics.measure.payback import add_months
from metrics.measure.what_if import sensitivity
from metrics.results import AssumedMonth, Assumptions, Payback, Priced, ProjectResult
from tests.chart import examples
from tests.pages.example_store import Keeper, page, text

LAUNCH = dt.date(2025, 1, 1)


def months(first: int, count: int, invested: float) -> tuple[AssumedMonth, ...]:
    starts = [add_months(LAUNCH, first + at) for at in range(count)]
    return tuple(
        AssumedMonth(period=day, ends=add_months(day, 1), invested=invested if at == 0 else 0, running=50)
        for at, day in enumerate(starts)
    )


STATED = Assumptions(
    launch=LAUNCH,
    discount_rate=None,
    known=months(0, 6, 1000),
    ahead=months(6, 60, 0),
    pace=(3, 4, 5),
    priced=(
        Priced(
            kpi="human_tickets",
            title="Tickets *by hand*",
            unit="tickets",
            unit_value=5,
            realised_share=0.5,
            amounts=(200,) * 6,
        ),
    ),
)


def stated() -> ProjectResult:
    result = examples.assistant()
    assert result.money is not None
    back = Payback(status="paid_back", months=2.22)
    found = {"assumptions": STATED, "sensitivity": sensitivity(STATED), "payback": back}
    return result.model_copy(update={"money": result.money.model_copy(update=found)})


def test_other_assumptions_give_another_answer(empty_store: Keeper) -> None:
    """1000 at first, 500 − 50 a month: paid back after 1000 / 450 months; at a tenth of the value never."""
    empty_store(stated())
    app = page("payback")
    assert "**Paid back after 2.2 months** (as stated: 2.2 months)" in text(app)
    fields = {field.label: field for field in app.number_input}
    fields["Tickets \\*by hand\\*: EUR per unit"].set_value(0.5)
    app.run()
    assert "**Not paid back**" in text(app)
    fields = {field.label: field for field in app.number_input}
    fields["Share that becomes real, %"].set_value(100)
    fields["Running costs, % of today's"].set_value(0)
    fields["Discount rate a year, %"].set_value(8)
    app.run()
    told = text(app)
    assert "**Projected after 10.0 months**" in told  # 100 a month
    assert "NPV unknown" not in told


def test_what_was_tried_stands_in_the_address(empty_store: Keeper) -> None:
    empty_store(stated())
    asked = {"support-assistant.human_tickets.value": "0.5", "support-assistant.running": "what"}
    app = page("payback", project="support-assistant", **asked)
    fields = {field.label: field.value for field in app.number_input}
    assert fields["Tickets \\*by hand\\*: EUR per unit"] == 0.5
    assert fields["Running costs, % of today's"] == 100  # nonsense is left out
    assert "**Not paid back**" in text(app)
    assert any("support-assistant.human_tickets.value=0.5" in code.value for code in app.code)
