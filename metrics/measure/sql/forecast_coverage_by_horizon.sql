-- title: Interval coverage by model and horizon
-- unit: fraction
-- formula: forecast_coverage over the rows of a model at a horizon, for the interval of the name $level inside; horizon null: over all its horizons
-- source: method, forecasts
SELECT model, horizon, forecast_coverage(struct_extract(inside, $level)) AS coverage
FROM forecast_days
JOIN forecast_models USING (position)
GROUP BY GROUPING SETS ((model, horizon), (model))
ORDER BY model, horizon NULLS LAST;
