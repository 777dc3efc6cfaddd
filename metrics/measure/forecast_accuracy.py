"""Sums of forecasts (forecast_tables) as results: by horizon and over all, by target period, by series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import duckdb

from metrics.measure.catalogue import load
from metrics.model import Grain
from metrics.results import Accuracy, Overall, PeriodAccuracy, SeriesAccuracy

SERIES_SHOWN: Final = 200  # a model's series that are listed one by one; the rest make one row


def named_rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries by column."""
    cursor = con.execute(sql)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def by_horizon(
    con: duckdb.DuckDBPyConnection, levels: Sequence[str]
) -> tuple[tuple[Accuracy, ...], tuple[Overall, ...]]:
    """Figures per model and horizon, and per model over all its horizons; models in order of their first forecast.

    levels: names of the intervals, in the order of their bounds.
    """
    coverage: dict[tuple[str, int | None], dict[str, float | None]] = {}
    for place, level in enumerate(levels):
        shares = con.execute(load("forecast_coverage_by_horizon"), {"level": f"level_{place}"}).fetchall()
        for model, horizon, share in shares:
            coverage.setdefault((model, horizon), {})[level] = share
    horizons: list[Accuracy] = []
    overall: list[Overall] = []
    for row in named_rows(con, load("forecast_by_horizon")):
        row["coverage"] = coverage.get((row["model"], row["horizon"]), {})
        if row["horizon"] is None:
            del row["horizon"]
            overall.append(Overall(**row))
        else:
            horizons.append(Accuracy(**row))
    return tuple(horizons), tuple(overall)


def by_period(con: duckdb.DuckDBPyConnection, grain: Grain, *, whole_numbers: bool) -> tuple[PeriodAccuracy, ...]:
    """WAPE, bias and the naive's WAPE per model, horizon and target period (its first day, or the step)."""
    rows = con.execute(load("forecast_by_period"), {"grain": grain, "whole_numbers": whole_numbers}).fetchall()
    return tuple(
        PeriodAccuracy(
            model=model,
            horizon=horizon,
            period=step if target is None else target,
            points=points,
            wape=wape,
            bias=bias,
            naive_wape=naive_wape,
        )
        for model, horizon, target, step, points, wape, bias, naive_wape in rows
    )


def by_series(con: duckdb.DuckDBPyConnection) -> tuple[SeriesAccuracy, ...]:
    """WAPE, bias and share of error per model and series over all horizons, the largest errors first.

    Per model the SERIES_SHOWN largest come one by one; the others are pooled in one row named "other series (N)", so
    that shares add up to 1.
    """
    rows = con.execute(load("forecast_by_series"), {"top": SERIES_SHOWN}).fetchall()
    return tuple(
        SeriesAccuracy(
            model=model,
            series=f"other series ({count})" if series is None else series,
            wape=wape,
            bias=bias,
            share_of_error=share,
        )
        for model, series, count, wape, bias, share in rows
    )


def pooled(rows: Sequence[SeriesAccuracy], model: str) -> SeriesAccuracy | None:
    """The row of by_series in which a model's other series stand together; None where all are listed."""
    mine = [row for row in rows if row.model == model]
    return mine[SERIES_SHOWN] if len(mine) > SERIES_SHOWN else None
