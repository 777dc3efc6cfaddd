"""What-ifs from what is kept agree with the whole computation under the changed definition."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from metrics.measure.money import money
from metrics.measure.what_if import Change, sensitivity, what_if
from metrics.results import Assumptions, Money
from tests.measure.money_tables import Series, lay_out, project

JANUARY = dt.date(2025, 1, 1)
KPI = {"unit_value": "2.5", "realised_share": "0.5"}
OTHER = {"unit_value": "1", "realised_share": "1", "dataset": "calls"}


def computed(kpi: dict[str, Any] | None = None, running: float = 1, amount: str = "1000", **info: Any) -> Money:
    """Two KPIs over five months, one of them by weeks; running costs of 40 a month, and 90 once in April."""
    one = project(
        {"t": {**KPI, **(kpi or {})}, "w": {**OTHER, "grain": "week"}},
        cost=[
            {"category": "build", "kind": "investment", "date": dt.date(2024, 12, 10), "amount": amount},
            {
                "category": "run",
                "kind": "running",
                "every": "month",
                "from": JANUARY,
                "amount": str(40 * running),
            },
            {"category": "usage", "kind": "running", "date": dt.date(2025, 4, 3), "amount": str(90 * running)},
        ],
        info={"discount_rate": "0.08", **info},
    )
    con = duckdb.connect()
    kpis = lay_out(
        con,
        one,
        {
            "t": Series(JANUARY, [400.0, 380, 410, 390, 400], [520.0] * 5),
            "w": Series(dt.date(2025, 1, 6), [8.0] * 21, [10.0] * 21),
        },
    )
    value, _, _, _ = money(con, one, kpis, as_of=dt.date(2025, 5, 31))
    return value


def kept(value: Money) -> Assumptions:
    assert value.assumptions is not None
    return value.assumptions


@pytest.mark.parametrize("amount", ["300", "1000", "9000"])
@pytest.mark.parametrize(
    ("change", "stated"),
    [
        (Change(), {}),
        (Change(unit_value={"t": 4.0}), {"kpi": {"unit_value": "4"}}),
        (Change(realised_share={"t": 1.0}), {"kpi": {"realised_share": "1"}}),
        (Change(unit_value={"t": 1.0}, realised_share={"t": 0.25}), {"kpi": {"unit_value": 1, "realised_share": 0.25}}),
        (Change(running=0.5), {"running": 0.5}),
        (Change(running=3.0), {"running": 3}),
        (Change(discount_rate=0.2), {"discount_rate": "0.2"}),
    ],
)
def test_it_is_what_the_definition_would_give(amount: str, change: Change, stated: dict[str, Any]) -> None:
    found = what_if(kept(computed(amount=amount)), change)
    wanted = computed(amount=amount, **stated)
    assert found.status == wanted.payback.status
    assert found.months == (None if wanted.payback.months is None else pytest.approx(wanted.payback.months))
    for name in ("benefit", "cost", "net", "roi", "npv"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name)), name


def test_sensitivity_moves_one_assumption_at_a_time() -> None:
    value = computed()
    found = {one.assumption: one for one in value.sensitivity}
    assert set(found) == {"unit_value.t", "realised_share.t", "unit_value.w", "realised_share.w", "running_cost"}
    dearer = computed({"unit_value": "3"})
    assert found["unit_value.t"].high == pytest.approx(3.0)
    assert found["unit_value.t"].months_high == pytest.approx(dearer.payback.months)
    assert found["realised_share.w"].high == 1.0  # a share ends at one
    assert found["running_cost"].months_low == pytest.approx(computed(running=0.8).payback.months)


def test_the_effect_is_moved_to_the_ends_of_its_interval() -> None:
    stated = kept(computed(amount="300"))
    actual = sum((400.0, 380, 410, 390, 400))
    relative = actual / (5 * 520) - 1
    first = stated.priced[0].model_copy(update={"relative": relative, "low": -0.3, "high": -0.2})
    stated = stated.model_copy(update={"priced": (first, *stated.priced[1:])})
    found = next(one for one in sensitivity(stated) if one.assumption == "effect.t")
    for end, months in ((-0.3, found.months_low), (-0.2, found.months_high)):
        gained = actual - actual / (1 + end)  # actual − expected, of a KPI where lower is better
        factor = gained / (actual - 5 * 520)
        assert months == what_if(stated, Change(effect={"t": factor})).months
    assert found.months_low is not None
    assert found.months_high is not None
    assert found.months_low < found.months_high


def test_without_a_rate_there_is_no_present_value() -> None:
    stated = kept(computed()).model_copy(update={"discount_rate": None})
    assert what_if(stated, Change()).npv is None
    assert what_if(stated, Change(discount_rate=0.08)).npv == pytest.approx(computed().npv)


def test_it_is_kept_with_the_result() -> None:
    value = computed()
    assert Money.model_validate_json(value.model_dump_json()) == value
