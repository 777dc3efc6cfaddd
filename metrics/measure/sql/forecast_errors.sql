-- title: Errors of forecasts
-- unit: the unit of the forecast
-- formula: error = forecast − actual; actual of forecast_measured.sql, else of the row
-- source: method, forecasts (key)
-- note: One row per model, series, target period and horizon; rows that forecast_hidden.sql names are left out.
-- note: Rows whose actual is unknown are here with a null error.
-- note: A table macro and no table: ten million rows are read where they lie, and only the columns that are asked for.
-- note: Batches (forecast_batches.sql) are told apart by origin: the day of making as days since 1970-01-01, or for whole-number targets the step of making; made on an unknown day: the first day of its period.
-- note: joined, differ and hidden tell whether forecast_measured and forecast_hidden hold anything; empty they are not asked.
-- note: Numbers in place of names join and group many times faster.
CREATE OR REPLACE TEMP MACRO forecast_errors(grain, whole_numbers, joined, differ, hidden) AS TABLE
WITH kept AS (
    SELECT *
    FROM forecast_placed(grain, whole_numbers)
    ANTI JOIN (FROM forecast_hidden WHERE hidden) USING (_seq, _row)
    WHERE complete
),
beside AS (
    SELECT
        m.position,
        s.number,
        forecast_step(f.period) AS period,
        f.horizon,
        CASE WHEN whole_numbers THEN f.known_period
            ELSE coalesce(f.made_date, period_start(f.known_period, grain)) - DATE '1970-01-01' END AS origin,
        f.forecast,
        coalesce(a.value, CASE WHEN isfinite(f.actual) AND NOT joined THEN f.actual END) AS actual,
        f.intervals
    FROM kept AS f
    JOIN forecast_models AS m ON m.model = f.model
    JOIN forecast_series AS s ON s.series = f.series
    LEFT JOIN (FROM forecast_measured WHERE joined OR differ) AS a
        ON a.number = s.number AND a.period = forecast_step(f.period)
)
SELECT *, forecast - actual AS error FROM beside;
