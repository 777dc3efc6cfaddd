"""What Proveout answers: frozen models of the results document (docs/formats.md, part 2).

effect = actual − expected; relative effects, shares and rates are fractions; positive cash is benefit.
Unknown is None, with an entry in `reasons` under the field's path, e.g. "kpi.human_tickets.effect.low" or "money.irr".
"""

from metrics.results.base import Class, Held, Result, Rung, Sealed, Verdict, Warn
from metrics.results.close import Booked, BookedPoint
from metrics.results.forecast import (
    Accuracy,
    Comparison,
    Erosion,
    ForecastResult,
    Overall,
    PeriodAccuracy,
    SeriesAccuracy,
)
from metrics.results.headline import Headline
from metrics.results.kpi import (
    BaselineResult,
    ControlLimits,
    Effect,
    Guardrail,
    HeldResult,
    KpiResult,
    Point,
    RungResult,
    Share,
    Signal,
)
from metrics.results.money import (
    AssumedMonth,
    Assumptions,
    Capacity,
    CashFlow,
    KnownMonth,
    Money,
    Payback,
    Priced,
    Sensitivity,
)
from metrics.results.project import EventMark, Inputs, ProjectResult, UploadRef

__all__ = [
    "Accuracy",
    "AssumedMonth",
    "Assumptions",
    "BaselineResult",
    "Booked",
    "BookedPoint",
    "Capacity",
    "CashFlow",
    "Class",
    "Comparison",
    "ControlLimits",
    "Effect",
    "Erosion",
    "EventMark",
    "ForecastResult",
    "Guardrail",
    "Headline",
    "Held",
    "HeldResult",
    "Inputs",
    "KnownMonth",
    "KpiResult",
    "Money",
    "Overall",
    "Payback",
    "PeriodAccuracy",
    "Point",
    "Priced",
    "ProjectResult",
    "Result",
    "Rung",
    "RungResult",
    "Sealed",
    "Sensitivity",
    "SeriesAccuracy",
    "Share",
    "Signal",
    "UploadRef",
    "Verdict",
    "Warn",
]
