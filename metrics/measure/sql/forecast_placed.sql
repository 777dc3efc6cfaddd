-- title: Forecast rows with their target period and horizon
-- unit: rows
-- formula: horizon = target's period − period containing made_on (the same period = 0); an explicit horizon wins
-- source: method, forecasts (key and horizon)
-- note: complete is false where forecast, target or horizon is unknown.
-- note: known_period is the period in which the forecast was made, before which actuals were known.
-- note: For whole-number targets it is known only where made_on is a whole number on the same axis.
-- note: A table macro and no table: ten million rows of text are read where they lie.
CREATE OR REPLACE TEMP MACRO forecast_placed(grain, whole_numbers) AS TABLE
WITH periods AS (
    SELECT
        *,
        coalesce(target_step, period_index(target_date, grain)) AS period,
        CASE WHEN whole_numbers THEN made_step ELSE period_index(made_date, grain) END AS made_period
    FROM forecast_input
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
    coalesce(period IS NOT NULL AND horizon IS NOT NULL AND isfinite(forecast), false) AS complete
FROM horizons;
