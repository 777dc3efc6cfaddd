-- title: Models in order of their first forecast
-- unit: rows
-- formula: ordered by first day of making, then first target, then first upload, then name
-- source: method, forecasts (old against new)
-- note: position stands for the model in the tables that follow.
CREATE OR REPLACE TEMP TABLE forecast_models AS
SELECT
    model,
    CAST(row_number() OVER (ORDER BY min(origin) NULLS LAST, min(period), min(upload), model) AS INTEGER) AS position
FROM forecast_batch_sums
WHERE complete
GROUP BY model;
