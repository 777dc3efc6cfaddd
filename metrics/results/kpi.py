"""Results of one KPI: its points, effect, limits, held periods and verdict."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from metrics.results.base import Class, Held, Result, Rung, Sealed, Verdict, Warn


class BaselineResult(Result):
    """The periods fixed as "before" and their mean."""

    from_: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = None
    points: int = 0
    mean: float | None = None
    sealed: Sealed = "no"
    sealed_at: dt.datetime | None = None
    sealed_by: str | None = None


class Point(Result):
    """One KPI in one period. low and high bound `expected` (95 %); benefit in the project's currency.

    summed: Σ(value − expected) of the counted periods from launch to this one, with its 95 % band; of counts and sums.
    """

    period: dt.date
    value: float | None
    rows: int
    complete: bool
    partial_reason: str | None = None
    transition: bool = False
    sealed_value: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    held: Held | None = None
    benefit: float | None = None
    summed: float | None = None
    summed_low: float | None = None
    summed_high: float | None = None


class RungResult(Result):
    """What one rung of the proof ladder says; relative = Σ(actual − expected) / Σ expected after launch."""

    method: Rung
    class_: Class = Field(alias="class")
    relative: float | None = None
    low: float | None = None
    high: float | None = None
    absolute: float | None = None
    valid: bool
    reason: str | None = None


class Effect(Result):
    """The claim under the strongest valid rung; first3, last3: relative effects of the first and last three periods."""

    basis: Rung | None = None
    relative: float | None = None
    low: float | None = None
    high: float | None = None
    absolute: float | None = None
    level: float | None = None
    first3: float | None = None
    last3: float | None = None
    slope: float | None = None


class Signal(Result):
    """A control-chart rule that fired; better says whether in the KPI's better direction."""

    rule: Literal["beyond", "shift", "trend", "near"]
    from_: dt.date = Field(alias="from")
    until: dt.date
    better: bool


class ControlLimits(Result):
    """XmR limits from the baseline: mean ± 2.66 · mean moving range.

    on: of the values, of the values per day of the project's calendar, or of one-step residuals.
    """

    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    trial: bool = False
    on: Literal["values", "values_per_day", "residuals"] = "values"
    valid: bool = True
    signals: tuple[Signal, ...] = ()


class Share(Result):
    """A segment's share in an explanation."""

    segment: str
    share: float


class HeldResult(Result):
    """The target as a floor: each complete post-launch period is met, missed or within noise."""

    target: float | None = None
    target_value: float | None = None
    met: int = 0
    within_noise: int = 0
    missed: int = 0
    of: int = 0
    broken_since: dt.date | None = None
    explained_by: tuple[Share, ...] = ()


class Guardrail(Result):
    """A KPI that must not get worse."""

    kpi: str
    state: Literal["ok", "worse", "unknown"]


class KpiResult(Result):
    """One KPI at one grain, as a whole or for one segment ("channel=chat")."""

    name: str
    title: str
    unit: str
    better: Literal["lower", "higher"]
    grain: Literal["day", "week", "month"]
    segment: str | None = None
    primary: bool = False
    baseline: BaselineResult = BaselineResult()
    points: tuple[Point, ...] = ()
    ladder: tuple[RungResult, ...] = ()
    effect: Effect = Effect()
    verdict: Verdict | None = None
    sentence: str = ""
    control_limits: ControlLimits | None = None
    held: HeldResult | None = None
    guardrails: tuple[Guardrail, ...] = ()
    benefit: float | None = None
    withheld: float | None = None
    warnings: tuple[Warn, ...] = ()
