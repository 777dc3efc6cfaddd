-- title: How far periods and horizons reach
-- unit: grain steps
-- formula: first and last target period, horizons from the first to the last, rows, and pairs of model and series
-- source: method, forecasts (key)
SELECT
    coalesce(min(period), 0),
    coalesce(max(last_period), 0),
    coalesce(max(last_horizon) - min(horizon) + 1, 1),
    coalesce(sum(given), 0),
    count(*)
FROM forecast_groups
WHERE complete;
