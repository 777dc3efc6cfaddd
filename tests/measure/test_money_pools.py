"""Money that several KPIs would count: pools cap it, an apportioning divides it, guardrails withhold it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import numpy as np
import pytest

from metrics.measure.money import money
from metrics.measure.overlap import share_of_rows, without_cost
from metrics.measure.simulation import Draws
from metrics.measure.what_if import Change, what_if
from metrics.model import Project
from metrics.results import Guardrail, KpiResult, Money, Warn
from metrics.rollup.checks import problems
from tests.measure.money_tables import Series, lay_out, project

JANUARY = dt.date(2025, 1, 1)
PAID = {"unit_value": 1, "realised_share": 1, "claims": "support team"}
OTHER = {**PAID, "dataset": "calls"}
COST = [{"category": "build", "kind": "investment", "date": dt.date(2024, 12, 10), "amount": "100"}]
POOL = [{"name": "support team", "amount": 1200, "every": "year"}]
SIGNED = {"by": "controlling@example.com", "date": JANUARY, "reason": "time sheets of 2024"}


def of(**parts: Any) -> Project:
    return project({"a": PAID, "b": OTHER}, cost=COST, **parts)


def run(
    one: Project, worse: bool = False, draws: dict[str, Draws] | None = None
) -> tuple[Money, list[KpiResult], dict[str, str], list[Warn]]:
    """a gains 80, 30 and −20, b gains 60, 20 and 10."""
    con = duckdb.connect()
    series = {"a": Series(JANUARY, [20, 70, 120], [100] * 3), "b": Series(JANUARY, [40, 80, 90], [100] * 3)}
    kpis = lay_out(con, one, series)
    if worse:
        kpis[0] = kpis[0].model_copy(update={"guardrails": (Guardrail(kpi="b", state="worse"),)})
    return money(con, one, kpis, as_of=dt.date(2025, 3, 31), draws=draws)


def test_a_pool_pays_no_more_than_it_cost() -> None:
    value, kpis, _, warnings = run(of(pool=POOL))
    assert [flow.benefit for flow in value.cash_flows] == pytest.approx([0, 100, 50, -10])
    assert value.benefit == pytest.approx(140)
    assert [kpi.benefit for kpi in kpis] == pytest.approx([90, 90])  # each by itself, as measured
    told = next(warn for warn in warnings if warn.kind == "pool")
    assert "40" in told.text
    assert "support team" in told.text
    assert value.assumptions is not None
    assert what_if(value.assumptions, Change()).benefit == pytest.approx(140)
    assert what_if(value.assumptions, Change(unit_value={"a": 0.25})).benefit == pytest.approx(80 + 27.5 + 5)


def test_a_pool_caps_every_draw() -> None:
    periods = tuple(dt.date(2025, month, 1) for month in (1, 2, 3))
    drawn = Draws(periods, np.array([[100.0, 100, 100], [200, 200, 200]]))
    value, *_ = run(of(pool=POOL), draws={"a": drawn, "b": drawn})
    # as it stands 140 in all; with 100 more a KPI and month every month is capped
    assert value.roi_low == pytest.approx(0.4 + 0.025 * 1.6)
    assert value.roi_high == pytest.approx(2 - 0.025 * 1.6)


def test_weeks_draw_on_the_pool_of_their_month() -> None:
    one = project({"w": {**PAID, "grain": "week"}}, pool=[{"name": "support team", "amount": 70, "every": "month"}])
    con = duckdb.connect()
    kpis = lay_out(con, one, {"w": Series(dt.date(2025, 1, 6), [0.0] * 8, [21.0] * 8)})
    value, _, _, _ = money(con, one, kpis, as_of=dt.date(2025, 3, 2))
    # 26 days of January and 28 of February at 3 a day, and 2 of March
    assert [flow.benefit for flow in value.cash_flows] == pytest.approx([70, 70, 6])


def test_a_pool_without_a_cost_pays_one_kpi() -> None:
    value, kpis, reasons, warnings = run(of())
    assert without_cost(of()) == {"b": "a"}
    assert [kpi.benefit for kpi in kpis] == pytest.approx([90, None])
    assert value.benefit == pytest.approx(90)
    assert "support team" in reasons["kpi.b.benefit"]
    assert [warn.kind for warn in warnings if "pool" in warn.kind] == ["same_pool"]


def test_a_signed_apportioning_divides_the_rows() -> None:
    shares = [{"kpis": {"a": 0.6, "b": 0.4}, **SIGNED}]
    kpi = {"a": {**PAID, "claims": None}, "b": {**PAID, "claims": None}}
    one = project(kpi, cost=COST, apportioning=shares)
    assert share_of_rows(one, "a") == pytest.approx(0.6)
    value, kpis, _, _ = run(one)
    assert [found.benefit for found in kpis] == pytest.approx([0.6 * 90, 0.4 * 90])
    assert value.assumptions is not None
    assert what_if(value.assumptions, Change()).benefit == pytest.approx(value.benefit)
    assert run(project(kpi, cost=COST))[1][1].benefit is None  # without it the second is refused


def test_a_benefit_is_withheld_while_a_guardrail_is_worse() -> None:
    value, kpis, _, warnings = run(of(pool=POOL), worse=True)
    assert kpis[0].benefit == pytest.approx(-20)  # the month that was worse still costs
    assert kpis[0].withheld == pytest.approx(110)
    assert [point.benefit for point in kpis[0].points] == pytest.approx([0, 0, -20])
    assert value.benefit == pytest.approx(70)
    assert any(warn.kind == "withheld" and "110" in warn.text for warn in warnings)
    assert value.assumptions is not None
    assert what_if(value.assumptions, Change()).benefit == pytest.approx(70)


@pytest.mark.parametrize(
    ("parts", "path", "word"),
    [
        ({"pool": [*POOL, *POOL]}, "pool.1.name", "already"),
        ({"apportioning": [{"kpis": {"a": 0.6, "b": 0.5}, **SIGNED}]}, "apportioning.0.kpis", "more than the whole"),
        ({"apportioning": [{"kpis": {"a": 0.6, "z": 0.1}, **SIGNED}]}, "apportioning.0.kpis", "KPI"),
        (
            {
                "apportioning": [{"kpis": {"a": 0.6}, **SIGNED, "by": "me@example.com"}],
                "info": {"owner": "me@example.com"},
            },
            "apportioning.0.by",
            "owner",
        ),
    ],
)
def test_what_cannot_be_shared_is_refused(parts: dict[str, Any], path: str, word: str) -> None:
    found = [one for one in problems(of(**parts)) if one.path == path]
    assert any(word in one.text for one in found)
