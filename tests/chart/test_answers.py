"""The words of the pages: short numbers, text that is not markup, findings in one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from metrics import words
from metrics.chart import answers, tables
from metrics.results import Comparison, Erosion, Headline, RungResult
from tests.chart import examples
from tests.chart.forecast_examples import demand_forecast


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "–"),
        (0.0, "0"),
        (999.4, "999"),
        (1_000.0, "1.00k"),
        (87_893.1, "87.9k"),
        (-28_000.0, "−28.0k"),
        (166_493.0, "166k"),
        (999_600.0, "1.00m"),
        (1_754_000.0, "1.75m"),
        (2.5e9, "2.50bn"),
    ],
)
def test_large_levels_in_few_characters(value: float | None, told: str) -> None:
    assert words.short(value) == told


@settings(max_examples=100)
@given(some.floats(1_000, 9e11))
def test_short_is_within_half_a_percent(value: float) -> None:
    told = words.short(value)
    size = {"k": 1e3, "m": 1e6, "bn": 1e9}[told.lstrip("0123456789.,")]
    assert float(told.rstrip("kmbn").replace(",", "")) * size == pytest.approx(value, rel=0.005)


def test_text_of_others_is_not_markup() -> None:
    assert words.plain("a*b [c](d) :red[e]") == r"a\*b \[c\](d) \:red\[e\]"
    assert words.plain("Support assistant, 61 %") == "Support assistant, 61 %"


def rungs(*relative: float | None) -> tuple[RungResult, ...]:
    """Valid indicative rungs with these effects."""
    return tuple(RungResult(method="naive", class_="indicative", relative=x, valid=True) for x in relative)


@pytest.mark.parametrize(
    ("relative", "told"),
    [
        ((), ""),
        ((-0.5,), ""),
        ((-0.5, None), ""),
        ((-0.5, -0.6), "agree in direction, from −60"),
        ((-0.331, -0.332), "agree: −33"),
        ((0.1, -0.11), "disagree in direction"),
    ],
)
def test_agreement_of_the_rungs(relative: tuple[float | None, ...], told: str) -> None:
    kpi = examples.assistant_kpi().model_copy(update={"ladder": rungs(*relative)})
    assert told in answers.agreement(kpi)
    assert bool(answers.agreement(kpi)) == bool(told)


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("holding", "holds"),
        ("eroding", "erodes"),
        ("improving", "improves"),
        ("not_distinguishable", "no trend beyond chance"),
        ("insufficient", "too few months"),
    ],
)
def test_erosion_in_words(verdict: str, told: str) -> None:
    figures = {"months": 9, "slope": 0.012, "low": -0.004, "high": 0.028}
    slope = Erosion.model_validate({"model": "m", "horizon": 1, "verdict": verdict, **figures})
    forecast = demand_forecast().model_copy(update={"erosion": (slope,)})
    (line,) = answers.erosion(forecast, "m", 1)
    assert told in line
    assert "9 months" in line
    assert "+1.2\u202f% a month (\u22120.4\u202f% to +2.8\u202f%)" in line
    assert answers.erosion(forecast, "m", 2) == []


def test_losing_to_naive_and_eroding_are_red() -> None:
    forecast = demand_forecast()
    (row,) = [row for row in forecast.by_horizon if (row.model, row.horizon) == ("light", 1)]
    lost = row.model_copy(update={"fva": -0.021})
    slope = Erosion(model="light", horizon=1, months=9, slope=0.04, low=0.01, high=0.07, verdict="eroding")
    told = answers.forecast(forecast.model_copy(update={"by_horizon": (lost,), "erosion": (slope,)}), "light", 1)
    assert ":red[**2.1 points worse than the naive forecast**]" in told
    assert ":red[**eroding**] for 9 months" in told
    assert ":red" not in answers.forecast(forecast, "retrained", 1)


def test_comparisons_name_both_models_and_their_errors() -> None:
    pair = Comparison(old="a", new="b", horizon=2, targets=30, wape_old=0.25, wape_new=0.17, verdict="worse")
    forecast = demand_forecast().model_copy(update={"comparison": (pair,)})
    (line,) = answers.comparisons(forecast, "a", 2)
    assert "b (17.0" in line
    assert "is worse than a (25.0" in line
    assert answers.comparisons(forecast, "c", 2) == []


def test_unknown_sums_stay_unknown() -> None:
    total = tables.totals([examples.headline(examples.young())], "EUR", {})
    assert (total.invested, total.benefit, total.net) == (None, None, None)
    assert tables.periods(examples.young().kpis[0])[0]["effect"] is None


@pytest.mark.parametrize(
    ("count", "paid", "told"),
    [
        (2, 0, "None of two projects has paid back."),
        (1, 1, "The project has paid back, not proven."),
        (3, 2, "Two of three projects have paid back, none of them proven."),
        (14, 13, "13 of 14 projects have paid back, none of them proven."),
    ],
)
def test_the_portfolios_answer_counts_in_words(count: int, paid: int, told: str) -> None:
    head = examples.headline(examples.assistant())
    heads = [head] * paid + [head.model_copy(update={"payback": None})] * (count - paid)
    assert answers.portfolio(heads, None, None, "EUR") == told


def test_several_samples_are_listed_with_commas() -> None:
    heads = [
        Headline.model_construct(project=name, name=name, simulated=name != "Own") for name in ("Own", "A", "B", "C")
    ]
    assert answers.simulated(heads) == "A, B and C are samples to try Proveout with."
    assert answers.simulated(heads[:3]) == "A and B are samples to try Proveout with."
    assert answers.simulated(heads[:2]) == "A is a sample to try Proveout with."
