-- title: Forecast rows with their target period and horizon
-- unit: rows
-- formula: horizon = target's period − period containing made_on (the same period = 0); an explicit horizon wins
-- source: method, forecasts (key and horizon)
-- note: state says what becomes of a row: used; incomplete (forecast, target or horizon unknown); ambiguous (one model, series and made_on has several target days inside one period: the data are finer than the grain); superseded (a later made_on of the same bucket: the last counts, by made_on, then upload, then row).
-- note: known_period is the period in which the forecast was made, before which actuals were known.
-- note: For whole-number targets it is known only where made_on is a whole number on the same axis.
CREATE OR REPLACE TEMP TABLE forecast_placed AS
WITH periods AS (
    SELECT
        *,
        coalesce(target_step, period_index(target_date, $grain)) AS period,
        CASE WHEN $whole_numbers THEN made_step ELSE period_index(made_date, $grain) END AS made_period
    FROM forecast_input
),
horizons AS (
    SELECT
        *,
        coalesce(horizon_given, period - made_period) AS horizon,
        horizon_given <> period - made_period AS mismatched
    FROM periods
),
marked AS (
    SELECT
        *,
        coalesce(made_period, CASE WHEN NOT $whole_numbers THEN period - horizon END) AS known_period,
        CASE
            WHEN period IS NULL OR horizon IS NULL OR forecast IS NULL OR NOT isfinite(forecast) THEN 'incomplete'
            WHEN min(target_date) OVER same_origin <> max(target_date) OVER same_origin THEN 'ambiguous'
        END AS fault
    FROM horizons
    WINDOW same_origin AS (PARTITION BY model, series, period, horizon, made_date)
)
SELECT
    * EXCLUDE (fault),
    CASE
        WHEN fault IS NOT NULL THEN fault
        WHEN row_number() OVER (
            PARTITION BY model, series, period, horizon, fault
            ORDER BY made_date DESC NULLS LAST, made_step DESC NULLS LAST, _seq DESC, _row DESC
        ) = 1 THEN 'used'
        ELSE 'superseded'
    END AS state
FROM marked;
