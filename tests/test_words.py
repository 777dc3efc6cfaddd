"""Numbers as people read them: signs, digits, zero, unknown, one and many."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import words
from metrics.results import Inputs, KpiResult, Money, Payback, ProjectResult, Warn

S = words.THIN


@pytest.mark.parametrize(
    ("share", "digits", "signed", "said"),
    [
        (-0.583, 0, False, f"−58{S}%"),
        (-0.583, 1, True, f"−58.3{S}%"),
        (0.12, 0, True, f"+12{S}%"),
        (0.12, 0, False, f"12{S}%"),
        (-0.004, 0, True, f"0{S}%"),
        (0.004, 0, True, f"0{S}%"),
        (0.0, 0, True, f"0{S}%"),
        (12.5, 0, False, f"1,250{S}%"),
        (None, 0, True, "–"),
    ],
)
def test_percent(share: float | None, digits: int, signed: bool, said: str) -> None:
    assert words.percent(share, digits, signed) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        (0, "0"),
        (-0.0, "0"),
        (7, "7"),
        (7.5, "7.50"),
        (0.0312, "0.0312"),
        (-12.34, "−12.3"),
        (599.31, "599"),
        (-1234567.8, "−1,234,568"),
    ],
)
def test_number(value: float | None, said: str) -> None:
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "–"), (87_912, "87.9k"), (1_749_999, "1.75m"), (999_999, "1.00m"), (-2.5e9, "−2.50bn"), (12.345, "12.3")],
)
def test_short(value: float | None, said: str) -> None:
    assert words.short(value) == said


@pytest.mark.parametrize(
    ("amount", "exact", "said"),
    [
        (None, False, "–"),
        (57_412.9, False, f"EUR{S}57,400"),
        (-57_412.9, True, f"EUR{S}−57,412.90"),
        (19.5, False, f"EUR{S}19.50"),
        (0, False, f"EUR{S}0"),
    ],
)
def test_money(amount: float | None, exact: bool, said: str) -> None:
    assert words.money(amount, "EUR", exact) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(None, "–"), (1.0, "1.0 month"), (0.96, "1.0 month"), (2.3, "2.3 months"), (-1, "−1.0 month"), (0, "0.0 months")],
)
def test_months(count: float | None, said: str) -> None:
    assert words.months(count) == said


def test_periods_have_names_of_their_grain() -> None:
    monday = dt.date(2024, 12, 30)  # in ISO week 1 of 2025
    assert [words.period(monday, grain) for grain in ("month", "week", "day")] == [
        "December 2024",
        "2025-W01",
        "30 Dec 2024",
    ]
    assert words.period(7, "week") == "step 7"
    assert words.day(None) == "–"


def test_one_and_many() -> None:
    assert [words.count(n, "week") for n in (0, 1, 2, 1200)] == ["0 weeks", "1 week", "2 weeks", "1,200 weeks"]
    assert [words.ahead(n, "week") for n in (0, 1, 3)] == ["same week", "1 week ahead", "3 weeks ahead"]
    assert words.points(0.0421, signed=True) == "+4.2 points"
    assert words.shortened("a long title", 8) == "a long…"
    assert words.shortened("short", 8) == "short"


@given(st.floats(-5, 5), st.sampled_from(["lower", "higher"]))
def test_change_agrees_with_sign_and_direction(relative: float, better: str) -> None:
    said = words.change(relative, better)
    if abs(relative) < 0.005:
        assert said == "no different than"
    elif abs(relative) > 0.0051:
        assert ("lower" in said) == (relative < 0)
        assert ("(better)" in said) == ((relative > 0) == (better == "higher"))
        assert words.MINUS not in said


@given(st.one_of(st.none(), st.floats(-1e12, 1e12)))
def test_nothing_that_is_zero_has_a_sign(value: float | None) -> None:
    for said in (words.number(value), words.short(value), words.money(value, "EUR"), words.percent(value, signed=True)):
        digits = {mark for mark in said if mark.isdigit()}
        if digits <= {"0"}:
            assert words.MINUS not in said
            assert "+" not in said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "no payback yet"),
        (Payback(), "no payback yet"),
        (Payback(status="paid_back", months=2.3), "2.3 months, not proven"),
        (Payback(status="paid_back", months=2.3, proven=True), "2.3 months"),
        (Payback(status="projected", months=9.0), "projected after 9.0 months"),
        (Payback(status="lost_again", first_crossed=3.0), "paid back, then lost again"),
        (Payback(status="not_reached"), "not reached"),
    ],
)
def test_payback(found: Payback | None, said: str) -> None:
    assert words.payback(found) == said


def test_the_summary_tells_what_is_known_and_what_is_not() -> None:
    def kpi(segment: str | None, sentence: str) -> KpiResult:
        return KpiResult(
            name="t", title="T", unit="", better="lower", grain="month", segment=segment, sentence=sentence
        )

    result = ProjectResult(
        project="p",
        name="Desk",
        simulated=True,
        currency="EUR",
        as_of=dt.date(2026, 2, 28),
        method="1.0",
        inputs=Inputs(definition="d", revision=1),
        launch=dt.date(2025, 1, 1),
        kpis=(kpi(None, "T: 5 lower."), kpi("channel=chat", "T (chat): hidden.")),
        money=Money(
            cost=100, net=-40, payback=Payback(status="paid_back", months=2.0, date=dt.date(2025, 3, 1), proven=False)
        ),
        reasons={"money.irr": "too short", "kpi.t.effect": "not told here"},
        warnings=(Warn(kind="edge", text="ends early"),),
    )
    assert words.summary(result).splitlines() == [
        "Desk (simulated data), data to 28 Feb 2026",
        "T: 5 lower. Baseline not sealed.",
        "Paid back after 2.0 months, not proven (1 Mar 2025).",
        f"Invested –, cost EUR{S}100, benefit –, net EUR{S}−40 to date.",
        "Warning: ends early",
        "Unknown irr: too short",
    ]


def test_text_of_a_person_is_not_markdown() -> None:
    assert words.plain("a_b [x](http://y) *c*") == r"a\_b \[x\](http\://y) \*c\*"


def test_a_count_has_its_verb() -> None:
    assert [words.are(amount) for amount in (0, 1, 2)] == ["are", "is", "are"]
    assert [words.count(amount, "lies", "lie") for amount in (0, 1, 2)] == ["0 lie", "1 lies", "2 lie"]
    assert [words.listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_a_share_is_read_in_percent_and_its_changes_in_points() -> None:
    assert words.level(0.0742, words.SHARE) == "7.4\u202f%"
    assert words.level(None, words.SHARE) == words.figure(None, words.SHARE) == words.NOTHING
    assert words.level(0.07421, words.SHARE, against=0.0742) == "7.421\u202f%"
    assert words.level(0.1502, words.SHARE, against=0.15) == "15.02\u202f%"
    assert words.level(10.004, "minutes", against=10.0) == "10.004 minutes"
    assert (words.figure(0.0742, words.SHARE), words.figure(14.56, "minutes")) == ("7.4\u202f%", "14.6")
    assert (words.size(0.00011, words.SHARE), words.size(1e-9, words.SHARE)) == ("0.01 points", "0.0 points")
    assert words.points(-0.0003) == "0.0 points"
    assert (words.size(-0.0105, words.SHARE), words.size(-28, "tickets")) == ("1.1 points", "28 tickets")


@pytest.mark.parametrize(
    ("several", "single"),
    [
        ("invoices", "invoice"),
        ("minutes per ticket", "minute per ticket"),
        ("entries", "entry"),
        ("batches", "batch"),
        ("time series", "time series"),
        ("series", "series"),
        ("status", "status"),
        ("km/s", "km/s"),
        ("kWh", "kWh"),
        ("", ""),
    ],
)
def test_a_unit_of_one(several: str, single: str) -> None:
    assert words.one(several) == single
    assert words.level(2, several) == f"2 {several}".strip()
    assert words.level(1, several) == f"1 {single}".strip()
