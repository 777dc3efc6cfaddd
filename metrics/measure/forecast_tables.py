"""The tables that forecast figures are read from: numbered models and series, actuals, and one narrow row a forecast.

Ten million forecasts are read once into about 50 bytes a row; names stay in `forecast_models` and `forecast_series`.
Repeats (several forecasts of one target made in one period) are looked for afterwards and taken out only where there
are any: to order ten million rows in case two are alike costs many times what measuring them does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import duckdb

from metrics.measure.catalogue import load
from metrics.measure.forecast_input import Source
from metrics.model import Forecast

MACROS: Final = (
    "forecast_period_index",
    "forecast_period_start",
    "forecast_placed",
    "forecast_inside",
    "forecast_mae",
    "forecast_rmse",
    "forecast_wape",
    "forecast_bias",
    "forecast_mean_error",
    "forecast_mape",
    "forecast_smape",
    "forecast_mase",
    "forecast_rmsse",
    "forecast_wape_median_series",
    "forecast_naive_wape",
    "forecast_fva",
    "forecast_coverage",
)
PARAMETERS: Final = {
    "forecast_groups": ("grain", "whole_numbers"),
    "forecast_models": (),
    "forecast_series": (),
    "forecast_actuals": ("grain",),
    "forecast_reports": ("grain",),
    "forecast_reports_differ": ("grain",),
    "forecast_measured": ("joined", "differ"),
    "forecast_known": ("same_axis",),
    "forecast_hidden": ("grain", "whole_numbers"),
    "forecast_rows": ("grain", "whole_numbers", "joined", "season", "actual_lag"),
    "forecast_naive_before": ("season",),
    "forecast_scale": ("season",),
    "forecast_errors": (),
    "forecast_sums": (),
    "forecast_days": (),
}
TABLES: Final = (
    *(
        "groups",
        "models",
        "series",
        "actuals",
        "reports",
        "measured",
        "known",
        "hidden",
        "rows",
        "scale",
        "sums",
        "days",
    ),
    *("suspects", "repeats"),  # where keys were looked for
)
BITS_A_ROW: Final = 64  # a bitmap of up to as many bytes as the keys' hashes would take
MIN_BITS: Final = 2**24  # 2 MB, for a few rows far apart


def create_tables(con: duckdb.DuckDBPyConnection, forecast: Forecast, source: Source) -> None:
    """Create the measures' macros and all temporary tables of one forecast, after `create_views`."""
    values: dict[str, object] = {
        "grain": forecast.grain,
        "season": forecast.season,
        "actual_lag": forecast.actual_lag,
        "whole_numbers": source.whole_numbers,
        "same_axis": source.same_axis,
        "joined": source.joined,
    }
    for macro in MACROS:
        con.execute(load(macro))
    con.execute(f"CREATE OR REPLACE TEMP MACRO forecast_insides(actual, bounds) AS {_insides(len(source.levels))}")
    whole = "BIGINT" if source.whole_numbers else "INTEGER"  # numbered days fit, numbers that people give may not
    con.execute(f"CREATE OR REPLACE TEMP MACRO forecast_step(step) AS CAST(step AS {whole})")
    for table in ("forecast_groups", "forecast_models", "forecast_series", "forecast_actuals", "forecast_reports"):
        _run(con, table, values)
    values["differ"] = source.revised or not _agree(con)
    if values["differ"]:
        _run(con, "forecast_reports_differ", values)
    for table in ("forecast_measured", "forecast_known"):
        _run(con, table, values)
    con.execute("DROP TABLE temp.forecast_actuals")  # all that follows is in the other two
    con.execute(
        "CREATE OR REPLACE TEMP TABLE forecast_hidden AS SELECT 0 AS _seq, 0 AS _row, false AS ambiguous LIMIT 0"
    )
    _run(con, "forecast_rows", values)
    if _repeats(con):
        _run(con, "forecast_hidden", values)
        _run(con, "forecast_rows", values)
    for table in ("forecast_naive_before", "forecast_scale", "forecast_errors", "forecast_sums", "forecast_days"):
        _run(con, table, values)


def drop_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Give back the memory of the last forecast's tables."""
    con.execute("DROP VIEW IF EXISTS temp.forecast_errors")
    for table in TABLES:
        con.execute(f"DROP TABLE IF EXISTS temp.forecast_{table}")


def _insides(levels: int) -> str:
    """One structure of all levels: a byte each, where a list of them costs more than the row's other columns."""
    inside = (
        f"'level_{place}': forecast_inside(actual, bounds.low_{place}, bounds.high_{place})" for place in range(levels)
    )
    return f"{{{', '.join(inside)}}}" if levels else "NULL::BOOLEAN"


def _run(con: duckdb.DuckDBPyConnection, step: str, values: Mapping[str, object]) -> None:
    con.execute(load(step), {parameter: values[parameter] for parameter in PARAMETERS[step]})


def _agree(con: duckdb.DuckDBPyConnection) -> bool:
    found = con.execute(load("forecast_reports_agree")).fetchone()
    return found is not None and bool(found[0])


def _repeats(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether rows share model, series, target period and horizon; their keys are in `forecast_repeats` then."""
    span = con.execute(load("forecast_span")).fetchone()
    if span is None or span[0] is None:
        return False
    first_period, last_period, first_horizon, last_horizon, rows, groups = span
    horizons = last_horizon - first_horizon + 1
    bits = (last_period - first_period + 1) * horizons
    if bits * groups <= max(BITS_A_ROW * rows, MIN_BITS):
        told = {
            "first_period": first_period,
            "first_horizon": first_horizon,
            "horizons": horizons,
            "last_bit": bits - 1,
        }
        con.execute(load("forecast_suspects"), told)
    else:
        con.execute(load("forecast_suspects_all"))
    con.execute(load("forecast_repeats"))
    return con.execute("SELECT 1 FROM forecast_repeats LIMIT 1").fetchone() is not None
