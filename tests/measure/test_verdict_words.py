"""What is said of a KPI agrees with its numbers, and warns where they mislead."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.measure.warned import unproven
from metrics.results import KpiResult, RungResult, Warn
from tests.measure.change_tables import Told, Values, changes


def told(before: Values, after: Values, **fields: object) -> KpiResult:
    return changes({"t": Told(before, after, **fields)}, title="Calls")[0]["t"]  # type: ignore[arg-type]


def warned(kpi: KpiResult, kind: str) -> list[Warn]:
    return [warning for warning in kpi.warnings if warning.kind == kind]


@pytest.mark.parametrize(
    ("value", "better", "said"),
    [
        (42, "lower", "58\u202f% lower (better)"),
        (42, "higher", "58\u202f% lower (worse)"),
        (158, "lower", "58\u202f% higher (worse)"),
        (158, "higher", "58\u202f% higher (better)"),
        (100.1, "lower", "no different"),
    ],
)
def test_the_sentence_tells_size_and_direction(value: float, better: str, said: str) -> None:
    kpi = told([100, 100, 100], [value], better=better)
    assert said in kpi.sentence
    assert kpi.sentence.startswith("Calls: ")
    assert "not yet proven" in kpi.sentence


def test_the_sentence_counts_what_held() -> None:
    kpi = told([100, 100, 100], [39, 39, 41], target=-0.6)
    assert "Held in 2 of 3 months, 1 missed." in kpi.sentence


def test_too_little_before_launch_is_said_so() -> None:
    kpi = told([100, 100], [39])
    assert kpi.verdict == "insufficient_baseline"
    assert "2 complete months, 3 are needed" in kpi.sentence
    assert "%" not in kpi.sentence


def test_nothing_since_launch_is_said_so() -> None:
    kpi = told([100, 100, 100], [])
    assert kpi.verdict is None
    assert "no complete period since launch" in kpi.sentence


def test_a_bad_end_of_the_baseline_warns_and_tells_the_effect_without_it() -> None:
    before = [100, 102, 98, 101, 99, 100, 130, 131, 129]
    (warning,) = warned(told(before, [90]), "regression_to_mean")
    assert "\u221210\u202f%" in warning.text  # 90 against 100, the mean of the first six
    assert "\u221218\u202f%" in warning.text  # 90 against 110, the mean of all
    assert warned(told(before, [90], better="higher"), "regression_to_mean") == []


def test_an_ordinary_end_of_the_baseline_does_not_warn() -> None:
    assert warned(told([100, 102, 98, 101, 99, 100, 101, 99, 100], [90]), "regression_to_mean") == []


def test_a_month_without_a_like_one_before_launch_says_what_that_does_to_all_others() -> None:
    """July before launch is missing: the first July since launch throws out the same months for every month."""
    before = [100, 100, 80, 80, 80, 80, None, 150, 150, 150, 150, 150, 100, 100]
    launch = dt.date(2025, 3, 1)
    june, july = (told(before, after, launch=launch) for after in ([60, 60, 60, 60], [60, 60, 60, 60, 60]))
    assert june.effect.basis == "same_period"
    assert warned(june, "no_like_period") == []
    assert july.effect.basis == "naive"
    (warning,) = warned(july, "no_like_period")
    assert warning.text == (
        "July 2025 has no like month before launch, so every month is compared with the mean before launch: "
        "\u221247\u202f%. The 4 of 5 months with a like one stand at \u221225\u202f% "
        "against the same months before launch"
    )
    assert warned(told(before[7:], [60, 60, 60, 60], launch=launch), "no_like_period") == []  # none has a like one


def test_rungs_that_point_in_opposite_directions_raise_a_banner() -> None:
    before = [50, *[100] * 11] * 2  # January is low: 60 is above January and under the mean
    (warning,) = warned(told(before, [60]), "rungs_disagree")
    assert "+20\u202f%" in warning.text
    assert "\u221237\u202f%" in warning.text
    assert warned(told(before, [40]), "rungs_disagree") == []


@pytest.mark.parametrize(
    ("points", "season", "warns"), [(11, True, True), (12, True, False), (11, False, False), (2, True, False)]
)
def test_less_than_a_year_of_a_seasonal_kpi_warns(points: int, season: bool, warns: bool) -> None:
    assert bool(warned(told([100] * points, [90], season=season), "short_baseline")) is warns


def test_guardrails_are_unknown_with_a_reason() -> None:
    kpis, reasons = changes({"t": Told([100] * 3, [90])}, guardrails=["t"])
    assert [rail.state for rail in kpis["t"].guardrails] == ["unknown"]
    assert "no proven verdict" in reasons["kpi.t.month.all.guardrails"]


def test_an_interval_that_is_not_there_is_told_as_such_and_an_approximate_one_by_its_reason() -> None:
    rung = {"method": "its", "class": "proven", "valid": True}
    none = RungResult.model_validate(rung | {"reason": "the expected values do not sum to more than zero"})
    (warning,) = unproven(none)
    assert (warning.kind, warning.text) == ("no_share", "the expected values do not sum to more than zero")
    few = RungResult.model_validate(rung | {"relative": -0.2, "reason": "approximate: 30 baseline periods"})
    (warning,) = unproven(few)
    assert (warning.kind, warning.text) == ("approximate", "the interval is approximate: 30 baseline periods")
    assert unproven(RungResult.model_validate(rung | {"relative": -0.2})) == []
