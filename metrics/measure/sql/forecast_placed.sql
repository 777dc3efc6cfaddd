-- title: Forecast rows with their target period and horizon
-- unit: rows
-- formula: horizon = target's period − period containing made_on (the same period = 0); an explicit horizon wins
-- source: method, forecasts (key and horizon)
-- note: complete is false where forecast, target or horizon is unknown. It asks the columns that they come from, which costs a scan less than asking what is computed; a horizon beyond 32 bits is null.
-- note: source is forecast_input or a table with its columns of times and `usable`.
-- note: Batches (forecast_batches.sql) are told apart by origin: the day of making as days since 1970-01-01, or for whole-number targets the step of making; made on an unknown day: the first day of its period.
-- note: known_period is the period in which the forecast was made, before which actuals were known.
-- note: For whole-number targets it is known only where made_on is a whole number on the same axis.
-- note: A table macro and no table: ten million rows of text are read where they lie.
CREATE OR REPLACE TEMP MACRO forecast_placed(source, grain, whole_numbers) AS TABLE
WITH periods AS (
    SELECT
        *,
        coalesce(target_step, period_index(target_date, grain)) AS period,
        CASE WHEN whole_numbers THEN made_step ELSE period_index(made_date, grain) END AS made_period
    FROM query_table(source)
),
horizons AS (
    SELECT
        *,
        TRY_CAST(coalesce(horizon_given, period - made_period) AS INTEGER) AS horizon,
        horizon_given <> period - made_period AS mismatched
    FROM periods
)
SELECT
    *,
    coalesce(made_period, CASE WHEN NOT whole_numbers THEN period - horizon END) AS known_period,
    CASE WHEN whole_numbers THEN made_period
        ELSE coalesce(made_date, period_start(coalesce(made_period, period - horizon), grain)) - DATE '1970-01-01'
    END AS origin,
    usable AND (target_step IS NOT NULL OR target_date IS NOT NULL)
        AND (horizon_given IS NOT NULL OR made_step IS NOT NULL OR made_date IS NOT NULL) AS complete
FROM horizons;
