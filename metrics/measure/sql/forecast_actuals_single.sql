-- title: Actuals per series and period, where each has one row
-- unit: the unit of the forecast
-- formula: value of the row of a series in a period
-- source: method, forecasts (actuals) and terms (unknown)
-- note: Takes the place of forecast_actuals.sql: to group half a million rows that have nothing to be added costs as much as a scan of ten million.
CREATE OR REPLACE TEMP TABLE forecast_actuals AS
SELECT origin, series, coalesce(step, period_index(day, $grain)) AS period, value, value AS first_value
FROM forecast_actual_input
WHERE isfinite(value) AND (step IS NOT NULL OR day IS NOT NULL);
