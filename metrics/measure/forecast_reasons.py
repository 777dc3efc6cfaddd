"""Why a forecast figure is unknown, and what a reader must know of the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from metrics import words
from metrics.measure.forecast_comparison import MIN_PERIODS
from metrics.measure.forecast_erosion import MIN_MONTHS
from metrics.measure.forecast_input import Source
from metrics.results import ForecastResult, Overall, Warn

ALL_ZERO: Final = "every actual is zero, so no error can be put in relation to them"
FIGURES: Final = ("wape", "wape_median_series", "mape", "mase", "rmsse", "bias", "naive_wape", "fva")


@dataclass(frozen=True)
class Counts:
    """What became of the forecast rows (sql/forecast_counts.sql)."""

    given: int
    incomplete: int
    ambiguous: int
    superseded: int
    mismatched: int
    after_target: int
    without_actual: int
    measured: int
    series: int
    series_without_scale: int
    without_naive: int
    differing: int


def row_warnings(key: str, source: Source, counts: Counts) -> tuple[Warn, ...]:
    """Rows left out and roles that do not fit, one warning a cause; kinds start with forecast_."""
    if counts.measured == 0:
        left = "; ".join((*source.notes, _nothing(counts)))
        return (Warn(kind="forecast_unavailable", text=f"Forecast {key}: {left}."), *_left_out(key, counts))
    notes = tuple(Warn(kind="forecast_input", text=f"Forecast {key}: {note}.") for note in source.notes)
    return (*notes, *_left_out(key, counts))


def _nothing(counts: Counts) -> str:
    if counts.given == 0:
        return "there are no forecast rows"
    return f"none of its {counts.given} rows has a forecast, a target, a horizon and an actual"


def _left_out(key: str, counts: Counts) -> Iterable[Warn]:
    told = {
        "forecast_incomplete": (counts.incomplete, "have no forecast, target or horizon and are left out"),
        "forecast_ambiguous": (
            counts.ambiguous,
            "share model, series and made_on with another target day of the same period and are left out;"
            " the grain may be too coarse for these data",
        ),
        "forecast_superseded": (counts.superseded, "were made again in the same period; the last one counts"),
        "forecast_horizon": (
            counts.mismatched,
            "state a horizon other than made_on and target give; the stated one counts",
        ),
        "forecast_after_target": (counts.after_target, "were made after their target period (negative horizon)"),
        "forecast_no_actual": (counts.without_actual, "have no actual (yet) and are left out"),
    }
    for kind, (count, text) in told.items():
        if count:
            yield Warn(kind=kind, text=f"Forecast {key}: {count} of {counts.given} rows {text}.")
    if counts.differing:
        targets = words.count(counts.differing, "target period")
        differ = f"the rows of {targets} disagree on the actual; the last report counts"
        yield Warn(kind="forecast_actuals_differ", text=f"Forecast {key}: {differ}.")
    if 0 < counts.series_without_scale < counts.series:
        alone = counts.series_without_scale == 1
        without = f"{counts.series_without_scale} of {counts.series} series {'has' if alone else 'have'} no scale"
        text = f"Forecast {key}: {without} and {words.are(counts.series_without_scale)} left out of MASE and RMSSE."
        yield Warn(kind="forecast_scale", text=text)


def null_reasons(result: ForecastResult, source: Source, counts: Counts) -> dict[str, str]:
    """A reason for every null figure and empty part, by field ("mase"), or by place where it is null only there
    ("by_horizon.MODEL.HORIZON.mase")."""
    if not result.by_horizon:
        return {"by_horizon": "; ".join((*source.notes, _nothing(counts)))}
    reasons: dict[str, str] = {}
    places: list[tuple[str, Overall]] = [(f"by_horizon.{row.model}.{row.horizon}", row) for row in result.by_horizon]
    places += [(f"overall.{row.model}", row) for row in result.overall]
    for field in FIGURES:
        missing = [(place, row) for place, row in places if getattr(row, field) is None]
        if len(missing) == len(places):
            reasons[field] = _why(field, result, source, missing[0][1])
        else:
            reasons |= {f"{place}.{field}": _why(field, result, source, row) for place, row in missing}
    for place, row in places:
        for level, share in row.coverage.items():
            if share is None:
                reasons[f"{place}.coverage.{level}"] = "no row has both bounds of this interval"
    for part in ("by_period", "by_series"):
        for field in ("wape", "bias"):
            if any(getattr(row, field) is None for row in getattr(result, part)):
                reasons[f"{part}.{field}"] = ALL_ZERO
    if any(row.naive_wape is None for row in result.by_period):
        reasons["by_period.naive_wape"] = _no_naive(result, source)
    if any(row.share_of_error is None for row in result.by_series):
        reasons["by_series.share_of_error"] = "the model made no error at all"
    return reasons | _later(result, source)


def _why(field: str, result: ForecastResult, source: Source, row: Overall) -> str:
    if field in ("mase", "rmsse"):
        if row.mase_zero_scales:
            return "every series that has a scale has one of zero: its history never changes from season to season"
        return f"no series has two known actuals {result.season} periods apart before its first forecast"
    if field in ("naive_wape", "fva") and row.fva_left_out == row.points:
        return _no_naive(result, source)
    return ALL_ZERO


def _no_naive(result: ForecastResult, source: Source) -> str:
    if not source.same_axis:
        return "targets are whole numbers, so what was known when a forecast was made cannot be told"
    return "no actual of the same season was known when these forecasts were made, or every actual is zero"


def _later(result: ForecastResult, source: Source) -> dict[str, str]:
    """Reasons of the comparison and the erosion."""
    reasons: dict[str, str] = {}
    if not result.comparison:
        single = len(result.overall) == 1
        reasons["comparison"] = (
            "there is one model" if single else "no two models forecast the same targets at the same horizon"
        )
    for pair in result.comparison:
        if pair.verdict == "insufficient":
            few = pair.targets < MIN_PERIODS
            why = words.count(pair.targets, "shared target period") + ("" if few else " give no variance to test with")
            reasons[f"comparison.{pair.old}.{pair.new}.{pair.horizon}.dm"] = why + (
                f", {MIN_PERIODS} are needed" if few else ""
            )
    if not result.erosion:
        reasons["erosion"] = (
            _no_naive(result, source)
            if not source.same_axis
            else "no forecast since launch has a naive to compare with"
        )
    for slope in result.erosion:
        if slope.verdict == "insufficient":
            why = f"{words.count(slope.months, 'month')} since {slope.since}, {MIN_MONTHS} are needed"
            reasons[f"erosion.{slope.model}.{slope.horizon}.slope"] = why
    return reasons
