"""A calendar of working days in the rungs that compare with means, and in the control limits: values count per day."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest

from metrics.results import KpiResult, RungResult
from tests.measure.change_tables import Told, changes

STARTS = [dt.date(2024 + i // 12, 1 + i % 12, 1) for i in range(25)]
WORK = [int(np.busday_count(first, end)) for first, end in itertools.pairwise(STARTS)]
SPREAD = np.random.default_rng(5).normal(1, 0.01, 24)


def worked(grain: str = "month", **parts: object) -> KpiResult:
    """Twelve months of 40 tickets a working day, then twelve of 30."""
    each = [40 * days * noise for days, noise in zip(WORK[:12], SPREAD[:12], strict=True)]
    since = [30 * days * noise for days, noise in zip(WORK[12:], SPREAD[12:], strict=True)]
    return changes({"t": Told(each, since, grain=grain)}, **parts)[0]["t"]


def rung(kpi: KpiResult, method: str) -> RungResult:
    return next(each for each in kpi.ladder if each.method == method)


def test_the_naive_expectation_is_the_mean_per_working_day_times_the_days() -> None:
    kpi = worked(calendar="working_days")
    per_day = np.mean([40 * noise for noise in SPREAD[:12]])
    since = [point for point in kpi.points if point.period >= dt.date(2025, 1, 1)]
    expected = [per_day * days for days in WORK[12:]]
    assert rung(kpi, "naive").relative == pytest.approx(sum(p.value or 0 for p in since) / sum(expected) - 1)
    same = [40 * noise * days for noise, days in zip(SPREAD[:12], WORK[12:], strict=True)]  # that month's, per day
    assert rung(kpi, "same_period").relative == pytest.approx(sum(p.value or 0 for p in since) / sum(same) - 1)


def test_limits_are_of_values_per_day_and_say_so() -> None:
    limits = worked(calendar="working_days").control_limits
    assert limits is not None
    rates = [40 * noise for noise in SPREAD[:12]]
    assert (limits.on, limits.mean) == ("values_per_day", pytest.approx(np.mean(rates)))
    assert limits.upper == pytest.approx(np.mean(rates) + 2.66 * np.abs(np.diff(rates)).mean())
    plain = worked().control_limits
    assert plain is not None
    assert plain.on == "values"
    assert (plain.upper or 0) / (plain.mean or 1) > (limits.upper or 0) / (limits.mean or 1)


def test_single_days_and_ratios_know_no_days_to_divide_by() -> None:
    before, after = [100.0] * 6 + [101.0] * 6, [90.0] * 6
    for parts in ({"grain": "day"}, {"kind": "ratio"}):
        told = {"t": Told(before, after, **parts)}  # type: ignore[arg-type]
        plain, known = (changes(told, calendar=setting)[0]["t"] for setting in ("none", "working_days"))
        assert rung(known, "naive") == rung(plain, "naive")
        assert known.control_limits == plain.control_limits


def test_a_region_without_known_holidays_leaves_the_means_as_they_are() -> None:
    kpi = worked(calendar="working_days", holidays="XX")
    assert rung(kpi, "naive").relative == rung(worked(), "naive").relative
    assert "no public holidays are known" in (rung(kpi, "its").reason or "")
