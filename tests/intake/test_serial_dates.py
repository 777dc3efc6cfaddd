"""Days and instants that stand as numbers: spreadsheets' serial dates, seconds since 1970, and years."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.dataset import Dataset
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

EVENTS = Dataset(shape="events", id="id", time="opened")
SERIES = Dataset(shape="series", time="day", columns={"n": "integer"})
FIRST = dt.datetime(1899, 12, 30)  # day 0 of the 1900 system, for days after its 29 February 1900


def lines(*dates: str) -> str:
    return "id;opened\n" + "".join(f"T{i};{date}\n" for i, date in enumerate(dates))


def test_days_and_times_of_a_spreadsheet(staged: Stager) -> None:
    read = staged(lines("45292", "45292.5", "45292,25", "45292.04166667"), EVENTS)
    meant = [FIRST + dt.timedelta(days=45292, hours=hours) for hours in (0, 12, 6, 1)]
    assert meant[0] == dt.datetime(2024, 1, 1)
    assert column(read, "opened") == meant
    assert read.reading.notes == (
        "'45292' in 'opened' is read as a spreadsheet's count of days from 1900: 1 January 2024, 00:00.",
    )


def test_a_date_column_takes_the_day(staged: Stager) -> None:
    read = staged("day;n\n45292.75;1\n45293;2\n", SERIES)
    assert column(read, "day") == [dt.date(2024, 1, 1), dt.date(2024, 1, 2)]


@pytest.mark.parametrize("wrong", ["18263", "73051", "99999", "4529", "452921"])
def test_numbers_beyond_sane_years_are_no_dates_unasked(staged: Stager, wrong: str) -> None:
    read = staged(lines(*["45292"] * 25, wrong), EVENTS)
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(27, wrong)]


def test_stated_serial_days_may_lie_further_back(staged: Stager) -> None:
    read = staged(lines("18263"), EVENTS, formats={"opened": "serial1900"})
    assert column(read, "opened") == [dt.datetime(1949, 12, 31)]


def test_the_day_that_never_was(staged: Stager) -> None:
    """ECMA-376 18.17.4.1: day 59 is 28 February 1900, day 60 is the 29th that 1900 did not have, day 61 is 1 March."""
    days = ["1", "59", "61", *["62"] * 30, "60"]
    read = staged(lines(*days), EVENTS, formats={"opened": "serial1900"})
    assert column(read, "opened")[:3] == [
        dt.datetime(1900, 1, 1),
        dt.datetime(1900, 2, 28),
        dt.datetime(1900, 3, 1),
    ]
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(35, "60")]


def test_the_count_from_1904_only_where_stated(staged: Stager) -> None:
    read = staged(lines("43830", "43830.5"), EVENTS, formats={"opened": "serial1904"})
    assert column(read, "opened") == [dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 1, 12)]
    assert column(staged(lines("43830"), EVENTS), "opened") == [dt.datetime(2019, 12, 31)]


def test_serial_days_beside_written_dates_are_never_mixed(staged: Stager) -> None:
    """Spreadsheets turn the dates that they take for month first into numbers: what they meant is lost."""
    read = staged(lines(*["13.01.2025"] * 25, "45292"), EVENTS)
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(27, "45292")]


@pytest.mark.parametrize(
    ("written", "way", "clock"),
    [("1704067200", "seconds", 0), ("1704067200250", "milliseconds", 250000), ("1704067200.5", "seconds", 500000)],
)
def test_seconds_since_1970_are_utc(staged: Stager, written: str, way: str, clock: int) -> None:
    read = staged(lines(written, written), EVENTS, timezone="Europe/Berlin")
    utc = dt.datetime(2024, 1, 1, 0, 0, 0, clock)
    assert column(read, "opened")[0] == utc + dt.timedelta(hours=1)
    assert dt.datetime.fromtimestamp(1704067200, dt.UTC).replace(tzinfo=None, microsecond=clock) == utc
    assert any(f"as {way} since 1970: 1 January 2024, 01:00" in note for note in read.reading.notes)


def test_ten_digits_that_are_no_sane_instant_stay_no_date(staged: Stager) -> None:
    read = staged(lines(*["1704067200"] * 25, "2401011200"), EVENTS)  # 2401011200: YYMMDDhhmm
    assert [reject.value for reject in read.reject_sample] == ["2401011200"]


def test_years_are_asked_and_remembered(staged: Stager) -> None:
    open_ = staged("day;n\n2023;1\n2024;2\n", SERIES)
    (question,) = open_.questions
    assert (question.key, question.flag) == ("formats.day", "--format day=year")
    assert question.options[0].consequence.startswith("'2023' is 1 January 2023")
    read = staged("day;n\n2023;1\n2024;2\n", SERIES, formats={"day": "year"})
    assert column(read, "day") == [dt.date(2023, 1, 1), dt.date(2024, 1, 1)]
    again = staged("day;n\n2025;1\n", SERIES.model_copy(update={"recipe": read.recipe}))
    assert column(again, "day") == [dt.date(2025, 1, 1)]
