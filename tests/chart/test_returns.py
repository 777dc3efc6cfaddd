"""The measures of return as they are listed: what is projected says so, and nothing is freed of zero."""

from __future__ import annotations

import datetime as dt

from metrics.chart import returns
from metrics.results import AssumedMonth, Assumptions, Capacity, Money, Payback

LAUNCH = dt.date(2025, 1, 1)


def money(**back: object) -> Money:
    """Nine known months since launch, and a payback."""
    known = AssumedMonth(period=dt.date(2025, 9, 1), ends=dt.date(2025, 10, 1), invested=0.0, running=0.0)
    rests = Assumptions(launch=LAUNCH, discount_rate=0.08, known=(known,), ahead=(), pace=(), priced=())
    return Money(payback=Payback.model_validate(back), assumptions=rests)


def listed(found: Money) -> dict[str, str]:
    return {row["measure"]: row["value"] for row in returns.listed(found, "EUR", {})}


def test_each_projected_payback_says_so() -> None:
    back = {"months": 12.0, "months_from_spend": 15.1, "discounted_months": 13.4, "earliest": 10.0, "latest": None}
    told = listed(money(status="projected", cash_only_months=8.5, **back))
    assert told["Payback from first spending"] == "15.1 months, projected"
    assert told["Payback between"] == "10.0 months and later, projected"
    assert told["Payback, discounted"] == "13.4 months, projected"
    assert told["Payback on cash alone"] == "8.5 months"  # within the nine known months
    assert told["First crossed zero"] == "unknown"
    assert not [value for value in listed(money(status="paid_back", **back)).values() if "projected" in value]


def test_capacity_lists_no_zeros_and_counts_cases_whole() -> None:
    freed = {"tickets": -0.0, "cases": -5.0021, "hours": 0.25, "minutes per ticket": 412.0}
    capacity = (*(Capacity(kpi=unit, amount=amount, unit=unit) for unit, amount in freed.items()),)
    few = Capacity(kpi="few", amount=0.4, unit="cases")
    assert returns.capacity(money().model_copy(update={"capacity": (*capacity, few)}), {"cases": "Reopened"}) == [
        "5 cases more than expected (Reopened)",
        "0.250 hours freed (hours)",
        "412 minutes per ticket freed (minutes per ticket)",
    ]
