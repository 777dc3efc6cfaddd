-- title: Models in order of their first forecast
-- unit: rows
-- formula: ordered by first made_on, then first target, then name
-- source: method, forecasts (old against new)
CREATE OR REPLACE TEMP TABLE forecast_models AS
SELECT
    model,
    row_number() OVER (ORDER BY min(made_on) NULLS LAST, min(known_period) NULLS LAST, min(period), model) AS position
FROM forecast_rows
GROUP BY model;
