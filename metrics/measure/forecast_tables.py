"""The tables that forecast figures are read from: numbered models and series, actuals, and sums of forecasts.

Ten million forecasts are never held: they are read where they lie, a few columns at a time, into sums by series
(`forecast_sums`) and by batch (`forecast_batches`: one model, target period, horizon and day of making). Actuals and
naive forecasts are the same in most batches of a period, so they are read from one of those that are alike
(`forecast_read`). What is rare is looked for afterwards and costs only where there may be some: rows that repeat
another (`forecast_hidden`), targets whose rows disagree on the actual, gaps before a naive forecast, and batches of
which only some series have one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import duckdb

from metrics.measure.catalogue import load
from metrics.measure.forecast_input import Source
from metrics.model import Forecast

Parameters = Mapping[str, object]
ROWS: Final = ("grain", "whole_numbers", "hidden")  # what forecast_errors.sql asks for
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
    "forecast_actuals": ("grain",),
    "forecast_actuals_single": ("grain",),
    "forecast_measured": ("joined", "differ"),
    "forecast_kept": (),
    "forecast_errors": (),
    "forecast_errors_measured": (),
    "forecast_given": ROWS,
    "forecast_leads": ("grain", "whole_numbers"),
    "forecast_leads_given": ("grain", "whole_numbers"),
    "forecast_series_sums": ROWS,
    "forecast_batch_sums": ("grain", "whole_numbers"),
    "forecast_models": (),
    "forecast_series": (),
    "forecast_sums": (),
    "forecast_batches": ("grain", "whole_numbers", "season", "actual_lag"),
    "forecast_read": ROWS,
    "forecast_several": ("first_number", "last_bit"),
    "forecast_suspects": (*ROWS, "first_number", "last_bit"),
    "forecast_repeats": ROWS,
    "forecast_hidden": ("grain", "whole_numbers"),
    "forecast_unread": ("grain", "whole_numbers"),
    "forecast_reports": (),
    "forecast_reports_differ": ("grain",),
    "forecast_known": ("same_axis",),
    "forecast_scale": ("season",),
    "forecast_beside": (),
    "forecast_further_back": (),
    "forecast_naive_before": ("season",),
    "forecast_lost_beside": ROWS,
    "forecast_days": (),
}
TABLES: Final = (
    *("actuals", "measured", "given", "leads", "series_sums", "batch_sums", "models", "series", "sums", "batches"),
    *("read", "several", "suspects", "repeats", "hidden", "unread", "reports", "known", "scale", "beside"),
    *("further_back", "lost_beside", "days"),
)
SUMMED: Final = tuple(f"forecast_{table}" for table in TABLES[4:10])  # sums in this order, once leads are known
# how rows are grouped by series: lead, when they were made, and the period of that
BY_DAYS: Final = ("target_date - made_date", "made_date", "period_index(made, grain)")
BY_PERIODS: Final = ("horizon", "known_period", "made")
MANY_DAYS: Final = 500  # more are asked in a join alone
BITS_A_ROW: Final = 64  # a bitmap of up to as many bytes as the keys' hashes would take
MIN_BITS: Final = 2**24  # 2 MB, for a few rows far apart


def create_tables(con: duckdb.DuckDBPyConnection, forecast: Forecast, source: Source) -> Parameters:
    """Create the measures' macros and all temporary tables of one forecast, after `create_views`.

    Returns the parameters with which forecast_errors.sql reads its rows.
    """
    values: dict[str, object] = {
        "grain": forecast.grain,
        "season": forecast.season,
        "actual_lag": forecast.actual_lag,
        "whole_numbers": source.whole_numbers,
        "same_axis": source.same_axis,
        "joined": source.joined,
        "differ": False,
        "hidden": False,
    }
    for macro in MACROS:
        con.execute(load(macro))
    insides, summed = _insides(len(source.levels))
    con.execute(f"CREATE OR REPLACE TEMP MACRO forecast_insides(actual, bounds) AS {insides}")
    con.execute(f"CREATE OR REPLACE TEMP MACRO forecast_insides_summed(inside) AS {summed}")
    whole = "BIGINT" if source.whole_numbers else "INTEGER"  # numbered days fit, numbers that people give may not
    con.execute(f"CREATE OR REPLACE TEMP MACRO forecast_step(step) AS CAST(step AS {whole})")
    con.execute(load("forecast_empty"))
    _run(con, values, "forecast_actuals_single" if source.single else "forecast_actuals", "forecast_measured")
    errors = "forecast_errors_measured" if source.joined else "forecast_errors"
    _run(con, values, "forecast_kept", errors)
    _sum(con, values)
    if _repeated(con, values):
        values["hidden"] = True
        _run(con, values, "forecast_hidden")
        _sum(con, values)
    if not source.joined:
        _read_reports(con, values, revised=source.revised)
    _run(con, values, "forecast_known", "forecast_scale", "forecast_beside")
    if _any(con, "forecast_beside WHERE with_naive < asked"):
        _run(con, values, "forecast_further_back")
        if _any(con, "forecast_further_back"):
            _run(con, values, "forecast_naive_before", "forecast_beside")
    if _any(con, "forecast_beside JOIN forecast_batches USING (leader) WHERE with_naive BETWEEN 1 AND points - 1"):
        _run(con, values, "forecast_lost_beside")
    _run(con, values, "forecast_days")
    return {name: values[name] for name in ROWS}


def drop_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Give back the memory of the last forecast's tables."""
    for table in TABLES:
        con.execute(f"DROP TABLE IF EXISTS temp.forecast_{table}")


def _read_reports(con: duckdb.DuckDBPyConnection, values: dict[str, object], *, revised: bool) -> None:
    """Actuals inside forecast rows; where rows of a target disagree on it, errors are summed again with the right one.

    revised: earlier uploads hold reports that no row holds any more.
    """
    if not revised:
        if _any(con, "forecast_batch_sums WHERE NOT complete") or values["hidden"]:
            _run(con, values, "forecast_unread")
        _run(con, values, "forecast_reports")
        if not _any(con, "forecast_reports WHERE missing OR value <> first_value"):
            return
    values["differ"] = True
    _run(con, values, "forecast_reports_differ", "forecast_measured", "forecast_errors_measured")
    _sum(con, values)


def _repeated(con: duckdb.DuckDBPyConnection, values: Parameters) -> bool:
    """Find in forecast_repeats the keys in several rows; each step is taken where the one before finds any."""
    _run(con, {**values, **_bitmap(con, "series")}, "forecast_several")
    if not _any(con, "forecast_several"):
        return False
    _run(con, {**values, **_bitmap(con, "periods")}, "forecast_suspects")
    if not _any(con, "forecast_suspects"):
        return False
    _run(con, values, "forecast_repeats")
    return _any(con, "forecast_repeats")


def _insides(levels: int) -> tuple[str, str]:
    """One structure of all levels: how many actuals have both bounds and how many of them lie within; and its sums."""
    if not levels:
        return "NULL::BOOLEAN", "NULL::BOOLEAN"
    parts, sums = [], []
    for place in range(levels):
        inside, level = f"forecast_inside(actual, bounds.low_{place}, bounds.high_{place})", f"level_{place}"
        parts.append(f"'{level}': {{'within': count(nullif({inside}, false)), 'bounded': count({inside})}}")
        counts = (f"'{count}': sum(inside.{level}.{count})::BIGINT" for count in ("within", "bounded"))
        sums.append(f"'{level}': {{{', '.join(counts)}}}")
    return f"{{{', '.join(parts)}}}", f"{{{', '.join(sums)}}}"


def _sum(con: duckdb.DuckDBPyConnection, values: Parameters) -> None:
    """Read the rows into sums, then those from which actuals and naive forecasts come."""
    _run(con, values, "forecast_given", "forecast_leads")
    by_days = not _any(con, "forecast_leads WHERE NOT sure")
    if not by_days:
        _run(con, values, "forecast_leads_given")
    lead, made, period = BY_DAYS if by_days else BY_PERIODS
    con.execute(f"CREATE OR REPLACE TEMP MACRO forecast_lead(target_date, made_date, horizon) AS {lead}")
    con.execute(f"CREATE OR REPLACE TEMP MACRO forecast_made(made_date, known_period) AS {made}")
    con.execute(f"CREATE OR REPLACE TEMP MACRO forecast_made_period(made, grain) AS {period}")
    _run(con, values, *SUMMED)
    con.execute(f"CREATE OR REPLACE TEMP MACRO forecast_read_day(made_date) AS {_days_of_leaders(con)}")
    _run(con, values, "forecast_read")


def _days_of_leaders(con: duckdb.DuckDBPyConnection) -> str:
    """A condition on made_date as DuckDB reads it from a file's statistics, which it does for constants alone."""
    days = con.execute(
        "SELECT DISTINCT made FROM forecast_batches WHERE batch = leader AND made IS NOT NULL"
    ).fetchall()
    listed = ", ".join(f"DATE '{day}'" for (day,) in days)
    return f"made_date IN ({listed})" if 0 < len(days) <= MANY_DAYS else "made_date IS NOT NULL"


def _run(con: duckdb.DuckDBPyConnection, values: Parameters, *steps: str) -> None:
    for step in steps:
        con.execute(load(step), {parameter: values[parameter] for parameter in PARAMETERS[step]})


def _any(con: duckdb.DuckDBPyConnection, rows: str) -> bool:
    return con.execute(f"SELECT 1 FROM {rows} LIMIT 1").fetchone() is not None


def _bitmap(con: duckdb.DuckDBPyConnection, numbers: str) -> dict[str, object]:
    """Define forecast_suspect as far as the data allow: by bitmaps, unless they would outgrow the rows."""
    spans = {of: span for of, *span in con.execute(load("forecast_span")).fetchall()}
    first, last, rows, groups = spans[numbers]
    bits = last - first + 1
    fits = bits * groups <= max(BITS_A_ROW * rows, MIN_BITS)
    con.execute(load("forecast_suspect" if fits else "forecast_suspect_all"))
    return {"first_number": first, "last_bit": bits - 1}
