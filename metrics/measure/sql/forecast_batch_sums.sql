-- title: Sums that measures are made of, by target period, horizon and day of making
-- unit: the unit of the forecast, and counts
-- formula: lost = Σ|error|, size = Σ|actual|, percentages = Σ|error| / |actual| where the actual is not zero, evenly = Σ 200 · |error| / (|actual| + |forecast|)
-- source: method, forecasts
-- note: Every measure is a ratio of sums, so ten million rows are read twice, here and in forecast_series_sums.sql, and not once a table of results.
-- note: evenly is 0 where forecast and actual are both zero: the forecast was exact.
-- note: reported is the sum of a 64-bit hash of each row's series and actual.
-- note: Rows that are not complete are counted here, too; nothing else reads them.
CREATE OR REPLACE TEMP TABLE forecast_batch_sums AS
SELECT
    model,
    complete,
    horizon,
    period,
    origin,
    count(*) AS given,
    count(*) FILTER (WHERE mismatched) AS mismatched,
    count(actual) AS points,
    sum(abs(error)) AS lost,
    sum(error) AS error,
    sum(abs(actual)) AS size,
    coalesce(sum(abs(error) / nullif(abs(actual), 0)), 0) AS percentages,
    count(nullif(actual, 0)) AS with_percentage,
    sum(coalesce(200 * abs(error) / nullif(abs(actual) + abs(forecast), 0), 0)) AS evenly,
    forecast_insides(actual, intervals) AS inside,
    sum(hash(hash(series, actual))) AS reported,
    min(_seq) AS upload
FROM forecast_errors($grain, $whole_numbers, $joined, $differ, $hidden)
GROUP BY model, complete, horizon, period, origin;
