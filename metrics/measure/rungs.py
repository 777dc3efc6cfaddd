"""The proof ladder: every rung that the data allow, weakest first, each with its reason where it is not valid."""

from __future__ import annotations

from typing import Literal

from metrics import words
from metrics.measure.keyed import Row
from metrics.measure.limits import Chart
from metrics.results import Rung, RungResult

MIN_BASELINE = 3  # method §2: the naive rung's least number of baseline periods
NOT_YET = "not computed in this version; it will tell the effect with its interval"
COMPARED_WITH: dict[Rung, str] = {
    "naive": "the mean before launch",
    "same_period": "the same {grain}s before launch",
    "its": "what trend and season led to expect",
    "control": "what an untouched control led to expect",
}


def ladder(effects: dict[str, Row], points: int, chart: Chart | None, grain: str) -> tuple[RungResult, ...]:
    """The five rungs of one KPI. effects: rows of change_effect.sql by method; points: of the baseline."""
    return (
        _mean_rung("naive", effects.get("naive"), points, grain),
        _mean_rung("same_period", effects.get("same_period"), points, grain),
        _chart_rung(chart),
        RungResult(method="its", class_="proven", valid=False, reason=NOT_YET),
        RungResult(method="control", class_="proven", valid=False, reason=NOT_YET),
    )


def choose(rungs: tuple[RungResult, ...]) -> RungResult | None:
    """The strongest valid rung that says what was expected; it feeds effect, benefit and payback."""
    valid = [rung for rung in rungs if rung.valid and rung.class_ != "signals"]
    return valid[-1] if valid else None


def compared_with(method: Rung, grain: str) -> str:
    """What a rung compares with: "the same months before launch"."""
    return COMPARED_WITH[method].format(grain=grain)


def _mean_rung(method: Literal["naive", "same_period"], row: Row | None, points: int, grain: str) -> RungResult:
    """Valid with an expected value in every complete period since launch, so that points and headline agree."""
    reason = None
    if points < MIN_BASELINE:
        reason = f"it needs {MIN_BASELINE} complete periods before launch, there are {points}"
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


def _chart_rung(chart: Chart | None) -> RungResult:
    """Signals count from twelve points on; trial limits and limits that are not valid here are shown, and say so."""
    if chart is None:
        return RungResult(method="xmr", class_="signals", valid=False, reason="no two baseline periods in a row")
    valid = chart.limits.valid and not chart.limits.trial
    return RungResult(method="xmr", class_="signals", valid=valid, reason=chart.reason)
