-- title: Sums that measures are made of, by target period, horizon and day of making
-- unit: the unit of the forecast, and counts
-- formula: sums of those of forecast_given.sql; evenly = Σ 200 · |error| / (|actual| + |forecast|)
-- source: method, forecasts
-- note: Rows that are not complete are counted here, too; nothing else reads them.
CREATE OR REPLACE TEMP TABLE forecast_batch_sums AS
SELECT
    model,
    complete AND horizon IS NOT NULL AS complete,
    horizon,
    forecast_step(period) AS period,
    origin,
    sum(given)::BIGINT AS given,
    coalesce(sum(given) FILTER (WHERE mismatched), 0)::BIGINT AS mismatched,
    sum(points)::BIGINT AS points,
    sum(lost) AS lost,
    sum(error) AS error,
    sum(size) AS size,
    coalesce(sum(percentages), 0) AS percentages,
    sum(with_percentage)::BIGINT AS with_percentage,
    coalesce(200 * sum(evenly), 0) AS evenly,
    forecast_insides_summed(inside) AS inside,
    bit_xor(reported) AS reported,
    min(upload) AS upload
FROM forecast_placed('forecast_given', $grain, $whole_numbers)
GROUP BY ALL;
