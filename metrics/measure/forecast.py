"""Forecast accuracy: every [forecast.NAME] of a project, measured on its uploaded rows.

The way: roles under fixed names (forecast_input), sums of rows by series and by batch (forecast_tables), figures. All
arithmetic on rows is in sql/forecast_*.sql; error = forecast − actual.
"""

from __future__ import annotations

import datetime as dt

import duckdb

from metrics.measure.catalogue import load
from metrics.measure.forecast_accuracy import by_horizon, by_period, by_series, named_rows
from metrics.measure.forecast_comparison import comparison
from metrics.measure.forecast_erosion import erosion
from metrics.measure.forecast_input import create_views
from metrics.measure.forecast_reasons import Counts, null_reasons, row_warnings
from metrics.measure.forecast_tables import create_tables, drop_tables
from metrics.model import Forecast, Project
from metrics.results import ForecastResult, Warn


def forecasts(
    con: duckdb.DuckDBPyConnection, project: Project
) -> tuple[list[ForecastResult], dict[str, str], list[Warn]]:
    """Accuracy of every forecast of the project from the tables `rows_<dataset>` (docs/architecture.md).

    Returns one ForecastResult each, in the project's order; reasons for nulls and empty parts under their path
    ("forecast.demand.mase"); and warnings about forecasts of which nothing can be measured. What a reader must know
    of a measured forecast (rows left out, horizons that disagree) is in its own warnings. Fractions, except sMAPE (0
    to 200) and MAE, RMSE and mean error (the forecast's unit). Raises FormulaError for a `where` outside the checked
    language.
    """
    results: list[ForecastResult] = []
    reasons: dict[str, str] = {}
    warnings: list[Warn] = []
    try:
        for key, forecast in project.forecast.items():
            result, why = _measure(con, project, key, forecast)
            results.append(result)
            reasons |= {f"forecast.{key}.{field}": reason for field, reason in why.items()}
            warnings += [warning for warning in result.warnings if warning.kind == "forecast_unavailable"]
    finally:
        drop_tables(con)
    return results, reasons, warnings


def _measure(
    con: duckdb.DuckDBPyConnection, project: Project, key: str, forecast: Forecast
) -> tuple[ForecastResult, dict[str, str]]:
    retrainings = _retrainings(project, key)
    empty = ForecastResult(
        name=key, title=forecast.title, grain=forecast.grain, season=forecast.season, retrainings=retrainings
    )
    source = create_views(con, project, forecast)
    if source.problem:
        unavailable = Warn(kind="forecast_unavailable", text=f"Forecast {key}: {source.problem}.")
        return empty.model_copy(update={"warnings": (unavailable,)}), {"by_horizon": source.problem}
    rows = create_tables(con, forecast, source)
    counts = Counts(**named_rows(con, load("forecast_counts"))[0])
    horizons, overall = by_horizon(con, source.levels)
    result = empty.model_copy(
        update={
            "by_horizon": horizons,
            "overall": overall,
            "by_period": by_period(con, forecast.grain, whole_numbers=source.whole_numbers),
            "by_series": by_series(con),
            "comparison": comparison(con, rows, [row.model for row in overall]),
            "erosion": erosion(con, forecast.grain, project.project.launch, retrainings),
            "warnings": row_warnings(key, source, counts),
        }
    )
    return result, null_reasons(result, source, counts)


def _retrainings(project: Project, key: str) -> tuple[dt.date, ...]:
    """Days of retraining events that affect this forecast: those that name it, or name nothing."""
    return tuple(
        sorted(
            event.date
            for event in project.event
            if event.kind == "retraining" and (not event.affects or key in event.affects)
        )
    )
