-- title: Sums that measures are made of, by names of model and series
-- unit: the unit of the forecast, and counts
-- formula: per model, horizon and series: lost = Σ|error|, error = Σ error, squared = Σerror², size = Σ|actual|
-- source: method, forecasts
-- note: A horizon beyond 32 bits is null; forecast_series.sql and forecast_sums.sql leave it out, which costs a scan less than asking here.
-- note: first_made is the first period in which the model forecast the series at this horizon.
CREATE OR REPLACE TEMP TABLE forecast_series_sums AS
SELECT
    model,
    series,
    horizon,
    count(actual) AS points,
    sum(abs(error)) AS lost,
    sum(error) AS error,
    sum(error * error) AS squared,
    sum(abs(actual)) AS size,
    min(known_period) AS first_made
FROM forecast_errors($grain, $whole_numbers, $hidden)
WHERE complete
GROUP BY model, series, horizon;
