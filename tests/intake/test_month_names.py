"""Month names of thirteen languages, checked against what babel itself writes."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset
from metrics.engine import scratch, text
from metrics.intake import dates, moments, month_names
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

EVENTS = Dataset(shape="events", id="id", time="opened")


def lines(*days: str) -> str:
    return "id;opened\n" + "".join(f"T{i};{day}\n" for i, day in enumerate(days))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("März 2024", dt.datetime(2024, 3, 1)),
        ("Maerz 2024", dt.datetime(2024, 3, 1)),
        ("MÄRZ 2024", dt.datetime(2024, 3, 1)),
        ("3. März 2024", dt.datetime(2024, 3, 3)),
        ("15 août 2024", dt.datetime(2024, 8, 15)),
        ("15 aout 2024", dt.datetime(2024, 8, 15)),
        ("1er janvier 2024", dt.datetime(2024, 1, 1)),
        ("ene-24", dt.datetime(2024, 1, 1)),
        ("Okt 2024", dt.datetime(2024, 10, 1)),
        ("Okt. 24", dt.datetime(2024, 10, 1)),
        ("décembre 2023", dt.datetime(2023, 12, 1)),
        ("3 de marzo de 2024", dt.datetime(2024, 3, 3)),
        ("5 czerwca 2024 10:30", dt.datetime(2024, 6, 5, 10, 30)),
        ("Montag, 4. März 2024 10:30:15", dt.datetime(2024, 3, 4, 10, 30, 15)),
        ("lundi 4 mars 2024", dt.datetime(2024, 3, 4)),
        ("31-mai-2024", dt.datetime(2024, 5, 31)),
        ("2024-Dez-31", dt.datetime(2024, 12, 31)),
        ("14 sept. 2023 1:05 p.m.", dt.datetime(2023, 9, 14, 13, 5)),
    ],
)
def test_a_name_in_another_language(staged: Stager, written: str, meant: dt.datetime) -> None:
    read = staged(lines(written), EVENTS)
    assert column(read, "opened") == [meant]
    assert f"{written!r} in 'opened' is read as {meant.day} {meant:%B %Y}." in read.reading.notes


def test_a_column_may_mix_languages_and_forms(staged: Stager) -> None:
    days = ["3. März 2024", "15 août 2024", "3 de mayo de 2024", "Okt 2024", "5 Jan 2024", "May 5, 2024"]
    read = staged(lines(*days), EVENTS)
    assert [(day.month, day.day) for day in column(read, "opened")] == [
        (3, 3),
        (8, 15),
        (5, 3),
        (10, 1),
        (1, 5),
        (5, 5),
    ]


def test_a_name_that_comes_late_is_found(staged: Stager) -> None:
    read = staged(lines(*["3 Jan 2024"] * 6000, "3 Dez 2024"), EVENTS)
    assert column(read, "opened")[-1] == dt.datetime(2024, 12, 3)


@pytest.mark.parametrize(
    "wrong", ["3. Foo 2024", "März", "32. März 2024", "März März 2024", "3. März", "Brumaire 2024"]
)
def test_what_is_no_month_is_rejected(staged: Stager, wrong: str) -> None:
    read = staged(lines(*["3. März 2024"] * 25, wrong), EVENTS)
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(27, wrong)]


def test_names_that_mean_different_months_are_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Croatian listopad is October, Polish and Czech listopad is November."""
    assert month_names.month("listopad") == 11
    monkeypatch.setattr(month_names, "LANGUAGES", (*month_names.LANGUAGES, "hr"))
    month_names._names.cache_clear()
    try:
        assert month_names.month("listopad") is None
        assert month_names.template("3. listopad 2024") is None
        assert month_names.month("März") == 3
    finally:
        monkeypatch.undo()
        month_names._names.cache_clear()


@settings(max_examples=150)
@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(month_names.LANGUAGES),
    st.sampled_from(
        ["d MMMM y", "d. MMMM y", "d MMM y", "LLLL y", "LLL y", "MMMM d, y", "y-MMM-dd", "d-MMM-y", "d MMMM y HH:mm"]
    ),
)
def test_what_babel_writes_comes_back(day: dt.date, language: str, form: str) -> None:
    written = format_date(day, form.replace(" HH:mm", ""), locale=language)
    clock = dt.time(13, 5) if "HH" in form else dt.time()
    written += f" {clock:%H:%M}" if "HH" in form else ""
    found = dates.families([written])
    assert list(found) == ["named"], written
    con = scratch()
    (read,) = con.execute(f"SELECT {moments.timestamp_sql(text(written), found['named'], 'UTC')}").fetchall()[0]
    con.close()
    assert read == dt.datetime.combine(day if "d" in form else day.replace(day=1), clock), (written, found)
