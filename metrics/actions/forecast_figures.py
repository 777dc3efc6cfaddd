"""Which figures of a forecast's results belong to a slice, what they are, and whether its rows give them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from metrics.actions.opening import NEAR
from metrics.measure.catalogue import document, load
from metrics.measure.forecast_accuracy import pooled
from metrics.measure.forecast_comparison import MIN_PERIODS, probability
from metrics.measure.forecast_erosion import MIN_MONTHS
from metrics.measure.forecast_slice import Slice
from metrics.results import Comparison, Erosion, ForecastResult, Overall, PeriodAccuracy, SeriesAccuracy

Row = Overall | PeriodAccuracy | SeriesAccuracy | Comparison | Erosion
MEASURES = {
    "wape": "forecast_wape",
    "wape_median_series": "forecast_wape_median_series",
    "bias": "forecast_bias",
    "share_of_error": "forecast_by_series",
    "naive_wape": "forecast_naive_wape",
    "fva": "forecast_fva",
    "mae": "forecast_mae",
    "rmse": "forecast_rmse",
    "mean_error": "forecast_mean_error",
    "mape": "forecast_mape",
    "smape": "forecast_smape",
    "mase": "forecast_mase",
    "rmsse": "forecast_rmsse",
    "coverage": "forecast_coverage",
    "wape_old": "forecast_wape",
    "wape_new": "forecast_wape",
    "dm": "forecast_comparison",
    "p": "forecast_comparison",
    "slope": "forecast_erosion_again",
    "low": "forecast_erosion_again",
    "high": "forecast_erosion_again",
    "raw_slope": "forecast_erosion_again",
}
"""Fields of results, in the order in which they are told, and the file that documents each."""

TOLD = {
    "wape_old": ("Error of the old model (WAPE)", ""),
    "wape_new": ("Error of the new model (WAPE)", ""),
    "dm": ("Difference in standard errors (Diebold-Mariano)", ""),
    "p": (
        "Probability of such a difference by chance",
        "p of |DM| / w under t with T − 1 degrees of freedom, two-sided",
    ),
    "slope": ("Slope a month", "slope = Σ(x − mean x)(relative − mean relative) / Σ(x − mean x)²"),
    "low": ("Slope, lower bound", "slope − c · standard error, 95 %"),
    "high": ("Slope, upper bound", "slope + c · standard error, 95 %"),
    "raw_slope": ("Slope of its own error", "The same of ln(WAPE), without the naive forecast"),
}
"""Title and formula of a figure that one file documents together with others; "" where that file's is its own."""


@dataclass(frozen=True)
class Measured:
    """One figure of a slice: `field` of the results, what it is, what the snapshot says and what its rows give now.

    level: the interval of a coverage. again: None where its rows were not read, or give none.
    """

    field: str
    level: str | None
    title: str
    formula: str
    notes: tuple[str, ...]
    shown: float | None
    again: float | None


def standing(result: ForecastResult, asked: Slice) -> Row | None:
    """The figures of a slice as the snapshot has them: by series over all horizons, by target at one."""
    found: list[Any]
    if asked.old is not None:
        old = [row for row in result.comparison if (row.old, row.new) == (asked.old, asked.model)]
        return next((row for row in old if row.horizon == asked.horizon), None)
    if asked.since is not None:
        found = [row for row in result.erosion if (row.horizon, row.since) == (asked.horizon, asked.since)]
    elif asked.others:
        return pooled(result.by_series, asked.model) if asked == Slice(asked.model, others=True) else None
    elif asked.series is not None:
        plain = asked.horizon is None and asked.target is None
        found = [row for row in result.by_series if plain and row.series == asked.series]
    elif asked.target is not None:
        found = [r for r in result.by_period if (r.horizon, r.period) == (asked.horizon, asked.target)]
    elif asked.horizon is not None:
        found = [row for row in result.by_horizon if row.horizon == asked.horizon]
    else:
        found = list(result.overall)
    return next((row for row in found if row.model == asked.model), None)


def figures(found: Row, again: Mapping[str, float | None]) -> Iterator[Measured]:
    """The figures of a row of results, each with its documentation, beside what the rows give."""
    for field, file in MEASURES.items():
        if field not in type(found).model_fields:
            continue
        shown = getattr(found, field)
        doc = document(file, load(file))
        title, formula = TOLD.get(field, ("", ""))
        levels: dict[str | None, float | None] = shown if field == "coverage" else {None: shown}
        for level, value in levels.items():
            now = again.get(field if level is None else f"coverage_{level}")
            yield Measured(field, level, title or doc.title, formula or doc.formula, doc.notes, value, now)


def of_points(asked: Slice, together: Mapping[str, Any]) -> dict[str, float | None]:
    """The figures that points give, as the results have them: too few give no slope and no test."""
    found = dict(together)
    if asked.old is not None:
        found["dm"] = found["dm"] if found["targets"] >= MIN_PERIODS else None
        found["p"] = probability(found["dm"], asked.horizon or 0, found["targets"])
    elif found["months"] < MIN_MONTHS:
        found |= dict.fromkeys(("slope", "low", "high", "raw_slope"))
    return found


def same(found: Row, told: tuple[Measured, ...], again: Mapping[str, float | None]) -> bool:
    """Whether the rows give the figures of the results, and are as many."""
    counts = [name for name in ("points", "targets", "months") if hasattr(found, name)]
    return all(map(_near, told)) and all(getattr(found, name) == again.get(name) for name in counts)


def _near(found: Measured) -> bool:
    if found.shown is None or found.again is None:
        return found.shown is None and found.again is None
    return abs(found.shown - found.again) <= NEAR * max(1.0, abs(found.shown))
