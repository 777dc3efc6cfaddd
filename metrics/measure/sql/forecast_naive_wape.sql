-- title: WAPE of the naive forecast
-- unit: fraction
-- formula: Σ|naive − actual| / Σ|actual| over rows that have a naive forecast
-- source: method, forecasts; the naive itself is forecast_errors.sql
CREATE OR REPLACE TEMP MACRO forecast_naive_wape(naive_lost, naive_size) AS sum(naive_lost) / nullif(sum(naive_size), 0);
