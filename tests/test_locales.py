"""Numbers and dates in the reader's marks, on pages alone: nothing that is kept or sent depends on who looks."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import actions, locales, words
from metrics.chart import before_after, frame
from metrics.chart.theme import theme
from metrics.locales import GERMAN, PLAIN, SWISS
from metrics.store import Store
from tests.chart import examples
from tests.pages.example_store import keep
from tests.visits import visit

LAUNCH = dt.date(2025, 7, 1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> object:
    """Read as somebody with a language from here on."""
    return lambda tag: monkeypatch.setattr(locales, "_ask", lambda: tag)


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        (None, PLAIN), ("", PLAIN), ("en-US", PLAIN), ("fr-FR", PLAIN), ("de", GERMAN), ("de-DE", GERMAN),
        ("de_AT", GERMAN), ("de-CH", SWISS), ("de-LI", SWISS), ("de-1996-CH", SWISS), ("den", PLAIN),
    ],
)  # fmt: skip
def test_a_language_tag_gives_a_locale(tag: str | None, locale: locales.Locale) -> None:
    assert locales.of(tag) is locale


def test_words_are_written_as_the_reader_writes_them(read: object) -> None:
    date = dt.date(2026, 3, 9)
    read("de-DE")  # type: ignore[operator]
    assert words.number(1234567.0) == "1.234.567"
    assert words.money(87912.4, "EUR", exact=True) == "EUR\u202f87.912,40"
    assert words.percent(-0.0583, 1) == "\u22125,8\u202f%"
    assert (words.months(1.0), words.months(2.31)) == ("1,0 month", "2,3 months")
    assert words.short(1754000.0) == "1,75m"
    assert words.count(12345, "row") == "12.345 rows"
    assert (words.day(date), words.period(date, "month")) == ("9.\u00a0März 2026", "März 2026")
    read("de-CH")  # type: ignore[operator]
    assert words.money(87912.4, "CHF", exact=True) == "CHF\u202f87’912.40"
    read("en-GB")  # type: ignore[operator]
    assert (words.number(1234.5), words.day(date)) == ("1,234", "9 Mar 2026")  # half to even


@pytest.mark.parametrize(
    ("plain", "german"),
    [
        ("58.3 % below, between 54.0 % and 61.2 %.", "58,3 % below, between 54,0 % and 61,2 %."),
        ("Net EUR\u202f1,234,567.89 (\u221212.5 points)", "Net EUR\u202f1.234.567,89 (\u221212,5 points)"),
        ("since 3 Oct 2026, in October 2026.", "since 3.\u00a0Okt. 2026, in Oktober 2026."),
        ("It took 2.4 months. 10,000 rows.", "It took 2,4 months. 10.000 rows."),
        ("METHOD 1.5.2 of 2026-10-03, file v1.2.csv, 10.0.0.1, host:8.5/x", None),
        ("2026-W07, week 7, 1,2 and 12,34", None),
        ("Marchand 2026 and May", None),
    ],
)
def test_our_sentences_are_rewritten_and_nothing_else_in_them(read: object, plain: str, german: str | None) -> None:
    assert locales.told(plain) == plain
    read("de-DE")  # type: ignore[operator]
    assert locales.told(plain) == (plain if german is None else german)


def test_names_stay_as_they_are(read: object) -> None:
    read("de")  # type: ignore[operator]
    said = "Level 2.5 (Level 2.5 of 2.5) fell by 2.5 %"
    assert locales.told(said, "Level 2.5", "", "Level") == "Level 2.5 (Level 2.5 of 2,5) fell by 2,5 %"


@given(st.floats(-1e12, 1e12, allow_nan=False), st.integers(0, 4))
def test_a_rewritten_number_is_the_number_that_is_written(value: float, digits: int) -> None:
    text = words.number(value, digits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locales, "_ask", lambda: "de")
        assert locales.told(f"about {text} of it") == f"about {words.number(value, digits)} of it"
        assert GERMAN.figures(text) == words.number(value, digits)


def test_fields_for_numbers_say_how_they_are_typed_where_a_comma_is_usual() -> None:
    assert PLAIN.typed("A share") == "A share"
    assert GERMAN.typed("A share") == "A share Browsers want a point as the decimal mark here: 0.8."
    assert PLAIN.typed() is None


@given(st.dates())
def test_so_is_a_date(date: dt.date) -> None:
    text = f"{words.day(date)} and {words.period(date, 'month')}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locales, "_ask", lambda: "de")
        if date.year >= 1000:
            assert locales.told(text) == f"{words.day(date)} and {words.period(date, 'month')}"


def test_figures_carry_the_marks_and_the_months(read: object) -> None:
    kpi = examples.assistant().kpis[0]
    assert (frame.config(), before_after.figure(kpi, LAUNCH, (), theme("light")).layout.separators) == (
        frame.CONFIG,
        ".,",
    )
    read("de-DE")  # type: ignore[operator]
    assert frame.config()["locales"]["de"]["format"]["months"][2] == "März"
    assert before_after.figure(kpi, LAUNCH, (), theme("light")).layout.separators == ",."


def test_what_actions_give_is_the_same_for_every_reader(read: object, tmp_path: object) -> None:
    with Store.open(tmp_path / "home") as store:  # type: ignore[operator]
        keep(store, examples.assistant())
        who, project = visit(store), examples.assistant().project
        read("de-DE")  # type: ignore[operator]
        assert words.number(1234.5, 1) == "1.234,5"
        report = actions.report(who, project, "html").decode()
        assert '"separators":".,"' in report
        assert '"separators":",."' not in report
        assert words.number(1234.5, 1) == "1.234,5"
