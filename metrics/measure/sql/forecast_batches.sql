-- title: Batches of forecasts
-- unit: the unit of the forecast, and counts
-- formula: a batch is what one model forecast of one target period at one horizon on one day; its sums are those of forecast_batch_sums.sql
-- source: method, forecasts
-- note: latest is the last period of the target's season that was known when the batch was made. A period ends where the next begins, so it was known when period + 1 + actual_lag ≤ the period containing made_on. With season 1 every period has the same season.
-- note: leader is one batch of those that hold the same series with the same actuals and look back on the same period: actuals and naive forecasts are read from its rows alone. Sameness is the number of rows and their hashes together (`reported`): two different batches pass for the same with a chance of 1 in 2^64.
-- note: Of batches that are alike the one whose day of making comes first in every so many days leads, as many as forecast one target: so few days lead, and a file in order of making is read in few places.
CREATE OR REPLACE TEMP TABLE forecast_batches AS
WITH dated AS (
    SELECT
        m.position,
        b.* EXCLUDE (complete, mismatched, upload),
        CASE WHEN NOT $whole_numbers THEN DATE '1970-01-01' + CAST(origin AS INTEGER) END AS made,
        CASE WHEN $whole_numbers THEN origin ELSE period_index(made, $grain) END AS known_period
    FROM forecast_batch_sums AS b JOIN forecast_models AS m ON m.model = b.model
    WHERE b.complete
),
numbered AS (
    SELECT
        *,
        row_number() OVER (ORDER BY position, horizon, period, origin) AS batch,
        dense_rank() OVER (ORDER BY origin) AS turn,
        forecast_step(
            period + $season * floor((known_period - 1 - $actual_lag - period) / $season::DOUBLE)
        ) AS latest
    FROM dated
),
reach AS (
    SELECT max(turns) AS turns FROM (SELECT count(DISTINCT turn) AS turns FROM numbered GROUP BY position, period)
)
SELECT
    * EXCLUDE (turn),
    first_value(batch) OVER (
        PARTITION BY period, latest, given, reported ORDER BY turn % (SELECT turns FROM reach), batch
    ) AS leader
FROM numbered;
