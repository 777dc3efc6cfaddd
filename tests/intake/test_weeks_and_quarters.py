"""ISO weeks are their Monday, quarters their first day, and both are said."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset
from metrics.engine import scratch, text
from metrics.intake import dates, moments
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

SERIES = Dataset(shape="series", time="day", columns={"n": "integer"})


def lines(*days: str) -> str:
    return "day;n\n" + "".join(f"{day};{i}\n" for i, day in enumerate(days))


@pytest.mark.parametrize(
    "written",
    ["2024-W05", "2024W05", "2024 W5", "W05 2024", "W5-2024", "KW 05/2024", "KW5 2024", "CW05 2024", "Week 5, 2024"],
)
def test_a_week_is_its_monday(staged: Stager, written: str) -> None:
    read = staged(lines(written), SERIES)
    assert column(read, "day") == [dt.date.fromisocalendar(2024, 5, 1)]
    assert read.reading.notes == (f"{written!r} in 'day' is read as the Monday of its ISO week: 29 January 2024.",)


@pytest.mark.parametrize("written", ["2024-W05-3", "2024W053"])
def test_a_day_of_a_week(staged: Stager, written: str) -> None:
    assert column(staged(lines(written), SERIES), "day") == [dt.date.fromisocalendar(2024, 5, 3)]


def test_week_53_only_where_the_year_has_it(staged: Stager) -> None:
    assert column(staged(lines("2020-W53"), SERIES), "day") == [dt.date.fromisocalendar(2020, 53, 1)]
    read = staged(lines(*["2023-W01"] * 25, "2023-W53", "2023-W00"), SERIES, accept=("rejects",))
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(27, "2023-W53"), (28, "2023-W00")]


@pytest.mark.parametrize(
    "written",
    ["2024-Q3", "2024Q3", "2024 Q3", "Q3 2024", "Q3/2024", "Q3-24", "3Q24", "3. Quartal 2024", "3e trimestre 2024",
     "3rd quarter 2024", "Quarter 3, 2024"],
)  # fmt: skip
def test_a_quarter_is_its_first_day(staged: Stager, written: str) -> None:
    read = staged(lines(written), SERIES)
    assert column(read, "day") == [dt.date(2024, 7, 1)]
    assert read.reading.notes == (f"{written!r} in 'day' is read as the first day of its quarter: 1 July 2024.",)


@pytest.mark.parametrize("wrong", ["2024-Q5", "Q0 2024", "Q12024", "2024-Q", "Q3"])
def test_what_is_no_quarter_is_rejected(staged: Stager, wrong: str) -> None:
    read = staged(lines(*["2024-Q3"] * 25, wrong), SERIES)
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(27, wrong)]


def test_all_quarters_of_a_column(staged: Stager) -> None:
    read = staged(lines("Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024"), SERIES)
    assert [day.month for day in column(read, "day")] == [1, 4, 7, 10]


@settings(max_examples=60)
@given(st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)), st.sampled_from(["{y}-W{w:02}", "{y}W{w:02}", "W{w} {y}"]))
def test_any_week_comes_back(day: dt.date, form: str) -> None:
    year, week, _ = day.isocalendar()
    written = form.format(y=year, w=week)
    ((chosen,),) = [tuple(formats) for formats in dates.families([written]).values()]
    con = scratch()
    (read,) = con.execute(f"SELECT {moments.timestamp_sql(text(written), [chosen], 'UTC')}").fetchall()[0]
    con.close()
    assert read.date() == dt.date.fromisocalendar(year, week, 1)
