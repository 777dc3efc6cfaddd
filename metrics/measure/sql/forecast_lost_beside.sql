-- title: Errors beside a naive forecast, in batches where some rows have one
-- unit: the unit of the forecast
-- formula: Σ|error| over the rows of a batch that have a naive forecast
-- source: method, forecasts (FVA)
-- note: Where all rows have one it is the batch's lost, where none has it is null: only batches in between are read again.
CREATE OR REPLACE TEMP TABLE forecast_lost_beside AS
WITH mixed AS (
    SELECT forecast_batches.*
    FROM forecast_batches JOIN forecast_beside USING (leader)
    WHERE with_naive BETWEEN 1 AND points - 1
)
SELECT b.batch, sum(abs(e.error)) AS lost_beside
FROM forecast_errors($grain, $whole_numbers, $hidden) AS e
JOIN mixed AS b
    ON b.model = e.model AND b.horizon = e.horizon AND b.period = e.period
    AND b.origin IS NOT DISTINCT FROM e.origin
JOIN forecast_series AS s ON s.series = e.series
JOIN forecast_known AS known ON known.number = s.number AND known.period = b.latest
WHERE e.complete AND e.actual IS NOT NULL AND isfinite(known.first_value)
GROUP BY b.batch;
