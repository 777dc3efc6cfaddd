"""Rules: when each fires, when it no longer does, when it cannot say; its sentence has the result's numbers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from metrics import snapshot, words
from metrics.measure.rollback import trigger
from metrics.model import Project
from metrics.results import (
    Accuracy,
    ControlLimits,
    Erosion,
    ForecastResult,
    Guardrail,
    HeldResult,
    Inputs,
    KpiResult,
    PeriodAccuracy,
    Point,
    ProjectResult,
    Share,
    Signal,
    Verdict,
)
from metrics.store import Wishes
from metrics.watch import RULES, Booked, Case, Judgement, judge
from metrics.watch.supply import _due

LAUNCH, TODAY = dt.date(2025, 1, 1), dt.date(2025, 7, 6)
BASE: dict[str, Any] = {
    "project": {"id": "demo", "name": "Demo", "launch": LAUNCH, "owner": "o@example.com"},
    "dataset": {"rows": {"shape": "events", "time": "at", "expected_by": 5}},
    "kpi": {
        "tickets": {"dataset": "rows", "measure": "count(*)", "better": "lower"},
        "reopened": {"dataset": "rows", "measure": "count(*)", "better": "lower"},
    },
}


def point(month: int, value: float | None, held: str | None = None, **fields: Any) -> Point:
    given = {"rows": 100, "complete": value is not None, "expected": 1000.0, **fields}
    given |= {} if value is not None else {"partial_reason": "no data"}
    return Point(period=dt.date(2025, month, 1), value=value, held=held, **given)  # type: ignore[arg-type]


def kpi(points: Sequence[Point], name: str = "tickets", **fields: Any) -> KpiResult:
    given = {"title": name.title(), "unit": "tickets", "better": "lower", "grain": "month", **fields}
    given.setdefault("held", HeldResult(target=-0.6))
    return KpiResult(name=name, points=tuple(points), **given)


def case(*kpis: KpiResult, before: Sequence[KpiResult] = (), today: dt.date = TODAY, **fields: Any) -> Case:
    def result(of: Sequence[KpiResult], as_of: dt.date) -> ProjectResult:
        inputs = Inputs(definition="d", revision=1)
        common = {"currency": "EUR", "method": "1", "inputs": inputs, "launch": LAUNCH, "kpis": tuple(of)}
        return ProjectResult(project="demo", name="Demo", as_of=as_of, forecasts=fields.get("forecasts", ()), **common)

    return Case(
        project=Project.model_validate(BASE | fields.get("toml", {})),
        now=result(kpis, dt.date(2025, 6, 30)),
        before=result(before, dt.date(2025, 5, 31)) if before else None,
        today=today,
        uploads=fields.get("uploads", {"rows": (upload(),)}),
        defined_on=fields.get("defined_on", dt.date(2024, 1, 1)),
        wishes=fields.get("wishes", Wishes()),
        closed=fields.get("closed", ()),
    )


def upload(until: dt.date | None = dt.date(2025, 7, 1), rows: int = 1000, rejected: int = 0) -> Any:
    return SimpleNamespace(id="u1", file_name="export.csv", until=until, rows=rows, rejected=rejected)


def only(found: dict[tuple[str, str], Judgement], rule: str) -> Judgement:
    (one,) = [said for (name, _), said in found.items() if name == rule]
    return one


def test_a_missed_target_tells_the_numbers_and_where_they_come_from() -> None:
    held = HeldResult(target=-0.6, explained_by=(Share(segment="channel=email", share=0.8),))
    said = only(judge(case(kpi([point(5, 390, "met"), point(6, 551.0, "missed")], held=held))), "missed")
    assert said.firing is True
    assert said.text == (
        f"Tickets: 551 tickets in June 2025, 45{words.THIN}% below the 1,000 expected, where 60{words.THIN}% below was "
        "promised: the target is missed."
    )
    assert said.moved == (f"channel=email: 80{words.THIN}% of what is missing",)
    assert said.query == {"kpi": "tickets", "grain": "month"}


@pytest.mark.parametrize(
    ("states", "missed", "slipping"),
    [
        (["met", "met", "missed"], True, False),
        (["missed", "met", "missed"], True, True),
        (["missed", "missed", "within_noise"], False, True),
        (["missed", "missed", "met", "met"], False, False),
        (["missed", None, "missed"], True, True),  # a period without a state does not count
        (["met", "missed", None], True, False),  # the last one that counts
    ],
)
def test_missed_is_of_the_last_counted_period_and_slipping_of_three(
    states: list[str | None], missed: bool, slipping: bool
) -> None:
    points = [point(month + 1, 500.0 if state else None, state) for month, state in enumerate(states)]
    found = judge(case(kpi(points)))
    assert (only(found, "missed").firing, only(found, "slipping").firing) == (missed, slipping)


def test_without_a_target_or_a_counted_period_nothing_is_said() -> None:
    assert not [rule for rule, _ in judge(case(kpi([point(6, 500.0)], held=None))) if rule in ("missed", "slipping")]
    assert not [rule for rule, _ in judge(case(kpi([point(6, 500.0)]))) if rule in ("missed", "slipping")]


@given(
    value=some.floats(0.01, 1e6),
    expected=some.floats(0.01, 1e6),
    target=some.floats(-0.9, 0.9),
    held=some.sampled_from(["met", "missed", "within_noise"]),
)
def test_the_sentence_of_a_target_never_contradicts_the_result(
    value: float, expected: float, target: float, held: str
) -> None:
    of = kpi([point(6, value, held, expected=expected)], held=HeldResult(target=target))
    said = only(judge(case(of)), "missed")
    assert said.text.startswith(f"Tickets: {words.level(value, 'tickets')} in June 2025, ")
    assert f"the {words.level(expected)} expected" in said.text
    assert said.firing is (held == "missed")
    assert ("is missed." in said.text, "is met." in said.text) == (held == "missed", held == "met")
    assert said.numbers["value"] == value
    here, aim = value / expected - 1, target
    side = {True: "below", False: "above"}
    told = [(words.percent(abs(here), n), side[here < 0], words.percent(abs(aim), n), side[aim < 0]) for n in range(4)]
    assert any(f"{a} {b} the" in said.text and f"where {c} {d} was promised" in said.text for a, b, c, d in told)


def test_figures_that_round_alike_are_told_apart() -> None:
    said = only(judge(case(kpi([point(6, 401.0, "missed")]))), "missed")
    assert f"59.9{words.THIN}% below the 1,000 expected, where 60.0{words.THIN}% below was promised" in said.text


def test_an_absolute_target_is_told_by_its_level() -> None:
    of = kpi([point(6, 700.4, "missed")], held=HeldResult(target_value=700))
    assert "700.4 tickets in June 2025, where at most 700 tickets was promised" in only(judge(case(of)), "missed").text


@pytest.mark.parametrize("was", get_args(Verdict))
@pytest.mark.parametrize("now", get_args(Verdict))
def test_a_verdict_that_is_another_one_than_a_period_ago_is_told_once(was: Verdict, now: Verdict) -> None:
    sentence = "Tickets are 58 % below what was expected."
    found = judge(
        case(kpi([point(6, 1.0)], verdict=now, sentence=sentence), before=[kpi([point(5, 1.0)], verdict=was)])
    )
    said = only(found, "verdict")
    assert said.firing is (was != now)
    assert said.once
    assert said.text.endswith(sentence)
    assert "with the data to 31 May 2025" in said.text


def test_a_first_verdict_is_no_change() -> None:
    assert not [rule for rule, _ in judge(case(kpi([point(6, 1.0)], verdict="improved"))) if rule == "verdict"]


def test_a_worse_guardrail_fires_and_an_unknown_one_says_nothing() -> None:
    rail = kpi([point(6, 1.0)], name="reopened", sentence="Reopened is 12 % above what was expected; worse.")
    for state, firing in (("worse", True), ("ok", False), ("unknown", None)):
        of = kpi([point(6, 1.0)], guardrails=(Guardrail(kpi="reopened", state=state),))  # type: ignore[arg-type]
        said = only(judge(case(of, rail)), "guardrail")
        assert said.firing is firing
        assert said.text.endswith(rail.sentence)


def test_signals_count_for_the_worse_and_in_the_last_period_only() -> None:
    def limits(better: bool, until: int, on: str = "values") -> ControlLimits:
        signal = Signal(rule="beyond", from_=dt.date(2025, until, 1), until=dt.date(2025, until, 1), better=better)
        return ControlLimits(mean=900, lower=800, upper=1000, signals=(signal,), on=on)  # type: ignore[arg-type]

    points = [point(5, 1200.0), point(6, 1100.0)]
    said = only(judge(case(kpi(points, control_limits=limits(False, 6)))), "signal")
    assert said.firing is True
    assert said.text == (
        "Tickets: 1,100 tickets in June 2025, beyond the control limits, for the worse (limits 800 to 1,000)."
    )
    assert only(judge(case(kpi(points, control_limits=limits(True, 6)))), "signal").firing is False
    assert only(judge(case(kpi(points, control_limits=limits(False, 5)))), "signal").firing is False
    residual = only(judge(case(kpi(points, control_limits=limits(False, 6, "residuals")))), "signal")
    assert "800" not in residual.text  # limits of residuals are not levels
    invalid = limits(False, 6).model_copy(update={"valid": False})
    assert not [rule for rule, _ in judge(case(kpi(points, control_limits=invalid))) if rule == "signal"]


def forecast(fva: float, verdict: str, last: dict[str, int]) -> ForecastResult:
    return ForecastResult(
        name="demand",
        title="Weekly demand",
        grain="week",
        season=52,
        by_horizon=tuple(Accuracy(model=m, horizon=3, points=90, wape=0.182, fva=fva) for m in last),
        by_period=tuple(PeriodAccuracy(model=m, horizon=3, period=at, points=9) for m, at in last.items()),
        erosion=tuple(
            Erosion(model=m, horizon=3, months=9, slope=0.031, low=0.01, high=0.05, verdict=verdict)  # type: ignore[arg-type]
            for m in last
        ),
    )


def test_forecasts_are_judged_by_their_current_models() -> None:
    found = judge(case(forecasts=(forecast(-0.013, "eroding", {"old": 8, "new": 9}),)))
    beaten, eroding = only(found, "beaten"), only(found, "eroding")
    assert (beaten.key, beaten.firing, eroding.key, eroding.firing) == ("demand/new", True, "demand/new", True)
    assert beaten.text == (
        f"Weekly demand, new, 3 weeks ahead: 18.2{words.THIN}% off, 1.3 points worse than the naive forecast."
    )
    assert f"error +3.1{words.THIN}% a month (+1.0{words.THIN}% to +5.0{words.THIN}%) over 9 months" in eroding.text
    fine = judge(case(forecasts=(forecast(0.02, "holding", {"new": 9}),)))
    assert (only(fine, "beaten").firing, only(fine, "eroding").firing) == (False, False)
    assert "2.0 points better" in only(fine, "beaten").text
    assert only(judge(case(forecasts=(forecast(-0.0001, "holding", {"new": 9}),))), "beaten").firing is False


@pytest.mark.parametrize(
    ("today", "by", "month", "due"),
    [
        (dt.date(2025, 7, 5), 5, dt.date(2025, 5, 1), dt.date(2025, 6, 5)),  # on the day itself it is in time
        (dt.date(2025, 7, 6), 5, dt.date(2025, 6, 1), dt.date(2025, 7, 5)),
        (dt.date(2025, 1, 10), 5, dt.date(2024, 12, 1), dt.date(2025, 1, 5)),
        (dt.date(2025, 3, 1), 31, dt.date(2025, 1, 1), dt.date(2025, 2, 28)),  # a short month's last day
    ],
)
def test_what_is_due_when(today: dt.date, by: int, month: dt.date, due: dt.date) -> None:
    assert _due(today, by) == (month, due)


def test_data_is_late_when_nothing_of_the_due_month_is_there() -> None:
    def late(until: dt.date | None, **fields: Any) -> Judgement:
        return only(judge(case(uploads={"rows": (upload(until),)} if until else {}, **fields)), "late")

    assert late(dt.date(2025, 6, 1)).text == "rows: June 2025 was due by 5 Jul 2025, and its data ends on 31 May 2025."
    assert late(dt.date(2025, 6, 2)).firing is False
    assert late(None).text == "rows: June 2025 was due by 5 Jul 2025, and nothing was uploaded yet."
    young = judge(case(uploads={}, defined_on=dt.date(2025, 7, 6)))
    assert not [rule for rule, _ in young if rule == "late"]  # it was due before the project came to be


@given(rows=some.integers(0, 10_000), rejected=some.integers(0, 10_000), share=some.floats(0, 1))
def test_rejects_fire_above_the_share_and_say_both(rows: int, rejected: int, share: float) -> None:
    found = judge(case(uploads={"rows": (upload(rows=rows, rejected=rejected),)}, wishes=Wishes(rejects_share=share)))
    if not rows + rejected:
        assert not [rule for rule, _ in found if rule == "rejects"]
        return
    said = only(found, "rejects")
    assert said.firing is (rejected / (rows + rejected) > share)
    assert f"{rejected:,} of {words.count(rows + rejected, 'row')} rejected" in said.text


def test_a_closed_month_that_moved_names_who_signed_it_and_what_moved() -> None:
    booked = (
        Booked(dt.date(2025, 2, 1), "o@example.com"),
        Booked(dt.date(2025, 3, 1), "o@example.com", "Calls 56 → 68"),
    )
    found = judge(case(closed=booked))
    assert found["restated", "2025-02"].firing is False
    said = found["restated", "2025-03"]
    assert (said.firing, said.page, said.query) == (True, "month", {"month": "2025-03"})
    assert said.text == "March 2025, closed by o@example.com, is told otherwise now: Calls 56 → 68."


def test_an_owner_answers_until_the_first_day_on_which_nobody_does() -> None:
    def owner(until: dt.date) -> Judgement:
        toml = {"project": BASE["project"] | {"owner_until": until}}
        return only(judge(case(toml=toml)), "owner")

    assert owner(TODAY + dt.timedelta(days=1)).firing is False
    assert owner(TODAY).firing is True
    assert "until 5 Jul 2025" in owner(TODAY).text
    assert not [rule for rule, _ in judge(case()) if rule == "owner"]


@pytest.mark.parametrize(
    ("alert", "value", "rows", "firing"),
    [
        ({"below": "0.7"}, 0.699, 60, True),
        ({"below": "0.7"}, 0.7, 60, False),
        ({"above": "0.15"}, 0.1501, 60, True),
        ({"below": "0.1", "above": "0.3"}, 0.35, 60, True),
        ({"below": "0.1", "above": "0.3"}, 0.2, 60, False),
        ({"below": "0.7", "min_rows": 50}, 0.2, 49, None),
        ({"below": "0.7", "min_rows": 50}, 0.2, 50, True),
        ({"below": "0.7"}, None, 0, None),
    ],
)
def test_thresholds_need_enough_rows(
    alert: dict[str, Any], value: float | None, rows: int, firing: bool | None
) -> None:
    of = kpi([point(6, value, rows=rows)], unit="")
    said = only(judge(case(of, toml={"alert": [{"kpi": "tickets", **alert}]})), "threshold")
    assert said.firing is firing
    if firing is not None:
        shown = said.text.split("Tickets: ")[1].split(" in June")[0]
        assert float(shown) != float(alert.get("below", 9)) or value == 0.7  # told apart from the bound
        assert words.count(rows, "row") in said.text


@pytest.mark.parametrize(
    ("values", "met"),
    [
        ([0.1, 0.16, 0.17], True),
        ([0.17, 0.1, 0.17], False),
        ([0.16, 0.17, None], None),  # the last period is not known
        ([0.17], False),  # two are asked for
        ([0.15, 0.15], False),  # the bound itself is not above it
        ([None, None], None),
    ],
)
def test_the_rollback_trigger_needs_every_period_beyond_its_bound(values: list[float | None], met: bool | None) -> None:
    toml = {"rollback": {"kpi": "reopened", "above": "0.15", "for": 2}}
    of = kpi([point(month + 1, value) for month, value in enumerate(values)], name="reopened", unit="")
    asked = case(of, toml=toml)
    said = only(judge(asked), "rollback")
    assert said.firing is met
    if met:
        assert said.text == (
            "Reopened: above 0.150 in 2 months in a row (February 2025: 0.160, March 2025: 0.170): the trigger to roll "
            "back, stated in advance, is met."
        )
    head = json.loads(snapshot.freeze(asked.now, asked.project)["headline"])
    assert (head["decision"], head["rollback"]) == ((said.text, said.text) if met else (None, None))
    found = trigger(asked.project, asked.now.kpis)
    assert found is not None
    assert found.met is met


def test_periods_before_launch_and_partial_ones_do_not_roll_back() -> None:
    toml = {"rollback": {"kpi": "reopened", "above": "0.15", "for": 1}}
    before = point(1, 0.9).model_copy(update={"period": dt.date(2024, 12, 1)})
    partial = point(2, 0.9, complete=False, partial_reason="not ended")
    said = only(judge(case(kpi([before, point(1, 0.1), partial], name="reopened"), toml=toml)), "rollback")
    assert said.firing is False


def test_rules_that_are_off_say_nothing_and_every_rule_is_documented() -> None:
    of = kpi([point(6, 551.0, "missed")])
    assert not [rule for rule, _ in judge(case(of, wishes=Wishes(off=("missed",)))) if rule == "missed"]
    guide = (Path(__file__).resolve().parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")
    assert not [name for name in RULES if f"| `{name}` |" not in guide]
    assert Decimal(str(Wishes().rejects_share)) == Decimal("0.05")
