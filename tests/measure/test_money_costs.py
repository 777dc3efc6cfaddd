"""Costs in the flows: once, every month, planned, uploaded, to come; exact to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.measure.costs import booked
from metrics.measure.money import money
from metrics.model import Cost
from metrics.results import Money
from tests.measure.money_tables import Series, lay_out, project

BUILD = {"category": "build", "kind": "investment"}
RUN = {"category": "licence", "kind": "running"}
MARCH_END = dt.date(2025, 3, 31)


def run(
    cost: list[dict[str, Any]],
    *,
    uploaded: list[tuple[Any, ...]] | None = None,
    as_of: dt.date = MARCH_END,
    benefit: float = 0,
    **parts: Any,
) -> tuple[Money, dict[str, str]]:
    """A project that gains `benefit` in every month from January 2025 to as_of's."""
    of = project({"t": {"unit_value": 1, "realised_share": 1}}, cost=cost, **parts)
    months = (as_of.year - 2025) * 12 + as_of.month
    con = duckdb.connect()
    kpis = lay_out(con, of, {"t": Series(dt.date(2025, 1, 1), [0.0] * months, [benefit] * months)})
    for row in uploaded or []:
        con.execute("INSERT INTO uploaded_costs VALUES (?, ?, ?, ?, 'invoices')", row)
    value, _, reasons, _ = money(con, of, kpis, as_of=as_of)
    return value, reasons


def days(**cost: Any) -> list[dt.date]:
    return [entry[0] for entry in booked(Cost.model_validate({"amount": 1, **RUN, **cost}), dt.date(2026, 1, 1))]


def test_recurring_costs_fall_on_their_day_until_excluded() -> None:
    first = dt.date(2025, 1, 31)
    assert days(**{"every": "month", "from": first, "until": dt.date(2025, 4, 30)}) == [
        first,
        dt.date(2025, 2, 28),
        MARCH_END,
    ]
    assert len(days(**{"every": "month", "from": first})) == 12
    assert days(**{"every": "month", "from": first, "until": first}) == []
    assert days(date=dt.date(2030, 1, 1)) == [dt.date(2030, 1, 1)]


def test_flows_are_netted_by_calendar_month_from_the_first() -> None:
    cost = [
        {"date": dt.date(2024, 11, 15), "amount": 1000, **BUILD},
        {"date": dt.date(2024, 11, 30), "amount": 10, **RUN},
        {"every": "month", "from": dt.date(2025, 1, 1), "amount": 20, **RUN},
        {"date": dt.date(2025, 4, 1), "amount": 500, **BUILD},  # not yet
        {"date": dt.date(2025, 2, 1), "amount": 7000, "planned": True, **BUILD},  # never actual
    ]
    value, _ = run(cost, benefit=100, uploaded=[(dt.date(2025, 3, 5), Decimal("7.5"), None, None)])
    flows = [(flow.period.isoformat()[:7], flow.cost, flow.net, flow.cumulative) for flow in value.cash_flows]
    assert flows[:5] == [
        ("2024-11", 1010, -1010, -1010),
        ("2024-12", 0, 0, -1010),
        ("2025-01", 20, 80, -930),
        ("2025-02", 20, 80, -850),
        ("2025-03", 27.5, 72.5, -777.5),
    ]
    assert [flow.projected for flow in value.cash_flows[:6]] == [False] * 5 + [True]
    assert (value.invested, value.cost, value.benefit, value.net) == (1000, 1077.5, 300, -777.5)
    assert value.roi == pytest.approx(-777.5 / 1077.5)


def test_uploaded_investments_are_invested() -> None:
    value, _ = run([], uploaded=[(dt.date(2025, 1, 5), 300, "build", "investment"), (None, 9, None, None)])
    assert (value.invested, value.cost) == (300, 300)


def test_the_plan_stands_beside_its_months() -> None:
    plan = [{"month": dt.date(2025, 2, 14), "benefit": 80, "cost": 9}, {"month": dt.date(2025, 2, 1), "cost": 1}]
    value, _ = run([{"date": dt.date(2025, 1, 1), "amount": 10, **BUILD}], benefit=100, plan=plan)
    assert [flow.planned for flow in value.cash_flows] == [None, 70, None]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.decimals(-9999, 9999, places=2)), max_size=12))
def test_every_cent_of_every_cost_is_in_the_flows(costs: list[tuple[int, Decimal]]) -> None:
    start, as_of = dt.date(2024, 6, 1), dt.date(2025, 6, 30)
    cost = [{"date": start + dt.timedelta(days=day), "amount": amount, **BUILD} for day, amount in costs]
    value, _ = run(cost, as_of=as_of)
    known = sum((amount for day, amount in costs if start + dt.timedelta(days=day) <= as_of), Decimal(0))
    assert value.cost == float(known)
    shown = [flow for flow in value.cash_flows if not flow.projected]
    assert shown[-1].cumulative == float(-known)


def projected(value: Money) -> list[tuple[str, float, float]]:
    return [
        (flow.period.isoformat()[:7], flow.cost, round(flow.benefit or 0, 6))
        for flow in value.cash_flows
        if flow.projected
    ]


def test_recurring_costs_are_projected_once() -> None:
    """Net 80 a month: 1,000 − 3 · 80 left, so nine and a half further months."""
    cost = [
        {"date": dt.date(2025, 1, 1), "amount": 1000, **BUILD},
        {"every": "month", "from": dt.date(2025, 1, 1), "amount": 20, **RUN},
    ]
    value, reasons = run(cost, benefit=100)
    assert value.payback.status == "projected"
    assert projected(value) == [(f"2025-{month:02}", 20, 100) for month in range(4, 13)] + [("2026-01", 20, 100)]
    assert value.payback.months == pytest.approx(3 + 760 / 80)
    assert value.payback.date == dt.date(2026, 1, 16)
    assert value.payback.first_crossed is value.payback.stays_from is None
    assert reasons["money.payback.stays_from"]


def test_running_costs_booked_singly_go_on_and_give_way_to_dated_ones() -> None:
    cost = [
        {"date": dt.date(2025, 1, 1), "amount": 1000, **BUILD},
        {"date": dt.date(2025, 2, 1), "amount": 500, **BUILD},  # an investment does not repeat
        {"date": dt.date(2025, 5, 1), "amount": 45, "planned": True, **RUN},
        {"date": dt.date(2025, 6, 10), "amount": 70, **BUILD},
    ]
    uploaded = [(dt.date(2025, month, 3), 30, "licence", "running") for month in (1, 2, 3)]
    value, _ = run(cost, benefit=400, uploaded=uploaded)
    assert projected(value) == [("2025-04", 30, 400), ("2025-05", 45, 400)]
    longer, _ = run([*cost, {"date": dt.date(2025, 3, 9), "amount": 400, **BUILD}], benefit=400, uploaded=uploaded)
    assert projected(longer)[2] == ("2025-06", 100, 400)


def test_costs_later_in_a_month_that_has_begun_fall_into_the_next() -> None:
    cost = [
        {"date": dt.date(2025, 1, 1), "amount": 500, **BUILD},
        {"date": dt.date(2025, 4, 20), "amount": 60, **BUILD},
    ]
    value, _ = run(cost, benefit=100, as_of=dt.date(2025, 4, 10))
    assert value.cash_flows[3].benefit is None
    assert projected(value)[0] == ("2025-05", 60, 100)


def test_a_projection_needs_three_complete_months() -> None:
    cost = [{"date": dt.date(2025, 1, 1), "amount": 1000, **BUILD}]
    value, reasons = run(cost, benefit=100, as_of=dt.date(2025, 2, 28))
    assert value.payback.status == "not_reached"
    assert "three complete months" in reasons["money.payback.months"]
    assert len(value.cash_flows) == 2


def test_a_month_with_a_gap_sets_no_pace() -> None:
    """In February only one of two KPIs is known: the last three complete months are January, March and April."""
    paid = {"unit_value": 1, "realised_share": 1}
    cost = [{"date": dt.date(2025, 1, 1), "amount": 1500, **BUILD}]
    of = project({"t": paid, "u": {"dataset": "other", **paid}}, cost=cost)
    con = duckdb.connect()
    start = dt.date(2025, 1, 1)
    series = {"t": Series(start, [0.0] * 4, [100.0] * 4), "u": Series(start, [0.0, None, 0.0, 0.0], [200.0] * 4)}
    value, _, _, warnings = money(con, of, lay_out(con, of, series), as_of=dt.date(2025, 4, 30))
    assert [flow.benefit for flow in value.cash_flows[:5]] == [300, 100, 300, 300, 300]
    assert value.payback.months == pytest.approx(4 + 500 / 300)
    assert [one.from_ for one in warnings] == [dt.date(2025, 2, 1)]
