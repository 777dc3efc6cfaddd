-- title: How far periods and horizons reach
-- unit: grain steps
-- formula: first and last target period, rows, and groups of model, series and horizon
-- source: method, forecasts (key)
SELECT
    coalesce(min(period), 0),
    coalesce(max(period), 0),
    coalesce(sum(given), 0),
    (SELECT count(*) FROM forecast_sums)
FROM forecast_batches;
