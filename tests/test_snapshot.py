"""Snapshots: nothing is lost between freezing and thawing, ids follow inputs, differences are named."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from metrics import definition, snapshot
from metrics.results import (
    Accuracy,
    CashFlow,
    Effect,
    ForecastResult,
    HeldResult,
    Inputs,
    KpiResult,
    Money,
    Payback,
    Point,
    ProjectResult,
    Warn,
)
from metrics.store import Upload

PROJECT = definition.parse(
    """
[project]
id = "claim"
launch = 2025-01-01
[dataset.tickets]
shape = "events"
time = "created_at"
columns = { channel = "text" }
[kpi.tickets]
dataset = "tickets"
measure = "count(*)"
better = "lower"
grains = ["week", "month"]
segments = ["channel"]
why = "asked for"
"""
)


def kpi(grain: str, segment: str | None, relative: float | None, met: int) -> KpiResult:
    days = [dt.date(2024, 12, 1), dt.date(2025, 1, 1), dt.date(2025, 2, 1), dt.date(2025, 3, 1)]
    points = [
        Point(period=days[0], value=10, rows=10, complete=True),
        Point(period=days[1], value=4, rows=4, complete=True, expected=10, held="met"),
        Point(period=days[2], value=None, rows=0, complete=False, partial_reason="no data"),
        Point(period=days[3], value=1, rows=1, complete=False, partial_reason="the period has not ended"),
    ]
    return KpiResult(
        name="tickets",
        title="Tickets",
        unit="tickets",
        better="lower",
        grain=grain,
        segment=segment,
        primary=True,
        points=tuple(points),
        effect=Effect(basis="naive", relative=relative),
        verdict="indicative",
        sentence="Lower.",
        held=HeldResult(target=-0.5, met=met, of=1),
        warnings=(Warn(kind="edge", text="looks cut off"),),
    )


def result(relative: float | None = -0.6, met: int = 1) -> ProjectResult:
    return ProjectResult(
        project="claim",
        name="Claim",
        currency="EUR",
        as_of=dt.date(2025, 1, 31),
        snapshot="sha256:abc",
        method=snapshot.METHOD,
        inputs=Inputs(definition="sha256:def", revision=3),
        launch=dt.date(2025, 1, 1),
        reasons={"money.irr": "under 12 months"},
        kpis=(kpi("month", None, relative, met), kpi("month", "channel=chat", -0.1, 0), kpi("week", None, -0.5, 1)),
        forecasts=(
            ForecastResult(
                name="demand", grain="week", season=52, by_horizon=(Accuracy(model="a", horizon=1, points=3, wape=0.2),)
            ),
        ),
        money=Money(
            net=5.0,
            payback=Payback(status="paid_back", months=2.3, date=dt.date(2025, 3, 10)),
            cash_flows=(CashFlow(period=dt.date(2025, 1, 1), cost=1, benefit=None, net=None, cumulative=-1),),
        ),
    )


def test_thaw_gives_back_what_was_frozen() -> None:
    before = result()
    parts = snapshot.freeze(before, PROJECT)
    assert snapshot.thaw(list(parts), parts.__getitem__) == before


def test_the_headline_is_enough_for_the_portfolio() -> None:
    head = snapshot.Headline.model_validate_json(snapshot.freeze(result(), PROJECT)["headline"])
    assert (head.kpi, head.verdict, head.net) == ("Tickets", "indicative", 5.0)
    assert head.held_states == ("met", None)  # the month without data keeps its place, the running one is left out
    assert head.trend == (10, 4, None)
    assert head.warnings == 2  # segments are not counted again


def upload(**changes: object) -> Upload:
    made = Upload(
        id="u1",
        project="claim",
        dataset="tickets",
        seq=1,
        state="live",
        file_name="t.csv",
        sha256="aa",
        recipe_hash="bb",
        rows=1,
        rejected=0,
        duplicates=0,
        first=None,
        until=None,
        complete_through=None,
        mode="upsert",
        warnings=(),
        uploaded_at=dt.datetime(2025, 2, 1, tzinfo=dt.UTC),
        uploaded_by="a",
        rows_path=Path("r"),
        rejects_path=None,
        original_path=Path("o"),
    )
    return replace(made, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "cc"},
        {"recipe_hash": "cc"},
        {"seq": 2},
        {"complete_through": dt.date(2025, 1, 31)},
        {"mode": "append"},
    ],
)
def test_the_id_follows_every_input(changes: dict[str, object]) -> None:
    as_of = dt.date(2025, 1, 31)
    first = snapshot.snapshot_id("d", [upload()], {}, as_of)
    assert first == snapshot.snapshot_id("d", [upload()], {}, as_of)
    assert first != snapshot.snapshot_id("d", [upload(**changes)], {}, as_of)
    assert first != snapshot.snapshot_id("e", [upload()], {}, as_of)
    assert first != snapshot.snapshot_id("d", [upload()], {"tickets": "sealed"}, as_of)
    assert first != snapshot.snapshot_id("d", [upload()], {}, dt.date(2025, 2, 28))


def test_the_id_ignores_who_uploaded_and_when() -> None:
    later = upload(uploaded_by="b", uploaded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), file_name="again.csv")
    assert snapshot.snapshot_id("d", [upload()], {}, None) == snapshot.snapshot_id("d", [later], {}, None)
