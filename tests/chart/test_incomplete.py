"""Months that are not complete: no pace is taken from them, and what is compared with them says so."""

from __future__ import annotations

import datetime as dt

from metrics.chart import answers, flow_table, moved
from metrics.results import CashFlow, Money
from metrics.results.money import AssumedMonth, Assumptions
from tests.chart import examples

MONTHS = [dt.date(2026, n, 1) for n in (3, 4, 5, 6)]
ENDS = [dt.date(2026, 4, 1), dt.date(2026, 5, 1), dt.date(2026, 6, 1), dt.date(2026, 6, 29)]
ASSUMED = Assumptions(
    launch=dt.date(2026, 1, 1),
    discount_rate=None,
    known=tuple(AssumedMonth(period=m, ends=e, invested=0, running=0) for m, e in zip(MONTHS, ENDS, strict=True)),
    ahead=(),
    pace=(0, 1, 2),
    priced=(),
)


def test_a_projection_names_the_months_whose_pace_it_goes_on_at() -> None:
    told = answers.pace(ASSUMED)
    assert told == "the pace of the last three complete months, March 2026, April 2026 and May 2026"
    assert answers.pace(None) == "the pace of the last three complete months"


def test_the_month_that_data_end_in_says_where() -> None:
    flows = tuple(CashFlow(period=m, cost=1, benefit=2, net=1, cumulative=1) for m in MONTHS)
    notes = [row["note"] for row in flow_table.flows(Money(assumptions=ASSUMED, cash_flows=flows))]
    assert notes == ["to 28 Jun 2026", "", "", ""]  # the newest first
    assert [row["note"] for row in flow_table.flows(Money(cash_flows=flows))] == [""] * 4


def test_a_change_against_a_part_of_a_month_is_not_told_as_the_kpis() -> None:
    whole = examples.assistant_kpi()
    point = whole.points[10]
    cut = whole.model_copy(
        update={"points": tuple(p.model_copy(update={"complete": p is not point}) for p in whole.points)}
    )
    parts = [whole.model_copy(update={"segment": f"channel={name}"}) for name in ("chat", "mail")]
    told = [moved.sentence(moved.moved(parts, "channel", point.period, each), "Tickets") for each in (whole, cut)]
    assert not told[0].startswith("Not both")
    assert told[1].startswith("Not both months are complete, so the change is none of the KPI. Tickets in ")
