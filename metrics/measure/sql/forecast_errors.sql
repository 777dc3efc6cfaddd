-- title: Errors of forecasts
-- unit: the unit of the forecast
-- formula: error = forecast − actual; actual of forecast_measured.sql, else of the row
-- source: method, forecasts (key)
-- note: One row per model, series, target period and horizon; rows that forecast_hidden.sql names are left out.
-- note: Rows whose actual is unknown are here with a null error; rows that are not complete have none to count.
-- note: A table macro and no table: ten million rows are read where they lie, and only the columns that are asked for.
-- note: Batches (forecast_batches.sql) are told apart by origin: the day of making as days since 1970-01-01, or for whole-number targets the step of making; made on an unknown day: the first day of its period.
-- note: joined, differ and hidden tell whether forecast_measured and forecast_hidden hold anything; empty they are not asked.
-- note: Models and series go by their names: to look up a number for each of ten million rows costs more than grouping them by name.
CREATE OR REPLACE TEMP MACRO forecast_errors(grain, whole_numbers, joined, differ, hidden) AS TABLE
WITH kept AS (
    SELECT *
    FROM forecast_placed(grain, whole_numbers)
    ANTI JOIN (FROM forecast_hidden WHERE hidden) USING (_seq, _row)
),
beside AS (
    SELECT
        f.model,
        f.series,
        forecast_step(f.period) AS period,
        f.horizon,
        f.made_date,
        f.known_period,
        CASE WHEN whole_numbers THEN f.known_period
            ELSE coalesce(f.made_date, period_start(f.known_period, grain)) - DATE '1970-01-01' END AS origin,
        f.complete,
        f.mismatched,
        f.forecast,
        coalesce(a.value, CASE WHEN isfinite(f.actual) AND NOT joined THEN f.actual END) AS actual,
        f.intervals,
        f._seq
    FROM kept AS f
    LEFT JOIN (FROM forecast_measured WHERE joined OR differ) AS a
        ON a.series = f.series AND a.period = forecast_step(f.period)
)
SELECT *, forecast - actual AS error FROM beside;
