"""Dates that fit both orders: what earlier files showed settles them, unless it scatters them or puts them ahead."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.dataset import Dataset, Recipe
from metrics.intake import date_spans
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

D = dt.datetime.fromisoformat
EVENTS = Dataset(shape="events", id="id", time="day", columns={"closed": "timestamp", "amount": "decimal"})
DAY_FIRST = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy", found=("date_order",))})
ONE_MONTH = [f"09/{day:02}/2025" for day in range(1, 13)]  # month first; day first it is the 9th of every month


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(date_spans, "_today", lambda zone: dt.date(2026, 9, 20))


def lines(days: list[str], closed: list[str] | None = None) -> str:
    rows = zip(days, closed or days, strict=True)
    return "id;day;closed;amount\n" + "".join(f"T{i};{day};{end};1\n" for i, (day, end) in enumerate(rows))


@pytest.mark.parametrize("known_recipe", [True, False])
def test_a_month_that_the_remembered_order_scatters_over_a_year_is_asked(staged: Stager, known_recipe: bool) -> None:
    asked = staged(lines(ONE_MONTH), DAY_FIRST, known_recipe=known_recipe)
    (question,) = asked.questions
    assert question.key == "date_order"
    assert question.text == (
        "The dates in 'day', 'closed' can be read in 2 ways: all 12 rows of 'day' fit each. Earlier files were day "
        "first; read so, these dates lie far apart or after today, and in the other way they do not."
    )
    consequences = {option.value: option.consequence for option in question.options}
    assert "12 months from January 2025 to December 2025" in consequences["dmy"]
    assert "by month: Sep 2025 12" in consequences["mdy"]
    for order, second in (("dmy", D("2025-02-09")), ("mdy", D("2025-09-02"))):
        read = staged(lines(ONE_MONTH), DAY_FIRST, known_recipe=known_recipe, date_order=order)
        assert column(read, "day")[1] == second


def test_dates_that_lie_after_today_in_the_remembered_order_alone_are_asked(staged: Stager) -> None:
    ahead = ["09/10/2026", "08/12/2026"]
    assert [question.key for question in staged(lines(ahead), DAY_FIRST).questions] == ["date_order"]
    assert staged(lines([day.replace("2026", "2025") for day in ahead]), DAY_FIRST).files is not None
    assert staged(lines([day.replace("2026", "2027") for day in ahead]), DAY_FIRST).files is not None, "both lie ahead"
    costs = Dataset(shape="costs", time="day", amount="amount", recipe=DAY_FIRST.recipe)
    assert staged("day;amount\n09/10/2026;1\n08/12/2026;1\n", costs).files is not None, "costs may lie ahead"


def test_what_the_remembered_order_reads_as_one_month_is_settled_by_it(staged: Stager) -> None:
    read = staged(lines([f"{day:02}/09/2025" for day in range(1, 13)]), DAY_FIRST)
    assert column(read, "day")[1] == D("2025-09-02")
    assert any("as earlier files of this dataset showed" in note for note in read.reading.notes)


def test_the_first_of_every_month_is_how_monthly_figures_are_written(staged: Stager) -> None:
    monthly = [f"01/{month:02}/2025" for month in range(1, 13)]
    assert column(staged(lines(monthly), DAY_FIRST), "day")[1] == D("2025-02-01")


def test_a_column_written_alike_that_can_only_be_so_settles_the_others(staged: Stager) -> None:
    closed = [*ONE_MONTH[:11], "13/09/2025"]
    assert column(staged(lines(ONE_MONTH, closed), DAY_FIRST), "day")[1] == D("2025-02-09")


def test_what_spreads_below_the_first_rows_is_seen_too(staged: Stager) -> None:
    days = ["03/09/2025", "04/09/2025"] * 2600
    assert staged(lines(days), DAY_FIRST, known_recipe=True).files is not None
    days += ["03/12/2025", "04/01/2025"]
    assert [question.key for question in staged(lines(days), DAY_FIRST, known_recipe=True).questions] == ["date_order"]
