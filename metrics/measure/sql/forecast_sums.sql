-- title: Sums that measures are made of, by series
-- unit: the unit of the forecast, and counts
-- formula: per model, horizon and series: lost = Σ|error|, size = Σ|actual|, squared = Σerror², percentages = Σ|error| / |actual| where the actual is not zero, evenly = Σ 200 · |error| / (|actual| + |forecast|); beside: only rows that have a naive forecast
-- source: method, forecasts
-- note: Every measure is a ratio of sums, so ten million rows are read once and not once a table of results.
-- note: evenly is 0 where forecast and actual are both zero: the forecast was exact.
CREATE OR REPLACE TEMP TABLE forecast_sums AS
SELECT
    position,
    horizon,
    number,
    count(*) AS points,
    sum(abs(error)) AS lost,
    sum(error) AS error,
    sum(error * error) AS squared,
    sum(abs(actual)) AS size,
    coalesce(sum(abs(error) / nullif(abs(actual), 0)), 0) AS percentages,
    count(*) FILTER (WHERE actual <> 0) AS with_percentage,
    sum(coalesce(200 * abs(error) / nullif(abs(actual) + abs(forecast), 0), 0)) AS evenly,
    count(naive) AS with_naive,
    sum(abs(naive - actual)) AS naive_lost,
    sum(abs(actual)) FILTER (WHERE naive IS NOT NULL) AS naive_size,
    sum(abs(error)) FILTER (WHERE naive IS NOT NULL) AS lost_beside
FROM forecast_errors
GROUP BY position, horizon, number;
