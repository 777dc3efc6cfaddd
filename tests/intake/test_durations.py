"""Durations in minutes: clocks, ISO 8601, amounts with units and plain numbers; two parts are asked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset, Recipe
from metrics.engine import scratch, text
from metrics.intake import durations
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column


def dataset(**more: Any) -> Dataset:
    return Dataset.model_validate({"shape": "series", "time": "day", "columns": {"spent": "duration"}, **more})


def lines(*values: str) -> str:
    return "day;spent\n" + "".join(f"2025-01-{1 + i % 28:02};{value}\n" for i, value in enumerate(values))


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("1d 04:30", "1710"),
        ("1 day, 4:30:00", "1710"),
        ("2 days 00:00:30", "2880.5"),
        ("1.04:30:00", "1710"),
        ("1:30:30", "90.5"),
        ("0:00:07.5", "0.125"),
        ("4h 30m", "270"),
        ("4h30", None),
        ("PT4H30M", "270"),
        ("P1DT2H", "1560"),
        ("PT90S", "1.5"),
        ("PT0.5H", "30"),
        ("P1W", "10080"),
        ("90 min", "90"),
        ("5400 s", "90"),
        ("1.5 h", "90"),
        ("1,5 h", "90"),
        ("2 hrs", "120"),
        ("1 day 2 hours", "1560"),
        ("3 Std. 15 Min.", "195"),
        ("90", "90"),
        ("1,5", "1.5"),
        ("0", "0"),
        ("-5", None),
        ("-1:30:00", None),
        ("P1M", None),
        ("P1Y", None),
        ("P", None),
        ("PT", None),
        ("1:75:00", None),
        ("an hour", None),
        ("1,234", None),
    ],
)
def test_one_form(staged: Stager, written: str, minutes: str | None) -> None:
    read = staged(lines(*["7"] * 25, written), dataset())
    if minutes is None:
        assert [(reject.row, reject.value) for reject in read.reject_sample] == [(27, written)]
    else:
        assert column(read, "spent")[-1] == Decimal(minutes)


def test_a_negative_duration_says_so(staged: Stager) -> None:
    read = staged(lines(*["7"] * 25, "-5"), dataset())
    assert read.reject_sample[0].reason == "is a negative duration"


def test_plain_numbers_are_minutes_and_that_is_said(staged: Stager) -> None:
    assert staged(lines("7"), dataset()).reading.notes == ("'7' in 'spent' is read as 7 minutes.",)
    assert staged(lines("7 min"), dataset()).reading.notes == ()


def test_two_parts_are_asked_and_the_answer_is_remembered(staged: Stager) -> None:
    open_ = staged(lines("12:30", "05:10", "1:02:03"), dataset())
    (question,) = open_.questions
    assert (question.key, question.flag) == ("formats.spent", "--format spent=h:mm|m:ss")
    assert {option.value: option.consequence for option in question.options} == {
        "h:mm": "'12:30' is 750 minutes",
        "m:ss": "'12:30' is 12.5 minutes",
    }
    hours = staged(lines("12:30", "05:10", "1:02:03"), dataset(), formats={"spent": "h:mm"})
    assert column(hours, "spent") == [Decimal(750), Decimal(310), Decimal("62.05")]
    minutes = staged(lines("12:30", "05:06", "1:02:03"), dataset(), formats={"spent": "m:ss"})
    assert column(minutes, "spent") == [Decimal("12.5"), Decimal("5.1"), Decimal("62.05")]
    again = staged(lines("10:00"), dataset(recipe=minutes.recipe))
    assert column(again, "spent") == [Decimal(10)]


def test_days_before_others_show_that_two_parts_are_hours_and_minutes(staged: Stager) -> None:
    assert column(staged(lines("1d 04:30", "12:30"), dataset()), "spent") == [Decimal(1710), Decimal(750)]


def test_two_parts_that_come_late_are_asked_too(staged: Stager) -> None:
    known = dataset(recipe=Recipe(decimal="."))
    open_ = staged(lines(*["7"] * 6000, "12:30"), known, known_recipe=True)
    assert [question.key for question in open_.questions] == ["formats.spent"]


@settings(max_examples=80)
@given(
    st.integers(0, 40), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59),
    st.sampled_from(["{d}d {h:02}:{m:02}:{s:02}", "{d} days, {h}:{m:02}:{s:02}", "P{d}DT{h}H{m}M{s}S",
                     "{d}d {h}h {m}m {s}s", "{d} days {h} hours {m} min {s} sec"]),
)  # fmt: skip
def test_any_duration_comes_back(d: int, h: int, m: int, s: int, form: str) -> None:
    written = form.format(d=d, h=h, m=m, s=s)
    con = scratch()
    (read,) = con.execute(f"SELECT {durations.minutes_sql(text(written), '')}").fetchall()[0]
    con.close()
    meant = dt.timedelta(days=d, hours=h, minutes=m, seconds=s)
    assert read == (Decimal(int(meant.total_seconds())) / 60).quantize(Decimal("0.000001"))
