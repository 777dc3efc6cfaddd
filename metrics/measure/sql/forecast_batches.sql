-- title: Sums that measures are made of, by batch
-- unit: the unit of the forecast, and counts
-- formula: a batch is what one model forecast of one target period at one horizon on one day; lost = Σ|error|, size = Σ|actual|, squared = Σerror², percentages = Σ|error| / |actual| where the actual is not zero, evenly = Σ 200 · |error| / (|actual| + |forecast|)
-- source: method, forecasts
-- note: Every measure is a ratio of sums, so ten million rows are read once and not once a table of results.
-- note: evenly is 0 where forecast and actual are both zero: the forecast was exact.
-- note: latest is the last period of the target's season that was known when the batch was made. A period ends where the next begins, so it was known when period + 1 + actual_lag ≤ the period containing made_on. With season 1 every period has the same season.
-- note: leader is one batch of those that hold the same series with the same actuals and look back on the same period: actuals and naive forecasts are read from its rows alone. Sameness is the number of rows and the sum of a 64-bit hash of each row's series and actual: two different batches pass for the same with a chance of 1 in 2^64.
CREATE OR REPLACE TEMP TABLE forecast_batches AS
WITH summed AS (
    SELECT
        position,
        horizon,
        period,
        origin,
        count(*) AS given,
        count(actual) AS points,
        sum(abs(error)) AS lost,
        sum(error) AS error,
        sum(error * error) AS squared,
        sum(abs(actual)) AS size,
        coalesce(sum(abs(error) / nullif(abs(actual), 0)), 0) AS percentages,
        count(nullif(actual, 0)) AS with_percentage,
        sum(coalesce(200 * abs(error) / nullif(abs(actual) + abs(forecast), 0), 0)) AS evenly,
        forecast_insides(actual, intervals) AS inside,
        sum(hash(hash(number, actual))) AS reported
    FROM forecast_errors($grain, $whole_numbers, $joined, $differ, $hidden)
    GROUP BY position, horizon, period, origin
),
dated AS (
    SELECT
        *,
        CASE WHEN NOT $whole_numbers THEN DATE '1970-01-01' + CAST(origin AS INTEGER) END AS made,
        CASE WHEN $whole_numbers THEN origin ELSE period_index(made, $grain) END AS known_period
    FROM summed
),
numbered AS (
    SELECT
        *,
        row_number() OVER (ORDER BY position, horizon, period, origin) AS batch,
        forecast_step(
            period + $season * floor((known_period - 1 - $actual_lag - period) / $season::DOUBLE)
        ) AS latest
    FROM dated
)
SELECT *, min(batch) OVER (PARTITION BY period, latest, given, reported) AS leader FROM numbered;
