-- title: Sums that measures are made of, by the times that the rows state
-- unit: the unit of the forecast, and counts
-- formula: lost = Σ|error|, size = Σ|actual|, percentages = Σ|error| / |actual| where the actual is not zero, evenly = Σ |error| / (|actual| + |forecast|)
-- source: method, forecasts
-- note: Every measure is a ratio of sums, so ten million rows are read twice, here and in forecast_series_sums.sql, and not once a table of results. Periods and horizons are worked out once a group, in forecast_batch_sums.sql.
-- note: evenly has no part where forecast and actual are both zero: the forecast was exact.
-- note: reported combines a 64-bit hash of each row's series and actual, whatever their order; a row that is there twice cancels itself, which the number of rows and forecast_several.sql see.
CREATE OR REPLACE TEMP TABLE forecast_given AS
SELECT
    model,
    target_date,
    target_step,
    made_date,
    made_step,
    horizon_given,
    usable,
    count(*) AS given,
    count(actual) AS points,
    sum(abs(error)) AS lost,
    sum(error) AS error,
    sum(abs(actual)) AS size,
    sum(abs(error) / nullif(abs(actual), 0)) AS percentages,
    count(abs(error) / nullif(abs(actual), 0)) AS with_percentage,
    sum(abs(error) / nullif(abs(actual) + abs(forecast), 0)) AS evenly,
    forecast_insides(actual, intervals) AS inside,
    bit_xor(hash(hash(series, actual))) AS reported,
    min(_seq) AS upload
FROM forecast_errors($grain, $whole_numbers, $hidden)
GROUP BY model, target_date, target_step, made_date, made_step, horizon_given, usable;
