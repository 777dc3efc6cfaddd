-- title: Interval coverage by model and horizon
-- unit: fraction
-- formula: forecast_coverage over the rows of a model at a horizon, per level; horizon null: over all its horizons
-- source: method, forecasts
WITH bounds AS (
    SELECT model, horizon, actual, unnest(intervals) AS bound FROM forecast_errors
)
SELECT model, horizon, bound.level AS level, forecast_coverage(actual, bound.low, bound.high) AS coverage
FROM bounds
GROUP BY GROUPING SETS ((model, horizon, bound.level), (model, bound.level))
ORDER BY model, horizon NULLS LAST, level;
