"""Differences: figures that two documents tell otherwise, restated periods, warnings that come and go."""

from __future__ import annotations

import datetime as dt
from typing import Any

from metrics.difference import differences
from metrics.results import (
    Accuracy,
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


def kpi(values: dict[int, float | None], segment: str | None = None, **more: Any) -> KpiResult:
    """A KPI with a value a month of 2025; a negative month number is incomplete."""
    points = [
        Point(period=dt.date(2025, abs(m), 1), value=value, rows=1, complete=m > 0) for m, value in values.items()
    ]
    given: dict[str, Any] = {"effect": Effect(relative=-0.6), "verdict": "indicative", "held": HeldResult(met=1, of=2)}
    named: dict[str, Any] = {"name": "t", "title": "T", "unit": "", "better": "lower", "grain": "month"}
    return KpiResult(
        segment=segment, points=tuple(points), **(named | given | more),
    )  # fmt: skip


def result(*kpis: KpiResult, warnings: tuple[Warn, ...] = (), **more: Any) -> ProjectResult:
    return ProjectResult(
        project="p",
        name="P",
        currency="EUR",
        as_of=dt.date(2025, 3, 31),
        method="1",
        inputs=Inputs(definition="d", revision=1),
        launch=dt.date(2025, 1, 1),
        kpis=kpis,
        warnings=warnings,
        **more,
    )


def test_equal_documents_differ_in_nothing() -> None:
    assert differences(result(kpi({1: 1.0})), result(kpi({1: 1.0}))) == []


def test_what_moved_is_named_with_both_values() -> None:
    after = kpi({1: 1.0}, effect=Effect(relative=-0.4), held=HeldResult(met=0, of=2, broken_since=dt.date(2025, 2, 1)))
    assert differences(result(kpi({1: 1.0})), result(after)) == [
        ("kpi.t.month.effect", "-0.6", "-0.4"),
        ("kpi.t.month.held", "1 of 2", "0 of 2"),
        ("kpi.t.month.broken_since", None, "2025-02-01"),
    ]


def test_the_last_digits_of_sums_are_no_difference() -> None:
    after = kpi({1: 0.1 + 0.2}, effect=Effect(relative=-0.6 * (1 + 1e-12)))
    assert differences(result(kpi({1: 0.3})), result(after)) == []


def test_money_payback_and_forecasts_are_compared() -> None:
    def whole(net: float, months: float | None, proven: bool, wape: float) -> ProjectResult:
        back = Payback(status="paid_back", months=months, proven=proven)
        row = Accuracy(model="a.b", horizon=1, points=3, wape=wape)
        forecast = ForecastResult(name="f", grain="week", season=52, by_horizon=(row,))
        return result(money=Money(net=net, payback=back), forecasts=(forecast,))

    assert differences(whole(5.0, 5.1, False, 0.2), whole(-5.0, None, True, 0.25)) == [
        ("forecast.f.a.b.1.wape", "0.2", "0.25"),
        ("money.net", "5", "-5"),
        ("payback.proven", "no", "yes"),
        ("payback.months", "5.1", None),
    ]
    assert ("payback.status", None, "paid_back") in differences(None, whole(5.0, 5.1, False, 0.2))


def test_restated_periods_are_those_that_stood_complete() -> None:
    before = result(kpi({1: 10.0, 2: 20.0, 3: 30.0, -4: 5.0}))
    after = result(kpi({1: 10.0, 2: 18.0, -3: 31.0, 4: 40.0}))
    assert differences(before, after) == [
        ("kpi.t.month.restated", "0", "2"),  # February moved, March is not complete any more; April never stood
        ("kpi.t.month.restated.2025-03-01", "30", None),
    ]
    assert differences(after, result(kpi({1: 10.0, 2: 18.0, 3: 30.0, 4: 40.0}))) == []


def test_segments_are_not_told_again() -> None:
    before, after = kpi({1: 1.0}, segment="c=x"), kpi({1: 2.0}, segment="c=x", effect=Effect(relative=0.0))
    assert differences(result(before), result(after)) == []


def test_warnings_that_come_and_go_are_told_once_wherever_they_stand() -> None:
    edge, gap = Warn(kind="edge", text="cut off"), Warn(kind="gap", text="missing")
    before = result(kpi({1: 1.0}, warnings=(edge,)), warnings=(edge,))
    after = result(kpi({1: 1.0}, warnings=(gap,)), warnings=(gap,))
    assert differences(before, after) == [("warning.edge", "cut off", None), ("warning.gap", None, "missing")]


def test_a_warning_is_told_with_its_kpi_unless_that_is_the_primary_one_or_a_file_brought_it() -> None:
    apart = Warn(kind="rungs_disagree", text="they point in opposite directions")
    cut, file = Warn(kind="edge", text="June is not counted"), Warn(kind="unit", text="1,000 times", upload="u")
    after = result(
        kpi({1: 1.0}, primary=True, warnings=(cut,)),
        kpi({1: 1.0}, grain="week", warnings=(apart,)),
        kpi({1: 1.0}, name="b", title="B", warnings=(apart, cut, file)),
        kpi({1: 1.0}, name="c", title="C", warnings=(apart, file)),
    )
    bare = result(*(each.model_copy(update={"warnings": ()}) for each in after.kpis))
    assert sorted(differences(bare, after)) == [
        ("warning.edge", None, "June is not counted"),
        ("warning.rungs_disagree", None, "T by week, B and C: they point in opposite directions"),
        ("warning.unit", None, "1,000 times"),
    ]
