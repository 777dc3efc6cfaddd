-- title: Sums that measures are made of, by target period and day of making
-- unit: the unit of the forecast, and counts
-- formula: per model, horizon, target period and day of making: as forecast_sums.sql
-- source: method, forecasts (by_period, erosion)
CREATE OR REPLACE TEMP TABLE forecast_days AS
SELECT
    position,
    horizon,
    period,
    made,
    count(*) AS points,
    sum(abs(error)) AS lost,
    sum(error) AS error,
    sum(abs(actual)) AS size,
    sum(abs(naive - actual)) AS naive_lost,
    sum(abs(actual)) FILTER (WHERE naive IS NOT NULL) AS naive_size,
    sum(abs(error)) FILTER (WHERE naive IS NOT NULL) AS lost_beside
FROM forecast_errors
GROUP BY position, horizon, period, made;
