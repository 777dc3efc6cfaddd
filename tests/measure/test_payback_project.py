"""The payback of a project: its statuses, its edges, and the lines beside the headline."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.measure import rates
from metrics.measure.money import money
from metrics.results import Money, Warn
from tests.measure.money_tables import Series, lay_out, project

JANUARY = dt.date(2025, 1, 1)
BUILD = {"category": "build", "kind": "investment"}


def cost(day: dt.date, amount: float, **more: Any) -> dict[str, Any]:
    return {"date": day, "amount": str(amount), **BUILD, **more}


def run(
    costs: list[dict[str, Any]], gains: list[float], *, as_of: dt.date | None = None, **info: Any
) -> tuple[Money, dict[str, str], list[Warn]]:
    """A project whose KPI gains these amounts in the months from January 2025 on, known to the last of them."""
    kpi = {"unit_value": 1, "realised_share": 1, **info.pop("kpi", {})}
    of = project({"t": kpi}, cost=costs, info=info)
    con = duckdb.connect()
    kpis = lay_out(con, of, {"t": Series(JANUARY, [0.0] * len(gains), gains)})
    end = as_of or dt.date(2025 + len(gains) // 12, len(gains) % 12 + 1, 1) - dt.timedelta(days=1)
    value, _, reasons, warnings = money(con, of, kpis, as_of=end)
    return value, reasons, warnings


def test_paid_back_in_the_third_month() -> None:
    """700 spent in November, 250, 250 and 400 gained: half of March pays the rest."""
    value, reasons, _ = run([cost(dt.date(2024, 11, 15), 700)], [250, 250, 400, 100], discount_rate="0.08")
    found = value.payback
    assert (found.status, found.proven) == ("paid_back", False)
    assert found.months == found.first_crossed == found.stays_from == pytest.approx(2.5)
    assert found.date == dt.date(2025, 3, 16)  # 15.5 days into March
    assert found.months_from_spend == pytest.approx(4 + 1.5 / 31)  # since 15 March
    left, growth = 700.0, 1.08 ** (1 / 12)
    for month, gain in ((2, 250), (3, 250)):
        left -= gain / growth**month
    assert found.discounted_months == pytest.approx(2 + left / (400 / growth**4))
    assert not any(flow.projected for flow in value.cash_flows)
    for name in ("earliest", "latest", "probability_paid_back", "cash_only_months"):
        assert getattr(found, name) is None
        assert reasons[f"money.payback.{name}"]


def test_a_launch_within_a_month() -> None:
    value, _, _ = run([cost(dt.date(2024, 12, 1), 100)], [0, 100, 200], launch=dt.date(2025, 1, 15))
    assert value.payback.months == pytest.approx(1 + 14 / 28)  # the end of February, from 15 February on
    assert value.payback.date == dt.date(2025, 2, 28)


def test_lost_again() -> None:
    value, reasons, _ = run([cost(JANUARY, 100), cost(dt.date(2025, 3, 1), 500)], [50, 100, 50, 50])
    assert value.payback.status == "lost_again"
    assert value.payback.first_crossed == pytest.approx(1.5)
    assert value.payback.months is value.payback.stays_from is value.payback.date is None
    assert "below" in reasons["money.payback.months"]


def test_lost_and_back() -> None:
    value, _, _ = run([cost(JANUARY, 100), cost(dt.date(2025, 3, 1), 200)], [50, 100, 50, 200])
    assert value.payback.status == "paid_back"
    assert value.payback.first_crossed == pytest.approx(1.5)
    assert value.payback.months == value.payback.stays_from == pytest.approx(3.5)


def test_not_reached_at_the_present_pace() -> None:
    value, reasons, _ = run([cost(JANUARY, 100_000)], [50, 50, 50])
    assert value.payback.status == "not_reached"
    assert "60 months" in reasons["money.payback.months"]
    assert len(value.cash_flows) == 3


@pytest.mark.parametrize(("amount", "said"), [(0, ""), (700, "; the first is scheduled on 2026-10-01")])
def test_a_line_without_an_amount_is_no_scheduled_cost(amount: float, said: str) -> None:
    _, reasons, _ = run([cost(JANUARY, 0), cost(dt.date(2026, 10, 1), amount)], [50, 50, 50])
    assert reasons["money.payback.status"].endswith(f"so there is nothing to pay back{said}")


def test_worse_months_are_not_reached() -> None:
    value, _, _ = run([cost(JANUARY, 100)], [-10, -10, -10])
    assert (value.payback.status, value.net) == ("not_reached", -130)


def test_projected_at_the_pace_of_the_last_three_months() -> None:
    value, _, _ = run([cost(JANUARY, 1000)], [0, 100, 110, 120], discount_rate="0.1")
    assert value.payback.status == "projected"
    assert value.payback.months == pytest.approx(4 + 670 / 110)
    assert value.payback.discounted_months is not None
    assert value.payback.discounted_months > 4 + 670 / 110
    assert value.cash_flows[-1].period == dt.date(2025, 11, 1)
    assert value.cash_flows[-1].cumulative == pytest.approx(100)
    assert value.net == pytest.approx(-670)  # to date and projected are separate


def test_nothing_spent_is_nothing_to_pay_back() -> None:
    value, reasons, _ = run([cost(dt.date(2026, 1, 1), 10)], [50, 50])
    assert value.payback.status is None
    assert "2026-01-01" in reasons["money.payback.status"]
    assert (value.cost, value.net, value.roi) == (0, 100, None)
    assert reasons["money.roi"]


def test_never_below_zero_at_a_months_end() -> None:
    value, _, _ = run([cost(dt.date(2025, 2, 10), 30)], [100, 100])
    assert (value.payback.status, value.payback.months) == ("paid_back", 2)
    assert value.payback.date == dt.date(2025, 2, 28)


def test_launch_still_to_come() -> None:
    value, reasons, _ = run([cost(dt.date(2024, 12, 1), 100)], [0, 0, 0], launch=dt.date(2025, 6, 1))
    assert value.payback.status == "not_reached"
    assert "2025-06-01" in reasons["money.payback.months"]
    assert (value.benefit, value.net) == (0, -100)
    assert [flow.benefit for flow in value.cash_flows] == [0] * 4


def test_no_benefit_in_money() -> None:
    value, reasons, _ = run([cost(JANUARY, 100)], [50], kpi={"unit_value": None})
    assert value.payback.status is value.benefit is value.net is value.npv is value.irr is None
    assert value.cost == 100
    assert [flow.benefit for flow in value.cash_flows] == [None]
    assert value.cash_flows[0].cumulative == -100
    assert "unit_value" in reasons["money.payback.status"]


def test_a_grant_can_pay_back_before_launch() -> None:
    """A negative cost is money received."""
    costs = [cost(dt.date(2024, 10, 1), 100), cost(dt.date(2024, 11, 1), -200)]
    value, _, warnings = run(costs, [10, 10])
    assert value.payback.months == pytest.approx(-1.5)
    assert [one.kind for one in warnings] == ["before_launch"]


def test_cash_stands_beside() -> None:
    costs = [cost(JANUARY, 100), cost(JANUARY, 900, cash=False)]
    value, reasons, _ = run(costs, [50, 100, 100], kpi={"benefit_class": "cash"})
    assert value.payback.status == "projected"
    assert value.payback.cash_only_months == pytest.approx(1.5)
    assert "money.payback.cash_only_months" not in reasons


def test_only_the_cash_class_is_cash() -> None:
    paid = {"unit_value": 1, "realised_share": 1}
    kpi = {"t": {**paid, "benefit_class": "cash"}, "u": {**paid, "dataset": "other", "benefit_class": "revenue"}}
    of = project(kpi, cost=[cost(JANUARY, 100)])
    con = duckdb.connect()
    series = {"t": Series(JANUARY, [0.0] * 3, [40] * 3), "u": Series(JANUARY, [0.0] * 3, [200] * 3)}
    value, _, _, _ = money(con, of, lay_out(con, of, series), as_of=dt.date(2025, 3, 31))
    assert value.payback.months == 1.0  # 240 gained in January itself: paid back at its end
    assert value.payback.cash_only_months == pytest.approx(2.5)


def test_the_last_month_counts_only_as_far_as_it_is_known() -> None:
    """Weekly benefits to 9 February: the crossing lies in its first nine days."""
    of = project(
        {"t": {"grain": "week", "unit_value": 1, "realised_share": 1}},
        cost=[cost(dt.date(2025, 1, 27), 135)],
        info={"launch": dt.date(2025, 1, 27)},
    )
    con = duckdb.connect()
    kpis = lay_out(con, of, {"t": Series(dt.date(2025, 1, 27), [0, 0], [70, 126])})
    value, _, _, _ = money(con, of, kpis, as_of=dt.date(2025, 2, 9))
    assert [flow.cumulative for flow in value.cash_flows] == pytest.approx([-85, 61])
    assert value.payback.date == dt.date(2025, 2, 6)  # 85 of 146 in nine days: 5.24 days


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(-300, 900), min_size=12, max_size=18),
    st.integers(1, 4000),
    st.sampled_from(["0", "0.08", "0.5"]),
)
def test_returns_a_second_way(gains: list[int], spent: int, rate: str) -> None:
    value, reasons, _ = run([cost(dt.date(2024, 12, 5), spent)], [float(gain) for gain in gains], discount_rate=rate)
    flows = np.array([-spent, *gains], dtype=float)
    months = np.arange(len(flows))
    assert [flow.net for flow in value.cash_flows if not flow.projected] == pytest.approx(flows)
    assert value.npv == pytest.approx(np.sum(flows / (1 + float(rate)) ** (months / 12)), abs=1e-6)
    assert value.roi_pv == pytest.approx((value.npv or 0) / spent)
    assert value.roi == pytest.approx(flows.sum() / spent)
    assert (value.payback.status == "paid_back") == (flows.sum() >= 0)
    if value.irr is None:
        assert reasons["money.irr"]
    else:
        ends = [dt.date(2024, 12, 31), *(flow.period for flow in value.cash_flows[2 : len(flows)])]
        ends = [ends[0], *(day - dt.timedelta(days=1) for day in ends[1:])]
        last = dt.date(2025 + len(gains) // 12, len(gains) % 12 + 1, 1) - dt.timedelta(days=1)
        times = np.array(rates.years([*ends, last]))
        worth = flows * (1 + value.irr) ** -times
        assert abs(worth.sum()) < 1e-6 * np.abs(worth).sum()


def test_returns_without_a_rate_or_a_year() -> None:
    value, reasons, _ = run([cost(JANUARY, 100)], [50, 60])
    assert value.npv is value.roi_pv is value.irr is value.payback.discounted_months is None
    for name in ("npv", "roi_pv", "payback.discounted_months"):
        assert "discount_rate" in reasons[f"money.{name}"]
    assert "12 months" in reasons["money.irr"]
    assert value.payback.status == "paid_back"


def test_several_rates_of_return_are_none() -> None:
    costs = [cost(JANUARY, 4000), cost(dt.date(2027, 1, 1), 25_000)]
    value, reasons, _ = run(costs, [0.0] * 12 + [25_000.0] + [0.0] * 12)
    assert value.irr is None
    assert "several rates" in reasons["money.irr"]
