"""Verdicts and warnings in the cases where words and numbers could part."""

from __future__ import annotations

import pytest

from metrics.measure.verdict import judge
from metrics.results import KpiResult, RungResult
from tests.measure.change_tables import Told, changes
from tests.measure.test_verdict_words import told, warned

NAIVE = RungResult(method="naive", class_="indicative", valid=True, relative=-0.9)


@pytest.mark.parametrize(
    ("before", "after", "basis", "said"),
    [
        (0, 5, None, "insufficient_baseline"),
        (2, 5, NAIVE, "insufficient_baseline"),
        (2, 0, None, "insufficient_baseline"),
        (3, 0, None, None),
        (3, 1, None, None),
        (3, 1, NAIVE, "indicative"),
        (99, 99, NAIVE, "indicative"),
    ],
)
def test_verdicts_without_a_proven_rung(before: int, after: int, basis: RungResult | None, said: str | None) -> None:
    assert judge(before, after, basis).verdict == said


@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize("after", [[1], [1] * 20, [100] * 20, [1000] * 20])
def test_no_size_of_effect_makes_a_verdict_of_improvement_with_few_periods_before(
    better: str, after: list[int]
) -> None:
    kpi = told([100, 101, 99] * 7, after, better=better)
    assert kpi.verdict == "indicative"
    assert "Indicative, not yet proven." in kpi.sentence


@pytest.mark.parametrize(
    ("grain", "points", "said"),
    [("week", 2, "the mean before launch over 2 weeks."), ("day", 1, "the mean before launch over 1 day.")],
)
def test_the_sentence_counts_in_its_grain(grain: str, points: int, said: str) -> None:
    assert said in told([10, 10, 10], [5] * points, grain=grain).sentence


def test_the_sentence_says_what_it_compares_with() -> None:
    assert "than the same months before launch" in told([10] * 12, [5]).sentence
    assert "than the mean before launch" in told([10] * 11, [5] * 2).sentence


def test_a_sentence_of_a_ratio_tells_a_share_of_the_level() -> None:
    """0.02 to 0.03 is one percentage point, and half as much again."""
    assert "50\u202f% higher (worse)" in told([0.02] * 3, [0.03]).sentence


@pytest.mark.parametrize(("value", "said"), [(100, "no different"), (100.4, "no different"), (99.4, "1\u202f% lower")])
def test_an_effect_that_reads_as_zero_has_no_direction(value: float, said: str) -> None:
    kpi = told([100, 100, 100], [value])
    assert said in kpi.sentence
    assert ("better" in kpi.sentence or "worse" in kpi.sentence) is (said[0] == "1")


def test_the_same_words_for_the_same_zero_level() -> None:
    assert "no different than the mean before launch" in told([0, 0, 0], [0, 0]).sentence
    assert "2 a month lower (better)" in told([-5, -5, -5], [-7, -7]).sentence


def test_identical_values_before_launch_still_show_a_bad_end() -> None:
    (warning,) = warned(told([100] * 6 + [101] * 3, [90]), "regression_to_mean")
    assert "the naive effect is \u221210\u202f% with and without those three" in warning.text
    assert warned(told([100] * 9, [90]), "regression_to_mean") == []


@pytest.mark.parametrize(("points", "warns"), [(5, False), (6, True)])
def test_a_bad_end_needs_three_periods_to_compare_with(points: int, warns: bool) -> None:
    before = [100, 102, 101][: points - 3] + [150] * 3
    assert bool(warned(told(before, [90]), "regression_to_mean")) is warns


def test_one_standard_deviation_is_measured_on_the_rest() -> None:
    rest = [90, 110] * 5  # mean 100, standard deviation 10.54
    assert warned(told([*rest, *[110.5] * 3], [90]), "regression_to_mean") == []
    assert warned(told([*rest, *[110.6] * 3], [90]), "regression_to_mean") != []
    assert warned(told([*rest, *[89.4] * 3], [90], better="higher"), "regression_to_mean") != []


def test_what_reads_as_zero_disagrees_with_nothing() -> None:
    january = [99.9, *[100] * 11] * 2  # naive −0.04 %, same January +0.05 %
    assert warned(told(january, [99.95]), "rungs_disagree") == []


def test_the_edge_of_the_data_is_told_once_with_its_reason() -> None:
    kpi = told([100] * 3, [90, 20], partial_end=True)
    (warning,) = warned(kpi, "edge")
    assert warning.text == "February 2025 is shown but not counted: ends early"
    assert warned(told([100] * 3, [90, 20]), "edge") == []
    assert warned(told([100] * 3, [90, 20], partial_end=True, segment="channel=chat"), "edge") == []


def test_an_effect_that_working_days_alone_could_make_says_so() -> None:
    def kinds(after: float, **parts: object) -> set[str]:
        kpi: KpiResult = changes({"t": Told([100] * 12, [after])}, **parts)[0]["t"]
        return {warning.kind for warning in kpi.warnings}

    assert "calendar" in kinds(97)
    assert "calendar" not in kinds(90)
    assert "calendar" not in kinds(97, calendar="working_days")
