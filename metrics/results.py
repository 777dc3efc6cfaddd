"""What Proveout answers: frozen models of the results document (docs/formats.md, part 2).

effect = actual − expected; relative effects, shares and rates are fractions; positive cash is benefit.
Unknown is None, with an entry in `reasons` under the field's path, e.g. "kpi.human_tickets.effect.low" or "money.irr".
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Held = Literal["met", "missed", "within_noise"]
Class = Literal["indicative", "signals", "proven"]
Rung = Literal["naive", "same_period", "xmr", "its", "control"]
Verdict = Literal[
    "improved",
    "worse",
    "no_material_change",
    "not_distinguishable",
    "indicative",
    "insufficient_baseline",
    "conflict",
]


class Result(BaseModel):
    """Base: frozen, exact fields, `from` spelled as in the document."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Warn(Result):
    """Something a reader must know before trusting a figure; `kind` is a short machine word."""

    kind: str
    text: str
    upload: str | None = None
    from_: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = None


class UploadRef(Result):
    """A live upload that the results were computed from."""

    id: str
    dataset: str
    file: str
    sha256: str
    rows: int
    rejected: int


class Inputs(Result):
    """Everything a snapshot was computed from; its id hashes this."""

    definition: str
    revision: int
    uploads: tuple[UploadRef, ...] = ()


class BaselineResult(Result):
    """The periods fixed as "before" and their mean."""

    from_: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = None
    points: int = 0
    mean: float | None = None
    sealed: Literal["before_launch", "after_launch", "no"] = "no"
    sealed_at: dt.datetime | None = None
    sealed_by: str | None = None


class Point(Result):
    """One KPI in one period. low and high bound `expected` (95 %); benefit in the project's currency."""

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
    """XmR limits from the baseline: mean ± 2.66 · mean moving range."""

    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    trial: bool = False
    on: Literal["values", "residuals"] = "values"
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


class Overall(Result):
    """Forecast accuracy of one model over all its horizons, pooled over its rows. error = forecast − actual."""

    model: str
    points: int
    mae: float | None = None
    wape: float | None = None
    wape_median_series: float | None = None
    mape: float | None = None
    mape_left_out: int = 0
    smape: float | None = None
    mase: float | None = None
    mase_zero_scales: int = 0
    rmse: float | None = None
    bias: float | None = None
    naive_wape: float | None = None
    fva: float | None = None
    fva_left_out: int = 0
    coverage: dict[str, float | None] = {}


class Accuracy(Overall):
    """The same at one horizon, in grain steps."""

    horizon: int


class PeriodAccuracy(Result):
    """Accuracy by target period (a date, or a whole-number step)."""

    model: str
    horizon: int
    period: dt.date | int
    points: int
    wape: float | None = None
    bias: float | None = None
    naive_wape: float | None = None


class SeriesAccuracy(Result):
    """Accuracy of one series over all horizons; share_of_error: its part of the model's summed absolute error."""

    model: str
    series: str
    wape: float | None = None
    bias: float | None = None
    share_of_error: float | None = None


class Comparison(Result):
    """Old model against new on the same targets."""

    old: str
    new: str
    horizon: int
    targets: int
    wape_old: float | None = None
    wape_new: float | None = None
    dm: float | None = None
    p: float | None = None
    verdict: Literal["better", "worse", "not_distinguishable", "insufficient"] | None = None


class Erosion(Result):
    """The slope of log(WAPE / naive WAPE) a month."""

    model: str
    horizon: int
    since: dt.date | None = None
    months: int = 0
    slope: float | None = None
    low: float | None = None
    high: float | None = None
    raw_slope: float | None = None
    verdict: Literal["holding", "eroding", "improving", "not_distinguishable", "insufficient"] | None = None


class ForecastResult(Result):
    """All accuracy figures of one forecast."""

    name: str
    title: str = ""
    grain: Literal["day", "week", "month"]
    season: int
    by_horizon: tuple[Accuracy, ...] = ()
    overall: tuple[Overall, ...] = ()
    by_period: tuple[PeriodAccuracy, ...] = ()
    by_series: tuple[SeriesAccuracy, ...] = ()
    comparison: tuple[Comparison, ...] = ()
    erosion: tuple[Erosion, ...] = ()
    retrainings: tuple[dt.date, ...] = ()
    warnings: tuple[Warn, ...] = ()


class Payback(Result):
    """When cumulative net crosses zero, in months from launch, on the flows known at as_of."""

    status: Literal["paid_back", "lost_again", "projected", "not_reached"] | None = None
    proven: bool = False
    months: float | None = None
    date: dt.date | None = None
    first_crossed: float | None = None
    stays_from: float | None = None
    months_from_spend: float | None = None
    discounted_months: float | None = None
    earliest: float | None = None
    latest: float | None = None
    probability_paid_back: float | None = None
    cash_only_months: float | None = None


class CashFlow(Result):
    """One calendar month: cost and benefit as positive amounts, net = benefit − cost, cumulative at month end."""

    period: dt.date
    cost: float
    benefit: float | None
    net: float | None
    cumulative: float
    low: float | None = None
    high: float | None = None
    planned: float | None = None
    projected: bool = False


class Capacity(Result):
    """An effect that is not money: hours or units."""

    kpi: str
    amount: float
    unit: str


class Sensitivity(Result):
    """How payback moves when one assumption moves from low to high."""

    assumption: str
    low: float
    high: float
    months_low: float | None
    months_high: float | None


class Money(Result):
    """Costs, benefits and payback to as_of, nominal, pre-tax, in the project's currency."""

    basis: Rung | None = None
    invested: float | None = None
    cost: float | None = None
    benefit: float | None = None
    proven_benefit: float | None = None
    capacity: tuple[Capacity, ...] = ()
    net: float | None = None
    roi: float | None = None
    roi_pv: float | None = None
    npv: float | None = None
    irr: float | None = None
    npv_low: float | None = None
    npv_high: float | None = None
    roi_low: float | None = None
    roi_high: float | None = None
    payback: Payback = Payback()
    cash_flows: tuple[CashFlow, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()


class EventMark(Result):
    """A dated event as charts show it."""

    date: dt.date
    until: dt.date | None = None
    title: str
    kind: str
    affects: tuple[str, ...] = ()


class ProjectResult(Result):
    """One project's results, whole: what `proveout results --json` prints and a snapshot freezes."""

    schema_: int = Field(default=1, alias="schema")
    project: str
    name: str
    owner: str | None = None
    stage: str = "production"
    simulated: bool = False
    currency: str
    as_of: dt.date | None
    snapshot: str | None = None
    method: str
    seed: int = 0
    inputs: Inputs
    launch: dt.date
    events: tuple[EventMark, ...] = ()
    reasons: dict[str, str] = {}
    warnings: tuple[Warn, ...] = ()
    kpis: tuple[KpiResult, ...] = ()
    forecasts: tuple[ForecastResult, ...] = ()
    money: Money | None = None
