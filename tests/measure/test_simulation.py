"""Bands of the money: every draw is worth what the project would be worth with that draw's expected values."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import numpy as np
import pytest

from metrics.measure.money import money
from metrics.measure.simulation import DRAWS, TAILS, Draws
from metrics.model import Project
from metrics.results import Money
from tests.measure.money_tables import Series, lay_out, project

JANUARY = dt.date(2025, 1, 1)
BUILD = {"category": "build", "kind": "investment", "date": dt.date(2024, 12, 10)}
RUN = {"category": "run", "kind": "running", "every": "month", "from": JANUARY, "amount": "40"}
PERIODS = tuple(dt.date(2025, month, 1) for month in range(1, 7))


def of(amount: str = "1000", kpi: dict[str, Any] | None = None, **info: Any) -> Project:
    priced = {"unit_value": "2.5", "realised_share": "0.8", **(kpi or {})}
    return project({"t": priced}, cost=[{**BUILD, "amount": amount}, RUN], info={"discount_rate": "0.08", **info})


def run(
    one: Project, actual: list[float | None], expected: np.ndarray, drawn: np.ndarray | None
) -> tuple[Money, dict[str, str]]:
    con = duckdb.connect()
    kpis = lay_out(con, one, {"t": Series(JANUARY, actual, expected.tolist(), basis="its", verdict="improved")})
    draws = {"t": Draws(PERIODS[: len(actual)], drawn)} if drawn is not None else {}
    value, _, reasons, _ = money(con, one, kpis, as_of=dt.date(2025, 6, 30), draws=draws)
    return value, reasons


@pytest.mark.parametrize("amount", ["500", "1000", "1900"])  # paid back, about as likely as not, projected
def test_bands_are_those_of_the_project_under_every_draw(amount: str) -> None:
    rng = np.random.default_rng(3)
    actual = [400.0, 380, 410, 390, 400, 395]
    expected = np.full(6, 520.0)
    drawn = expected + rng.normal(0, 60, (15, 1)) + rng.normal(0, 5, (15, 6))
    value, reasons = run(of(amount), actual, expected, drawn)
    each = [run(of(amount), actual, row, None)[0] for row in drawn]
    months = sorted(one.payback.months if one.payback.months is not None else np.inf for one in each)
    back = value.payback
    assert back.probability_paid_back == np.mean([one.payback.status == "paid_back" for one in each])
    for found, share in zip((back.earliest, back.latest), TAILS, strict=True):
        wanted = float(np.quantile(months, share, method="higher"))
        assert found == (pytest.approx(wanted) if np.isfinite(wanted) else None)
    for name in ("npv", "roi"):
        ends = np.quantile([getattr(one, name) for one in each], TAILS)
        assert [getattr(value, f"{name}_low"), getattr(value, f"{name}_high")] == pytest.approx(list(ends))
    for place, flow in enumerate(value.cash_flows[:7]):
        ends = np.quantile([one.cash_flows[place].cumulative for one in each], TAILS)
        assert [flow.low, flow.high] == pytest.approx(list(ends))
    assert not {"money.npv_low", "money.payback.probability_paid_back"} & reasons.keys()
    assert (back.latest is None) == ("money.payback.latest" in reasons)


def test_one_draw_serves_all_months() -> None:
    """A common error of all months makes a band that grows with their number; independent ones would cancel."""
    rng = np.random.default_rng(5)
    actual, expected = [400.0] * 6, np.full(6, 500.0)
    common = run(of(), actual, expected, expected + rng.normal(0, 20, (DRAWS, 1)) * np.ones(6))[0]
    alone = run(of(), actual, expected, expected + rng.normal(0, 20, (DRAWS, 6)))[0]

    def width(value: Money) -> float:
        assert value.roi_high is not None
        assert value.roi_low is not None
        return value.roi_high - value.roi_low

    assert width(common) == pytest.approx(2 * 1.96 * 20 * 6 * 2.5 * 0.8 / (1000 + 6 * 40), rel=0.05)
    assert width(common) / width(alone) == pytest.approx(np.sqrt(6), rel=0.05)


def test_an_effect_without_an_interval_gives_no_band() -> None:
    value, reasons = run(of(), [400.0] * 6, np.full(6, 500.0), None)
    assert value.npv is not None
    for name in ("npv_low", "npv_high", "roi_low", "roi_high", "payback.earliest", "payback.probability_paid_back"):
        assert "no interval" in reasons[f"money.{name}"]
    assert all(flow.low is None for flow in value.cash_flows)


def test_an_unknown_month_stays_unknown_in_every_draw() -> None:
    actual: list[float | None] = [400.0, 400, None, 400, 400, 400]
    value, _ = run(of(), actual, np.full(6, 500.0), np.full((30, 6), 500.0))
    assert value.npv_low == value.npv_high == pytest.approx(value.npv)
    assert [flow.low for flow in value.cash_flows] == pytest.approx([flow.cumulative for flow in value.cash_flows])
