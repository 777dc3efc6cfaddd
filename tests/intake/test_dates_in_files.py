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
        ("29/02/2016 1:05:06 PM", dt.datetime(2016, 2, 29, 13, 5, 6)),
        ("2/29/2016 12:05 am", dt.datetime(2016, 2, 29, 0, 5)),
        ("2/29/2016 1 PM", dt.datetime(2016, 2, 29, 13)),
        ("20160229130507", dt.datetime(2016, 2, 29, 13, 5, 7)),
        ("20160229T1305", dt.datetime(2016, 2, 29, 13, 5)),
        ("Sept 29, 2016", dt.datetime(2016, 9, 29)),
        ("29 September 2016", dt.datetime(2016, 9, 29)),
        ("Sept. 2016", dt.datetime(2016, 9, 1)),
        ("Mon, 29 Feb 2016 01:06:07", dt.datetime(2016, 2, 29, 1, 6, 7)),
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
        ("2016-07-01T10:00:00.250+02:00", dt.datetime(2016, 7, 1, 10, 0, 0, 250000)),
        ("20160701T100000Z", dt.datetime(2016, 7, 1, 12)),
    ],
)
def test_zones_become_the_projects_clock(staged: Stager, written: str, meant: dt.datetime) -> None:
    assert column(staged(lines(written), EVENTS, timezone="Europe/Berlin"), "opened") == [meant]


@pytest.mark.parametrize("zone", ["CET", "PST", "Europe/Berlin", "[Europe/Berlin]"])
def test_named_zones_are_refused_with_words(staged: Stager, zone: str) -> None:
    read = staged(lines(*["2016-07-01 10:00:00"] * 25, f"2016-07-01 10:00:00 {zone}"), EVENTS)
    (reject,) = read.reject_sample
    assert (reject.row, reject.reason.split(",")[0]) == (27, "names a time zone")


def test_both_orders_fit_and_it_is_asked_with_the_files_own_rows(staged: Stager) -> None:
    open_ = staged(lines("03/04/2025", "05/06/2025"), EVENTS)
    assert open_.files is None
    (question,) = open_.questions
    assert (question.key, question.flag) == ("date_order", "--date-order dmy|mdy")
    consequences = {option.value: option.consequence for option in question.options}
    assert consequences["dmy"].startswith("opened: rows 2 and 3: 3 April 2025, 5 June 2025; ")
    assert consequences["mdy"].startswith("opened: rows 2 and 3: 4 March 2025, 6 May 2025; ")
    assert "by month: Apr 2025 1, Jun 2025 1" in consequences["dmy"]


def test_the_question_counts_months_and_rows_in_the_future(staged: Stager) -> None:
    later = dt.date.today().year + 1
    days = [f"{day:02}/{month:02}/2024" for day in range(1, 4) for month in range(1, 13)] + [f"01/12/{later}"]
    (question,) = staged(lines(*days), EVENTS).questions
    dmy, mdy = (option.consequence for option in question.options)
    assert f"13 months from January 2024 to December {later}, 1 to 3 rows each; in the future: 1 row" in dmy
    assert f"by month: Jan 2024 12, Feb 2024 12, Mar 2024 12, Jan {later} 1" in mdy


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
    with pytest.raises(UploadRefused, match=r"remembered recipe reads dates day first") as refused:
        staged(lines("03/04/2025", "03/14/2025", "04/15/2025"), remembered)
    (problem,) = refused.value.problems
    assert (problem.row, problem.value, problem.flag) == (3, "03/14/2025", "--date-order mdy")
    assert "row 4: '04/15/2025'" in problem.text


def test_a_contradiction_after_the_first_rows_is_seen_too(staged: Stager) -> None:
    remembered = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy")})
    days = ["01/02/2025"] * 6000 + ["01/31/2025"] * 6000
    with pytest.raises(UploadRefused, match="month first") as refused:
        staged(lines(*days), remembered, known_recipe=True)
    assert (refused.value.problems[0].row, refused.value.problems[0].value) == (6002, "01/31/2025")


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


def test_dates_of_two_kinds_with_the_same_count_are_read_as_one_of_them(staged: Stager) -> None:
    """Two families without a common row are no two readings of the same row."""
    open_ = staged(lines("2025-01-31", "3. März 2025"), EVENTS)
    assert [question.key for question in open_.questions] == ["accept"]
    assert len(open_.reject_sample) == 1


@pytest.mark.parametrize("pattern", ["DD.MM.YYYY", "%Q", "iso"])
def test_a_stated_format_that_is_none_is_refused(staged: Stager, pattern: str) -> None:
    with pytest.raises(UploadRefused, match="stated format that is none"):
        staged(lines("31.01.2025"), EVENTS, formats={"opened": pattern})


def test_a_stated_format_is_obeyed_remembered_and_contradicted(staged: Stager) -> None:
    read = staged(lines("31|01|2025", "01|02|2025"), EVENTS, formats={"opened": "%d|%m|%Y"}, delimiter=",")
    assert column(read, "opened") == [dt.datetime(2025, 1, 31), dt.datetime(2025, 2, 1)]
    assert dict(read.recipe.formats) == {"opened": "%d|%m|%Y"}
    known = EVENTS.model_copy(update={"recipe": read.recipe})
    with pytest.raises(UploadRefused, match=r"remembered recipe reads it as %d\|%m\|%Y, but only 0 of 2") as refused:
        staged(lines("2025-01-31", "2025-02-01"), known)
    assert (refused.value.problems[0].row, refused.value.problems[0].value) == (2, "2025-01-31")


def test_the_span_is_half_open(staged: Stager) -> None:
    read = staged(lines("2025-01-31 23:59:00", "2025-01-02 00:00:00"), EVENTS)
    assert read.files is not None
    assert (read.files.first, read.files.until) == (dt.date(2025, 1, 2), dt.date(2025, 2, 1))
