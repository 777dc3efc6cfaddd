"""Dates are read by counting over the whole column; a doubt is asked, never guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.dataset import Dataset, Recipe
from metrics.errors import UploadRefused
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

EVENTS = Dataset(shape="events", id="id", time="opened")
TWO = Dataset(shape="events", id="id", time="opened", columns={"closed": "timestamp"})


def lines(*dates: str, sign: str = ",") -> str:
    """A file of ids and dates."""
    return f"id{sign}opened\n" + "".join(f"T{i}{sign}{date}\n" for i, date in enumerate(dates))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("29/2/2016 1:06", dt.datetime(2016, 2, 29, 1, 6)),
        ("2/29/2016 01:06", dt.datetime(2016, 2, 29, 1, 6)),
        ("29.02.2016 01:06:07", dt.datetime(2016, 2, 29, 1, 6, 7)),
        ("29.2.16", dt.datetime(2016, 2, 29)),
        ("2016-02-29T01:06:07", dt.datetime(2016, 2, 29, 1, 6, 7)),
        ("2016-02-29 01:06:07.125", dt.datetime(2016, 2, 29, 1, 6, 7, 125000)),
        ("2016-02-29 01:06:07.1234560", dt.datetime(2016, 2, 29, 1, 6, 7, 123456)),
        ("29-Feb-2016", dt.datetime(2016, 2, 29)),
        ("29 Feb 2016 13:05", dt.datetime(2016, 2, 29, 13, 5)),
        ("Feb 29, 2016 1:05 PM", dt.datetime(2016, 2, 29, 13, 5)),
        ("February 29, 2016", dt.datetime(2016, 2, 29)),
        ("20160229", dt.datetime(2016, 2, 29)),
        ("2016/2/29", dt.datetime(2016, 2, 29)),
        ("2016-02", dt.datetime(2016, 2, 1)),
        ("02/2016", dt.datetime(2016, 2, 1)),
        ("Feb 2016", dt.datetime(2016, 2, 1)),
    ],
)
def test_one_format(staged: Stager, written: str, meant: dt.datetime) -> None:
    sign = ";" if "," in written else ","
    assert column(staged(lines(written, sign=sign), EVENTS), "opened") == [meant]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2016-07-01T10:00:00Z", dt.datetime(2016, 7, 1, 12)),
        ("2016-07-01T10:00:00+00:00", dt.datetime(2016, 7, 1, 12)),
        ("2016-07-01 10:00:00 UTC", dt.datetime(2016, 7, 1, 12)),
        ("2016-07-01T23:30:00-0500", dt.datetime(2016, 7, 2, 6, 30)),
        ("2016-07-01T10:00:00", dt.datetime(2016, 7, 1, 10)),
    ],
)
def test_zones_become_the_projects_clock(staged: Stager, written: str, meant: dt.datetime) -> None:
    assert column(staged(lines(written), EVENTS, timezone="Europe/Berlin"), "opened") == [meant]


def test_both_orders_fit_and_it_is_asked_with_the_files_own_rows(staged: Stager) -> None:
    open_ = staged(lines("03/04/2025", "05/06/2025"), EVENTS)
    assert open_.files is None
    (question,) = open_.questions
    assert (question.key, question.flag) == ("date_order", "--date-order dmy|mdy")
    consequences = {option.value: option.consequence for option in question.options}
    assert "3 April 2025" in consequences["dmy"]
    assert "4 March 2025" in consequences["mdy"]


def test_the_answer_is_obeyed_and_remembered(staged: Stager) -> None:
    answered = staged(lines("03/04/2025", "05/06/2025"), EVENTS, date_order="mdy")
    assert column(answered, "opened") == [dt.datetime(2025, 3, 4), dt.datetime(2025, 5, 6)]
    assert answered.recipe.date_order == "mdy"


def test_same_days_in_both_orders_are_no_question(staged: Stager) -> None:
    assert column(staged(lines("03/03/2025", "04/04/2025"), EVENTS), "opened")[0] == dt.datetime(2025, 3, 3)


def test_one_late_row_settles_the_column(staged: Stager) -> None:
    days = [
        f"{1 + i % 12:02}/{1 + i % 11:02}/2025" for i in range(7000)
    ]  # longer than the head that is looked at first
    assert staged(lines(*days), EVENTS).files is None
    read = staged(lines(*days, "13/01/2025"), EVENTS)
    assert column(read, "opened")[1] == dt.datetime(2025, 2, 2)
    assert read.recipe.date_order == "dmy"
    assert column(read, "opened")[-1] == dt.datetime(2025, 1, 13)


def test_another_column_of_the_same_style_settles_it_and_says_so(staged: Stager) -> None:
    text = "id,opened,closed\nT1,03/04/2025,13/04/2025\nT2,04/04/2025,15/04/2025\n"
    read = staged(text, TWO)
    assert column(read, "opened") == [dt.datetime(2025, 4, 3), dt.datetime(2025, 4, 4)]
    assert any("'opened' is read day first" in note for note in read.reading.notes)


def test_a_column_of_another_style_settles_nothing(staged: Stager) -> None:
    text = "id,opened,closed\nT1,03/04/2025,13.04.2025\nT2,04/05/2025,15.04.2025\n"
    assert [question.key for question in staged(text, TWO).questions] == ["date_order"]


def test_a_file_that_contradicts_its_recipe_is_stopped(staged: Stager) -> None:
    remembered = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy")})
    with pytest.raises(UploadRefused, match=r"remembered recipe reads dates day first.*--date-order mdy"):
        staged(lines("03/04/2025", "03/14/2025", "04/15/2025"), remembered)


def test_a_contradiction_after_the_first_rows_is_seen_too(staged: Stager) -> None:
    remembered = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy")})
    days = ["01/02/2025"] * 6000 + ["01/31/2025"] * 6000
    with pytest.raises(UploadRefused, match="month first"):
        staged(lines(*days), remembered)


def test_a_recipe_reads_what_would_be_asked(staged: Stager) -> None:
    remembered = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy")})
    assert column(staged(lines("03/04/2025"), remembered), "opened") == [dt.datetime(2025, 4, 3)]


def test_a_new_format_of_the_same_order_after_the_head_is_read(staged: Stager) -> None:
    remembered = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy")})
    days = ["01/02/2025"] * 6000 + ["31/01/2025 10:30"]
    read = staged(lines(*days), remembered)
    assert read.files is not None
    assert read.files.rejected == 0
    assert column(read, "opened")[-1] == dt.datetime(2025, 1, 31, 10, 30)


def test_impossible_days_and_years_are_rejected_with_row_and_value(staged: Stager) -> None:
    good = [f"{day}.01.2025" for day in range(1, 29)] * 3
    read = staged(lines(*good, "30.02.2025", "01.01.0025"), EVENTS)
    assert [(reject.row, reject.column, reject.value) for reject in read.reject_sample] == [
        (86, "opened", "30.02.2025"),
        (87, "opened", "01.01.0025"),
    ]
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (84, 2)


def test_the_span_is_half_open(staged: Stager) -> None:
    read = staged(lines("2025-01-31 23:59:00", "2025-01-02 00:00:00"), EVENTS)
    assert read.files is not None
    assert (read.files.first, read.files.until) == (dt.date(2025, 1, 2), dt.date(2025, 2, 1))
