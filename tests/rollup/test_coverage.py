"""Covered, unknown, partial: the checks of method §1, on days of rows."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.model import Grain
from metrics.rollup import periods
from metrics.rollup.coverage import Days, Period, cover, usual_gap

TODAY = dt.date(2030, 1, 1)
D = dt.date.fromisoformat


def days(
    *found: dt.date,
    rows: int = 100,
    events: bool = True,
    through: dt.date | None = None,
    spans: tuple[tuple[dt.date, dt.date], ...] | None = None,
) -> Days:
    ordered = sorted(found)
    return Days(tuple((day, rows) for day in ordered), spans or ((ordered[0], ordered[-1]),), events, through)


def every(first: str, last: str, weekdays: int = 7, step: int = 1) -> list[dt.date]:
    steps = range(0, (D(last) - D(first)).days + 1, step)
    return [day for day in (D(first) + dt.timedelta(days=n) for n in steps) if day.weekday() < weekdays]


def last(found: list[Period]) -> Period:
    return found[-1]


def test_a_weekday_desk_whose_month_ends_on_a_weekend_is_complete() -> None:
    """August 2025 ends on a Sunday, its last working day is Friday 29 August; June 2025 begins on a Sunday."""
    found = cover(days(*every("2025-06-02", "2025-08-29", weekdays=5)), "month", TODAY)
    assert [period.complete for period in found] == [True, True, True]


def test_a_log_that_ends_on_13_may_has_a_partial_may() -> None:
    found = cover(days(*every("2025-03-01", "2025-05-13")), "month", TODAY)
    assert [period.complete for period in found] == [True, True, False]
    assert found[2].reason == (
        "data ends on 2025-05-13, 18 days before the period does (days with rows hardly ever lie more than 1 day apart)"
    )


def test_a_log_that_begins_on_the_last_day_of_a_month_has_a_partial_first_month() -> None:
    found = cover(days(*every("2016-02-29", "2016-04-30")), "month", TODAY)
    assert [period.complete for period in found] == [False, True, True]
    assert str(found[0].reason).startswith("data begins on 2016-02-29, 28 days into the period")


@pytest.mark.parametrize(("first", "complete"), [("2025-03-01", True), ("2025-03-02", False)])
def test_one_day_missing_at_the_start_of_a_daily_log_is_partial(first: str, complete: bool) -> None:
    assert cover(days(*every(first, "2025-05-31")), "month", TODAY)[0].complete is complete


@pytest.mark.parametrize(
    ("grain", "dates"),
    [
        ("day", ["2025-02-01", "2025-02-02", "2025-02-03"]),
        ("week", ["2025-02-03", "2025-02-10", "2025-02-17"]),
        ("month", ["2025-02-01", "2025-03-01"]),
        ("month", ["2025-03-01"]),
    ],
)
def test_series_dated_at_period_starts_are_complete(grain: Grain, dates: list[str]) -> None:
    found = cover(days(*map(D, dates), rows=1, events=False), grain, TODAY)
    assert [period.complete for period in found] == [True] * len(dates)


def test_a_weekly_series_seen_by_month_ends_with_its_last_week() -> None:
    weeks = every("2025-03-03", "2025-05-26", step=7)
    assert last(cover(days(*weeks, events=False), "month", TODAY)).complete
    assert not last(cover(days(*weeks[:-1], events=False), "month", TODAY)).complete


def test_a_week_of_a_series_reaches_to_its_sunday() -> None:
    """The row of 22 June 2026 stands for the week to 28 June: two days of June are not there, not eight."""
    weeks = every("2026-03-02", "2026-06-22", step=7)
    june = last(cover(days(*weeks, events=False), "month", TODAY))
    assert not june.complete
    assert str(june.reason).startswith("data ends on 2026-06-28, 2 days before the period does")
    calls = last(cover(days(*weeks, events=True), "month", TODAY))  # rows are events: each stands for its day
    assert str(calls.reason).startswith("data ends on 2026-06-22, 8 days before the period does")


def test_one_day_fills_its_day_and_not_its_month() -> None:
    one = days(D("2025-05-13"))
    assert last(cover(one, "day", TODAY)).complete
    month = last(cover(one, "month", TODAY))
    assert not month.complete
    assert "begins on 2025-05-13" in str(month.reason)
    assert "ends on 2025-05-13" in str(month.reason)


def test_a_period_that_has_not_ended_is_never_complete() -> None:
    daily = days(*every("2025-03-01", "2025-05-31"), through=D("2025-05-31"))
    assert last(cover(daily, "month", D("2025-06-01"))).complete
    unfinished = last(cover(daily, "month", D("2025-05-31")))
    assert not unfinished.complete
    assert unfinished.reason == "the period ends on 2025-05-31, after today (2025-05-31)"


def test_rows_after_today_neither_end_a_month_that_was_cut_nor_draw_out_the_years() -> None:
    cut = every("2025-03-01", "2025-05-13")
    alone, beside = (cover(days(*found), "month", TODAY) for found in (cut, [*cut, D("2062-05-20")]))
    assert beside == alone
    assert not last(beside).complete
    assert cover(days(D("2062-05-20")), "month", TODAY) == []


def test_complete_through_settles_the_end_and_only_the_end() -> None:
    stated = cover(days(*every("2025-03-15", "2025-05-13"), through=D("2025-05-31")), "month", TODAY)
    assert [period.complete for period in stated] == [False, True, True]
    short = cover(days(*every("2025-03-15", "2025-05-13"), through=D("2025-05-30")), "month", TODAY)
    assert not last(short).complete


def test_weekends_without_calls_are_missing_and_not_zero() -> None:
    found = cover(days(*every("2025-03-03", "2025-03-14", weekdays=5), rows=169), "day", TODAY)
    weekend = [period for period in found if period.start.weekday() >= 5]
    assert [period.start for period in weekend] == [D("2025-03-08"), D("2025-03-09")]
    assert {(period.covered, period.complete, period.reason) for period in weekend} == {(False, False, "no data")}


def test_a_rare_event_may_be_zero_inside_one_file() -> None:
    """P(0) = exp(−mean) of the neighbours: a mean of 6 gives 0.0025, a mean of 7 gives 0.0009."""
    apart = (D("2025-01-10"), D("2025-03-10"))
    for rows, covered in ((6, True), (7, False)):
        february = cover(days(*apart, rows=rows), "month", TODAY)[1]
        assert (february.rows, february.covered) == (0, covered)
    two_files = days(*apart, rows=6, spans=((apart[0], apart[0]), (apart[1], apart[1])))
    assert not cover(two_files, "month", TODAY)[1].covered
    assert not cover(days(*apart, rows=1, events=False), "month", TODAY)[1].covered, "a series row is no event"


def test_a_log_that_runs_on_without_new_ids_ends_partial() -> None:
    """The last opening is one day before the month ends, but events of older tickets go on for five weeks."""
    openings = days(*every("2012-07-01", "2012-09-29"))
    assert last(cover(openings, "month", TODAY)).complete is False, "one day short in a daily log"
    openings = days(*every("2012-07-01", "2012-09-30"))
    assert last(cover(openings, "month", TODAY)).complete
    runs_on = replace(openings, runs_on=D("2012-11-06"))
    assert not last(cover(runs_on, "month", TODAY)).complete
    assert "runs on to 2012-11-06" in str(last(cover(runs_on, "month", TODAY)).reason)
    assert last(cover(replace(openings, runs_on=D("2012-10-01")), "month", TODAY)).complete
    assert last(cover(replace(runs_on, complete_through=D("2012-09-30")), "month", TODAY)).complete


def test_no_rows_no_periods() -> None:
    assert cover(Days((), (), True), "month", TODAY) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dates(D("2020-01-01"), D("2021-12-31")), min_size=2, max_size=150, unique=True))
def test_usual_gap_is_the_discrete_99th_percentile(found: list[dt.date]) -> None:
    ordered = sorted(found)
    gaps = np.diff(np.array(ordered, dtype="datetime64[D]")).astype(int)
    assert usual_gap(ordered) == np.quantile(gaps, 0.99, method="inverted_cdf")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.dates(D("2020-01-01"), D("2021-12-31")), min_size=1, max_size=60, unique=True),
    st.sampled_from(["day", "week", "month"]),
)
def test_periods_are_gapless_and_hold_all_rows(found: list[dt.date], grain: Grain) -> None:
    covered = cover(days(*found, rows=3), grain, TODAY)
    assert covered[0].start <= min(found) < covered[0].end
    assert covered[-1].start <= max(found) < covered[-1].end
    assert all(before.end == after.start for before, after in itertools.pairwise(covered))
    assert sum(period.rows for period in covered) == 3 * len(found)
    assert all(period.complete == (period.reason is None) for period in covered)
    assert all(period.complete for period in covered[1:-1] if period.rows), "followed by rows of a later period"


def test_period_steps() -> None:
    assert periods.start(D("2025-01-01"), "week") == D("2024-12-30")
    assert periods.step(D("2024-12-01"), "month") == D("2025-01-01")
    assert periods.step(D("2025-01-31"), "month") == D("2025-02-28")
    assert periods.step(D("2025-01-01"), "month", -13) == D("2023-12-01")
    assert periods.at_or_after(D("2025-01-15"), "month") == D("2025-02-01")
    assert periods.at_or_after(D("2025-01-01"), "month") == D("2025-01-01")
