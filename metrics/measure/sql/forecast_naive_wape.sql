-- title: WAPE of the naive forecast
-- unit: fraction
-- formula: Σ|naive − actual| / Σ|actual| over rows that have a naive forecast
-- source: method, forecasts; the naive itself is forecast_errors.sql
CREATE OR REPLACE TEMP MACRO forecast_naive_wape(naive, actual) AS
    sum(abs(naive - actual)) / nullif(sum(abs(actual)) FILTER (WHERE naive IS NOT NULL), 0);
