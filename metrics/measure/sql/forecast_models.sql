-- title: Models in order of their first forecast
-- unit: rows
-- formula: ordered by first made_on, then first target, then first upload, then name
-- source: method, forecasts (old against new)
-- note: position stands for the model in the tables that follow.
CREATE OR REPLACE TEMP TABLE forecast_models AS
SELECT
    model,
    CAST(row_number() OVER (
        ORDER BY min(made_on) NULLS LAST, min(known_period) NULLS LAST, min(period), min(upload), model
    ) AS INTEGER) AS position
FROM forecast_groups
WHERE complete
GROUP BY model;
