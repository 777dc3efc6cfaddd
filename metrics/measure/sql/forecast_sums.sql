-- title: Sums that measures are made of, by series
-- unit: the unit of the forecast, and counts
-- formula: per model, horizon and series: lost = Σ|error|, error = Σ error, squared = Σerror², size = Σ|actual|
-- source: method, forecasts
-- note: suspect: the series may forecast a period twice at this horizon (forecast_suspect.sql).
-- note: Groups without any actual have no points.
CREATE OR REPLACE TEMP TABLE forecast_sums AS
SELECT
    position,
    horizon,
    number,
    count(actual) AS points,
    sum(abs(error)) AS lost,
    sum(error) AS error,
    sum(error * error) AS squared,
    sum(abs(actual)) AS size,
    forecast_suspect(period, $first_period, $last_bit) AS suspect
FROM forecast_errors($grain, $whole_numbers, $joined, $differ, $hidden)
GROUP BY position, horizon, number;
