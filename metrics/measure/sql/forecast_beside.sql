-- title: Naive forecasts of a batch
-- unit: the unit of the forecast, and counts
-- formula: naive = latest same-season actual whose period end + actual_lag ≤ made_on, as first reported; per leading batch: naive_lost = Σ|naive − actual|, naive_size = Σ|actual|, both over rows that have a naive
-- source: method, forecasts (naive); Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 5.2
-- note: Where `latest` has no actual, forecast_naive_before.sql looks further back; forecast_further_back.sql tells whether there is anything to find.
CREATE OR REPLACE TEMP TABLE forecast_beside AS
WITH known AS (
    SELECT number, period, first_value AS naive FROM forecast_known WHERE isfinite(first_value)
),
asked AS (
    SELECT batch, number, latest, actual
    FROM forecast_read JOIN forecast_batches USING (batch)
    WHERE actual IS NOT NULL
)
SELECT
    batch AS leader,
    count(*) AS asked,
    count(naive) AS with_naive,
    sum(abs(naive - actual)) AS naive_lost,
    sum(abs(actual)) FILTER (WHERE naive IS NOT NULL) AS naive_size
FROM asked
LEFT JOIN known ON known.number = asked.number AND known.period = asked.latest
GROUP BY batch;
