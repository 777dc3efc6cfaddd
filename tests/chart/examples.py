"""Results to draw: hand-made, invented figures in the shapes that the measures give.

`assistant`: 36 + 14 months with a transition, an unknown, a missed and a partial month, paid back. `demand`: forecasts.
`routes`: not paid back. `young`: too little data. `empty`: a definition without an upload.
"""

from __future__ import annotations

import datetime as dt
import math

from metrics import snapshot
from metrics.model import Project
from metrics.results import (
    BaselineResult,
    CashFlow,
    Effect,
    EventMark,
    Headline,
    Held,
    HeldResult,
    Inputs,
    KpiResult,
    Money,
    Payback,
    Point,
    ProjectResult,
    RungResult,
    UploadRef,
    Warn,
)
from tests.chart.assistant_example import (
    LAUNCH,
    assistant_kpi,
    assistant_money,
    assistant_points,
    handle_time,
    months,
)
from tests.chart.forecast_examples import demand_forecast

UPLOAD = UploadRef(id="u1", dataset="tickets", file="tickets.csv", sha256="0" * 64, rows=98_120, rejected=14)

__all__ = [
    "LAUNCH",
    "assistant",
    "assistant_kpi",
    "assistant_money",
    "assistant_points",
    "demand",
    "empty",
    "handle_time",
    "months",
    "routes",
    "young",
]


def _project(project: str, name: str, **fields: object) -> ProjectResult:
    given: dict[str, object] = {
        "owner": "Customer Operations",
        "currency": "EUR",
        "as_of": dt.date(2026, 2, 28),
        "snapshot": f"sha256:{project}",
        "method": "1.0",
        "launch": LAUNCH,
        "simulated": True,
        "inputs": Inputs(definition="sha256:d", revision=3, uploads=(UPLOAD,)),
    } | fields
    return ProjectResult(project=project, name=name, **given)  # type: ignore[arg-type]


def assistant() -> ProjectResult:
    """Two KPIs, money, events and reasons."""
    return _project(
        "support-assistant",
        "Support assistant",
        events=(
            EventMark(date=dt.date(2025, 6, 1), title="Retrained on spring tickets", kind="retraining"),
            EventMark(date=dt.date(2023, 7, 10), until=dt.date(2023, 8, 10), title="Office move", kind="note"),
        ),
        reasons={
            "money.irr": "more than one rate solves these flows",
            "kpi.human_tickets.effect.low": "no interval under this rung",
        },
        warnings=(
            Warn(kind="unknown", text="September 2025 has no data; it counts neither for nor against the claim."),
        ),
        kpis=(assistant_kpi(), handle_time()),
        money=assistant_money(),
    )


def demand() -> ProjectResult:
    """A project that has forecasts only."""
    return _project("demand-forecast", "Demand forecast", owner="Supply Planning", forecasts=(demand_forecast(),))


def routes() -> ProjectResult:
    """Not reached: costs run on, benefit stays small and the last two months missed the target."""
    points, flows, running = [], [], 0.0
    for step, period in enumerate(months(dt.date(2024, 1, 1), 22)):
        after = period >= LAUNCH
        value = 120.0 + 6 * math.sin(step) - (4 if after else 0)
        state: Held = "missed" if period >= dt.date(2025, 9, 1) else "met"
        points.append(
            Point(
                period=period,
                value=value,
                rows=30,
                complete=True,
                expected=120.0 if after else None,
                low=112.0 if after else None,
                high=128.0 if after else None,
                held=state if after else None,
                benefit=900.0 if after else None,
            )
        )
        running -= 26_000.0 if period == dt.date(2024, 11, 1) else 1_100.0 if after else 0.0
        running += 900.0 if after else 0.0
        if period >= dt.date(2024, 11, 1):
            cost = 26_000.0 if period == dt.date(2024, 11, 1) else 1_100.0 if after else 0.0
            benefit = 900.0 if after else 0.0
            flows.append(CashFlow(period=period, cost=cost, benefit=benefit, net=benefit - cost, cumulative=running))
    kpi = KpiResult(
        name="kilometres",
        title="Kilometres a delivery",
        unit="km",
        better="lower",
        grain="month",
        primary=True,
        baseline=BaselineResult(from_=dt.date(2024, 1, 1), until=LAUNCH, points=12, mean=120.0),
        points=tuple(points),
        ladder=(
            RungResult(
                method="naive", class_="indicative", relative=-0.03, low=-0.09, high=0.03, absolute=-4.0, valid=True
            ),
        ),
        effect=Effect(basis="naive", relative=-0.03, low=-0.09, high=0.03, absolute=-4.0),
        verdict="indicative",
        sentence="Kilometres a delivery are 3 % below the mean before launch, between −9 % and +3 %. Indicative only.",
        held=HeldResult(target=-0.03, met=8, within_noise=0, missed=2, of=10, broken_since=dt.date(2025, 9, 1)),
    )
    money = Money(
        basis="naive",
        invested=26_000.0,
        cost=37_000.0,
        benefit=9_000.0,
        proven_benefit=0.0,
        net=-28_000.0,
        roi=-0.757,
        payback=Payback(status="not_reached"),
        cash_flows=tuple(flows),
    )
    reasons = {"money.irr": "fewer than 12 months of cash flows", "money.npv": "the project has no discount rate"}
    return _project(
        "route-planning",
        "Route planning",
        owner="Logistics",
        simulated=False,
        kpis=(kpi,),
        money=money,
        reasons=reasons,
    )


def young() -> ProjectResult:
    """Two months before launch: too little to compare with."""
    points = tuple(
        Point(period=period, value=value, rows=50, complete=True)
        for period, value in zip(months(dt.date(2024, 11, 1), 4), (51.0, 48.0, 40.0, 39.0), strict=True)
    )
    kpi = KpiResult(
        name="review_hours",
        title="Hours a review",
        unit="hours",
        better="lower",
        grain="month",
        primary=True,
        baseline=BaselineResult(from_=dt.date(2024, 11, 1), until=LAUNCH, points=2, mean=49.5),
        points=points,
        ladder=(
            RungResult(
                method="naive", class_="indicative", valid=False, reason="needs 3 baseline periods; there are 2"
            ),
            RungResult(method="xmr", class_="signals", valid=False, reason="needs 12 baseline points; there are 2"),
        ),
        verdict="insufficient_baseline",
        sentence="Hours a review: two months before launch are too few to compare with; three are needed.",
    )
    return _project(
        "contract-review", "Contract review", owner=None, simulated=False, kpis=(kpi,), as_of=dt.date(2025, 2, 28)
    )


def empty() -> ProjectResult:
    """A definition to which nothing was uploaded."""
    return _project(
        "new-project", "New project", simulated=False, as_of=None, inputs=Inputs(definition="sha256:e", revision=1)
    )


def headline(result: ProjectResult) -> Headline:
    """What the portfolio shows of a result."""
    project = Project.model_validate({"project": {"id": result.project, "launch": result.launch}})
    return snapshot._headline(result, project, None)
