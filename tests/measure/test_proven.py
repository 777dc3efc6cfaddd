"""The proven rungs in a project: verdict, sentence, control, calendar, levels, guardrails, what broke a target."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pytest

from metrics.measure import levels
from metrics.results import KpiResult, RungResult
from tests.measure.change_tables import Told, changes, project, results_in


def noisy(periods: int, seed: int = 1, level: float = 801.5, spread: float = 0.03) -> list[float]:
    return list(level * np.exp(np.random.default_rng(seed).normal(0, spread, periods)))


def after(share: float, periods: int = 12, seed: int = 2) -> list[float]:
    return [value * (1 + share) for value in noisy(periods, seed)]


def rung(kpi: KpiResult, method: str) -> RungResult:
    return next(each for each in kpi.ladder if each.method == method)


def one(share: float, periods: int = 12, **parts: object) -> KpiResult:
    fields = {field: parts.pop(field) for field in ("better", "target") if field in parts}
    told = Told(noisy(36), after(share, periods), **fields)  # type: ignore[arg-type]
    return changes({"t": told}, title="Human-handled tickets", **parts)[0]["t"]


@pytest.mark.parametrize(
    ("share", "better", "verdict"),
    [
        (-0.58, "lower", "improved"),
        (-0.58, "higher", "worse"),
        (0.58, "lower", "worse"),
        (0.58, "higher", "improved"),
        (0.0, "lower", "no_material_change"),
        (-0.05, "lower", "not_distinguishable"),
    ],
)
def test_the_verdict_follows_the_interval_and_what_matters(share: float, better: str, verdict: str) -> None:
    kpi = one(share, better=better)
    assert kpi.verdict == verdict
    assert (kpi.effect.basis, kpi.effect.level) == ("its", 0.95)
    assert kpi.effect.low is not None
    assert kpi.effect.high is not None
    assert kpi.effect.low < (kpi.effect.relative or 0) < kpi.effect.high
    assert (rung(kpi, "its").low, rung(kpi, "its").high) == (kpi.effect.low, kpi.effect.high)


def test_the_sentence_has_the_numbers_of_the_result() -> None:
    kpi = one(-0.58, target=-0.5)
    assert kpi.sentence.startswith("Human-handled tickets are 58\u202f% below what was expected, between 5")
    assert kpi.held is not None
    assert f"held in {kpi.held.met} of 12 months" in kpi.sentence
    assert "; worse" in one(0.3).sentence
    assert "; no change of 5\u202f% or more" in one(0.0).sentence


def test_before_the_decision_month_the_interval_is_the_99_percent_one() -> None:
    early, due = one(-0.085, 6), one(-0.085, 6, decision_month=6)
    assert (early.effect.low, early.effect.high) == (due.effect.low, due.effect.high)
    assert (early.verdict, due.verdict) == ("not_distinguishable", "improved")
    assert "before the decision month a verdict needs the 99\u202f% interval" in early.sentence


def test_holm_shares_the_error_among_the_other_kpis_and_stops_at_the_first_that_fails() -> None:
    of = project({name: Told([1], [1]) for name in ("main", "a", "b", "c")})
    keys = {name: (name, "month", None) for name in ("main", "a", "b", "c")}
    p_values = dict(zip(keys.values(), (0.04, 0.01, 0.03, 0.2), strict=True))
    found = levels.alphas(of, p_values, dict.fromkeys(keys.values(), 12))
    assert [found[key] for key in keys.values()] == pytest.approx([0.05, 0.05 / 3, 0.05 / 2, 0.05 / 2])
    early = levels.alphas(of, p_values, dict.fromkeys(keys.values(), 11))
    assert early["main", "month", None] == 0.01


@pytest.mark.parametrize(
    ("day", "months"), [(dt.date(2025, 1, 14), 0), (dt.date(2025, 2, 15), 1), (dt.date(2026, 1, 15), 12)]
)
def test_months_since_launch_are_whole(day: dt.date, months: int) -> None:
    assert levels.months_since(dt.date(2025, 1, 15), day) == months


def test_a_control_takes_out_what_moved_both() -> None:
    shared = np.exp(np.cumsum(np.random.default_rng(5).normal(0, 0.05, 48)))
    own, other = np.array(noisy(48, 3, spread=0.01)) * shared, np.array(noisy(48, 4, spread=0.01)) * shared
    told = {"t": Told(list(own[:36]), list(own[36:] * 0.8)), "untouched": Told(list(other[:36]), list(other[36:]))}
    why = {"reason": "another team"}
    kpi = changes(told, control={"kpi": "untouched", **why})[0]["t"]
    control, alone = rung(kpi, "control"), rung(kpi, "its")
    assert control.valid
    assert kpi.effect.basis == "control"
    assert control.low is not None
    assert control.high is not None
    assert control.low < -0.2 < control.high
    assert control.high - control.low < ((alone.high or 1) - (alone.low or -1)) / 2
    unsigned = changes(told, control={"kpi": "untouched"})[0]["t"]
    assert "could touch the control" in (rung(unsigned, "control").reason or "")


def test_segments_not_yet_reached_are_the_control_of_those_that_are() -> None:
    launches = {"channel=chat": dt.date(2025, 1, 1), "channel=mail": dt.date(2026, 1, 1)}
    told = [
        ("t", Told(noisy(36, 1), after(-0.3), segment="channel=chat")),
        ("t", Told(noisy(48, 6), [], segment="channel=mail", launch=dt.date(2026, 1, 1))),
    ]
    with duckdb.connect() as con:
        found, _ = results_in(con, told, {}, launches=launches)
    chat, mail = found
    assert (rung(chat, "control").valid, chat.effect.basis) == (True, "control")
    assert not rung(mail, "control").valid


def test_months_with_more_working_days_are_no_effect_where_the_calendar_knows_them() -> None:
    starts = [dt.date(2022 + i // 12, 1 + i % 12, 1) for i in range(48)]
    ends = [*starts[1:], dt.date(2026, 1, 1)]
    work = [np.busday_count(first, end) for first, end in zip(starts, ends, strict=True)]
    values = [40.5 * days * noise for days, noise in zip(work, noisy(48, 7, 1.0, 0.005), strict=True)]
    told = {"t": Told(values[:36], values[36:])}
    plain = changes(told)[0]["t"].effect
    known = changes(told, calendar="working_days")[0]["t"].effect
    assert None not in (plain.low, plain.high, known.low, known.high)
    assert (known.high or 0) - (known.low or 0) < ((plain.high or 0) - (plain.low or 0)) / 2


def test_a_guardrail_that_is_proven_worse_says_so() -> None:
    told = {"t": Told(noisy(36), after(-0.4)), "reopened": Told(noisy(36, 8), after(0.4, seed=9))}
    kpi = changes(told, guardrails=["reopened"])[0]["t"]
    assert [rail.state for rail in kpi.guardrails] == ["worse"]
    (warning,) = [each for each in kpi.warnings if each.kind == "guardrail"]
    assert "reopened is proven worse" in warning.text


def test_a_broken_target_is_dated_and_the_segment_that_moved_most_named() -> None:
    chat, mail = after(-0.5, seed=11), after(-0.5, seed=12)
    chat[6:8] = [value * 2.5 for value in chat[6:8]]
    whole = [a + b for a, b in zip(chat, mail, strict=True)]
    before = (noisy(60, 13), noisy(60, 14))
    told = [
        ("t", Told([a + b for a, b in zip(*before, strict=True)], whole, target=-0.4)),
        ("t", Told(before[0], chat, segment="channel=chat", target=-0.4)),
        ("t", Told(before[1], mail, segment="channel=mail", target=-0.4)),
    ]
    with duckdb.connect() as con:
        kpi = results_in(con, told, {}, segments=["channel"])[0][0]
    assert kpi.held is not None
    assert kpi.held.broken_since == dt.date(2025, 7, 1)
    assert kpi.held.explained_by[0].segment == "channel=chat"
    assert kpi.held.explained_by[0].share > 0.8
    (warning,) = [each for each in kpi.warnings if each.kind == "broken"]
    assert "from July 2025 to August 2025; channel=chat moved most" in warning.text


def test_an_effect_that_wears_off_is_called_fading() -> None:
    worn = [value * (0.5 + 0.03 * i) for i, value in enumerate(noisy(12, 2))]
    kpi = changes({"t": Told(noisy(36), worn)})[0]["t"]
    assert (kpi.effect.slope or 0) > 0
    assert [each.kind for each in kpi.warnings].count("fading") == 1
    assert "fading" not in [each.kind for each in one(-0.5).warnings]


def test_an_outlier_before_launch_is_named() -> None:
    before = noisy(36)
    before[20] *= 2
    kpi = changes({"t": Told(before, after(-0.3))})[0]["t"]
    (warning,) = [each for each in kpi.warnings if each.kind == "outlier"]
    assert warning.text.startswith("September 2023 is far from all around")


def test_limits_are_of_residuals_where_raw_ones_mislead() -> None:
    wave = [1 + 0.3 * np.sin(np.pi * i / 6) for i in range(48)]
    steady = [value * share for value, share in zip(noisy(48, 3), wave, strict=True)]
    calm = changes({"t": Told(steady[:36], steady[36:], season=True)})[0]["t"]
    assert calm.control_limits is not None
    assert (calm.control_limits.on, calm.control_limits.valid) == ("residuals", True)
    assert "beyond" not in [signal.rule for signal in calm.control_limits.signals]
    assert "the baseline has a season; these are of one-step residuals" in (rung(calm, "xmr").reason or "")
    halved = changes({"t": Told(steady[:36], [value / 2 for value in steady[36:]], season=True)})[0]["t"]
    assert halved.control_limits is not None
    first = next(signal for signal in halved.control_limits.signals if signal.from_ >= dt.date(2025, 1, 1))
    assert (first.rule, first.from_, first.better) == ("beyond", dt.date(2025, 1, 1), True)
