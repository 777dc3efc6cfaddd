-- title: What each model forecasts of each series
-- unit: rows
-- formula: rows, first and last target period and horizon, and first times of making per model and series
-- source: method, forecasts (key)
-- note: One scan of all rows; models, series and the counts of rows left out come from it.
CREATE OR REPLACE TEMP TABLE forecast_groups AS
SELECT
    model,
    series,
    complete,
    count(*) AS given,
    count(*) FILTER (WHERE mismatched) AS mismatched,
    min(made_date) AS made_on,
    min(known_period) AS known_period,
    min(period) AS period,
    max(period) AS last_period,
    min(horizon) AS horizon,
    max(horizon) AS last_horizon,
    min(_seq) AS upload
FROM forecast_placed($grain, $whole_numbers)
GROUP BY model, series, complete;
