-- title: Forecast rows that count
-- unit: rows
-- formula: one row per model, series, target period and horizon; rows that forecast_hidden.sql names are left out
-- source: method, forecasts (key)
-- note: hidden tells whether forecast_hidden holds anything; empty it is not asked. Rows that are not complete have no other to repeat.
CREATE OR REPLACE TEMP MACRO forecast_kept(grain, whole_numbers, hidden) AS TABLE
SELECT * REPLACE (forecast_step(period) AS period, CASE WHEN isfinite(actual) THEN actual END AS actual)
FROM forecast_placed('forecast_input', grain, whole_numbers)
ANTI JOIN (FROM forecast_hidden WHERE hidden) USING (_seq, _row);
