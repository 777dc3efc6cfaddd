"""The proof ladder: every rung that the data allow, weakest first, each with its reason where it is not valid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from metrics import words
from metrics.measure.effect.its import FULL_POINTS, MIN_POINTS, Proof
from metrics.measure.keyed import Row
from metrics.measure.limits import FULL_LIMITS, Chart
from metrics.measure.proving import Proofs
from metrics.results import Rung, RungResult

MIN_BASELINE = 3  # method §2: the naive rung's least number of baseline periods
COMPARED_WITH: dict[Rung, str] = {
    "naive": "the mean before launch",
    "same_period": "the same {grain}s before launch",
    "its": "what trend and season led to expect",
    "control": "what an untouched control led to expect",
}


def ladder(
    effects: Mapping[str, Row], points: int, chart: Chart | None, grain: str, proofs: Proofs
) -> tuple[RungResult, ...]:
    """The five rungs of one KPI. effects: rows of change_effect.sql by method; points: of the baseline."""
    return (
        _mean_rung("naive", effects.get("naive"), points, grain),
        _mean_rung("same_period", effects.get("same_period"), points, grain),
        _chart_rung(chart),
        _proven_rung("its", effects.get("its"), points, proofs.its),
        _proven_rung("control", effects.get("control"), points, proofs.control),
    )


def choose(rungs: tuple[RungResult, ...]) -> RungResult | None:
    """The strongest valid rung that says what was expected; it feeds effect, benefit and payback."""
    valid = [rung for rung in rungs if rung.valid and rung.class_ != "signals"]
    return valid[-1] if valid else None


def needed(points: int) -> tuple[tuple[Rung, int, bool], ...]:
    """Which rungs so many complete baseline periods allow: method, periods needed, whether they are there.

    That they are there is not enough: a season, a clean placebo and a successful fit are judged with the data.
    """
    least: tuple[tuple[Rung, int], ...] = (("naive", MIN_BASELINE), ("xmr", FULL_LIMITS), ("its", MIN_POINTS))
    return tuple((method, least_, points >= least_) for method, least_ in least)


def compared_with(method: Rung, grain: str) -> str:
    """What a rung compares with: "the same months before launch"."""
    return COMPARED_WITH[method].format(grain=grain)


def _mean_rung(method: Literal["naive", "same_period"], row: Row | None, points: int, grain: str) -> RungResult:
    """Valid with an expected value in every complete period since launch, so that points and headline agree."""
    reason = None
    if points < MIN_BASELINE:
        reason = f"it needs {MIN_BASELINE} complete periods before launch, there {words.are(points)} {points}"
    elif row is None:
        reason = "no complete period since launch"
    elif row["without"]:
        first = words.period(row["first_without"], grain)
        more = f" and {row['without'] - 1} more" if row["without"] > 1 else ""
        reason = f"the baseline has no period like {first}{more}"
    if reason or row is None:
        return RungResult(method=method, class_="indicative", valid=False, reason=reason)
    if row["relative"] is None:
        total = "zero" if row["expected"] == 0 else words.number(row["expected"])
        reason = f"the expected values sum to {total}, of which no share can be told; the absolute effect stands"
    return RungResult(
        method=method,
        class_="indicative",
        valid=True,
        relative=row["relative"],
        absolute=row["absolute"],
        reason=reason,
    )


def _proven_rung(method: Literal["its", "control"], row: Row | None, points: int, proof: Proof) -> RungResult:
    """Valid where the fit is, with its 95 % interval; with few baseline periods the interval is called approximate."""
    if not proof.valid or proof.estimate is None or row is None:
        failed = "; ".join(proof.reasons) or "no complete period since launch"
        return RungResult(method=method, class_="proven", valid=False, reason=failed)
    low, high = proof.estimate.interval()
    reason = None
    if row["relative"] is None:
        low = high = None
        reason = "the expected values do not sum to more than zero, so no share can be told; the absolute effect stands"
    elif proof.approximate:
        reason = f"approximate: {points} baseline periods, {FULL_POINTS} are needed for an interval to be trusted fully"
    return RungResult(
        method=method,
        class_="proven",
        valid=True,
        relative=row["relative"],
        low=low,
        high=high,
        absolute=row["absolute"],
        reason=reason,
    )


def _chart_rung(chart: Chart | None) -> RungResult:
    """Signals count from twelve points on; trial limits and limits that are not valid here are shown, and say so."""
    if chart is None:
        return RungResult(method="xmr", class_="signals", valid=False, reason="no two baseline periods in a row")
    valid = chart.limits.valid and not chart.limits.trial
    return RungResult(method="xmr", class_="signals", valid=valid, reason=chart.reason)
