"""Benefits per period: each kind of KPI by hand, signs, gaps, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from metrics.measure.money import money
from metrics.results import KpiResult, Money, Warn
from tests.measure.money_tables import Series, lay_out, project

JANUARY = dt.date(2025, 1, 1)
PAID = {"unit_value": "6.5", "realised_share": "0.8"}


def run(
    kpi: dict[str, dict[str, Any]], series: dict[str, Series], as_of: dt.date = dt.date(2025, 3, 31), **parts: Any
) -> tuple[Money, dict[str, KpiResult], dict[str, str], list[Warn]]:
    of = project(kpi, **parts)
    con = duckdb.connect()
    value, kpis, reasons, warnings = money(con, of, lay_out(con, of, series), as_of=as_of)
    return value, {one.name: one for one in kpis}, reasons, warnings


def benefits(result: KpiResult) -> list[float | None]:
    return [point.benefit for point in result.points]


@pytest.mark.parametrize(("better", "sign"), [("lower", -1), ("higher", 1)])
def test_counts_book_the_better_direction(better: str, sign: int) -> None:
    series = Series(JANUARY, [60, 120, 100], [100, 100, 100])
    value, kpis, _, _ = run({"t": {"better": better, **PAID}}, {"t": series})
    assert benefits(kpis["t"]) == pytest.approx([sign * -40 * 5.2, sign * 20 * 5.2, 0])
    assert kpis["t"].benefit == pytest.approx(sign * -20 * 5.2)
    assert value.benefit == pytest.approx(kpis["t"].benefit)
    assert [flow.benefit for flow in value.cash_flows] == pytest.approx(benefits(kpis["t"]))
    assert value.basis == "same_period"


def test_a_driver_turns_expected_rates_back_into_counts() -> None:
    """60 tickets on 2,000 orders = 30 per 1,000, where 40 were expected: 80 tickets, 20 fewer."""
    series = Series(JANUARY, [30.0], [40.0], [2000], kind="ratio")
    kpi = {"t": {"driver": "orders", "per": 1000, **PAID}, "orders": {"better": "higher", "dataset": "orders"}}
    _, kpis, _, _ = run(kpi, {"t": series}, dt.date(2025, 1, 31))
    assert benefits(kpis["t"]) == pytest.approx([(40 - 30) / 1000 * 2000 * 5.2])


def test_averages_use_the_actual_denominator_or_the_volume() -> None:
    minutes = Series(JANUARY, [8.0, None], [10.0, 10.0], [50, 0], kind="ratio")
    calls = Series(JANUARY, [70, 80], [70, 70])
    kpi: dict[str, dict[str, Any]] = {"m": PAID, "calls": {"dataset": "calls", "better": "higher"}}
    _, kpis, _, warnings = run(kpi, {"m": minutes, "calls": calls}, dt.date(2025, 2, 28))
    assert benefits(kpis["m"]) == [pytest.approx(2 * 50 * 5.2), None]
    assert "2025-02" in warnings[0].text
    kpi["m"] = {**PAID, "volume": "calls"}
    value, kpis, _, _ = run(kpi, {"m": minutes, "calls": calls}, dt.date(2025, 2, 28))
    assert benefits(kpis["m"])[0] == pytest.approx(2 * 70 * 5.2)
    assert value.capacity == ()  # a volume is no effect of its own


def test_without_a_share_the_effect_is_capacity() -> None:
    series = Series(JANUARY, [60, 90], [100, 100])
    value, kpis, reasons, _ = run({"t": {"unit_value": 6.5, "unit": "hours"}}, {"t": series}, dt.date(2025, 2, 28))
    assert [(one.kpi, one.amount, one.unit) for one in value.capacity] == [("t", 50, "hours")]
    assert kpis["t"].benefit is value.benefit is value.net is value.roi is None
    assert "realised_share" in reasons["kpi.t.benefit"]
    assert "unit_value" in reasons["money.benefit"]


def test_a_median_is_refused() -> None:
    series = Series(JANUARY, [60], [100], kind="other")
    value, kpis, reasons, _ = run({"t": PAID}, {"t": series})
    assert kpis["t"].benefit is None
    assert "refused" in reasons["kpi.t.benefit"]
    assert value.benefit is None
    assert value.capacity == ()


def test_only_complete_periods_since_launch_count() -> None:
    """Launch on 15 January: January is the transition and counts; December does not, nor an incomplete March."""
    series = Series(dt.date(2024, 12, 1), [50, 60, 70, 80], [100] * 4, incomplete=(3,))
    value, kpis, reasons, warnings = run({"t": PAID}, {"t": series}, info={"launch": dt.date(2025, 1, 15)})
    assert benefits(kpis["t"]) == [None, pytest.approx(208), pytest.approx(156), None]
    assert [flow.period.month for flow in value.cash_flows] == [1, 2, 3]
    assert value.cash_flows[-1].benefit is None
    assert value.cash_flows[-1].cumulative == pytest.approx(364)
    assert "2025-03" in reasons["money.cash_flows"]
    assert [(one.kind, one.from_) for one in warnings] == [("missing_benefit", dt.date(2025, 3, 1))]


def test_months_after_the_last_rows_are_missing_too() -> None:
    value, _, _, warnings = run({"t": PAID}, {"t": Series(JANUARY, [60], [100])}, dt.date(2025, 4, 30))
    assert "2025-02, 2025-03, 2025-04" in warnings[0].text
    assert value.benefit == pytest.approx(208)
    assert value.payback.status is None  # nothing spent


def test_what_is_no_amount_of_money_is_unknown() -> None:
    series = Series(JANUARY, [60, float("inf"), -1e300], [100, 100, 1e300])
    value, kpis, _, warnings = run({"t": PAID}, {"t": series})
    assert benefits(kpis["t"]) == [pytest.approx(208), None, None]
    assert value.benefit == pytest.approx(208)
    assert "2025-02, 2025-03" in warnings[0].text


def test_no_expected_value_is_unknown_and_never_zero() -> None:
    value, kpis, reasons, _ = run({"t": PAID}, {"t": Series(JANUARY, [60, 70, 80], [None] * 3, basis=None)})
    assert kpis["t"].benefit is value.benefit is value.npv is value.basis is None
    assert "expected" in reasons["kpi.t.benefit"]
    assert reasons["money.benefit"]


def test_weeks_are_allotted_to_months_by_days() -> None:
    """The week of 27 January has 5 of its 7 days in January."""
    series = Series(dt.date(2025, 1, 27), [30, 30], [100, 100])
    value, _, _, warnings = run(
        {"t": {"grain": "week", **PAID}}, {"t": series}, dt.date(2025, 2, 9), info={"launch": dt.date(2025, 1, 27)}
    )
    week = 70 * 5.2
    assert [flow.benefit for flow in value.cash_flows] == pytest.approx([week * 5 / 7, week * 2 / 7 + week])
    assert warnings == []


def test_days_add_up_to_their_months() -> None:
    days = 31 + 28
    series = Series(JANUARY, [float(i % 7) for i in range(days)], [10.0] * days)
    value, _, _, _ = run({"t": {"grain": "day", **PAID}}, {"t": series}, dt.date(2025, 2, 28))
    expected = [sum((10 - i % 7) * 5.2 for i in part) for part in (range(31), range(31, days))]
    assert [flow.benefit for flow in value.cash_flows] == pytest.approx(expected)


def test_an_unfinished_month_is_not_missing() -> None:
    """A monthly KPI beside a weekly one: February has not ended on the 9th."""
    monthly = Series(JANUARY, [60], [100])
    weekly = Series(dt.date(2024, 12, 30), [30] * 6, [100] * 6)
    kpi: dict[str, dict[str, Any]] = {"t": PAID, "w": {"grain": "week", "dataset": "other", **PAID}}
    value, _, _, warnings = run(kpi, {"t": monthly, "w": weekly}, dt.date(2025, 2, 9))
    assert warnings == []
    assert value.benefit == pytest.approx(40 * 5.2 + 6 * 70 * 5.2)


def test_the_weakest_basis_names_the_sum() -> None:
    kpi = {"t": PAID, "u": {"dataset": "other", **PAID}}
    series = {"t": Series(JANUARY, [60], [100], basis="its"), "u": Series(JANUARY, [60], [100], basis="naive")}
    value, _, reasons, _ = run(kpi, series, dt.date(2025, 1, 31))
    assert value.basis == "naive"
    assert value.proven_benefit == 0
    assert reasons["money.proven_benefit"]


def test_only_an_improved_kpi_on_a_proven_rung_is_proven() -> None:
    kpi = {"t": PAID, "u": {"dataset": "other", **PAID}}
    series = {
        "t": Series(JANUARY, [60], [100], basis="its", verdict="improved"),
        "u": Series(JANUARY, [60], [100], basis="naive", verdict="indicative"),
    }
    cost = [{"date": JANUARY, "amount": 100, "category": "build", "kind": "investment"}]
    value, _, _, _ = run(kpi, series, dt.date(2025, 1, 31), cost=cost)
    assert value.proven_benefit == pytest.approx(208)
    assert value.payback.proven is True


def test_no_complete_period_means_no_figures() -> None:
    of = project({"t": PAID})
    con = duckdb.connect()
    value, kpis, reasons, warnings = money(con, of, lay_out(con, of, {}), as_of=None)
    assert value == Money()
    assert kpis == warnings == []
    assert reasons["money"]
