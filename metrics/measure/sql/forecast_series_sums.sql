-- title: Sums that measures are made of, by names of model and series
-- unit: the unit of the forecast, and counts
-- formula: per model, horizon and series: lost = Σ|error|, error = Σ error, squared = Σerror², size = Σ|actual|
-- source: method, forecasts
-- note: A horizon beyond 32 bits is null; forecast_series.sql and forecast_sums.sql leave it out, which costs a scan less than asking here.
-- note: lead is that of forecast_leads.sql: days where they tell the horizon, else the horizon.
-- note: first_made is the first period in which the model forecast the series at this horizon.
CREATE OR REPLACE TEMP TABLE forecast_series_sums AS
WITH led AS (
    SELECT
        model,
        series,
        forecast_lead(target_date, made_date, horizon) AS lead,
        count(actual) AS points,
        sum(abs(error)) AS lost,
        sum(error) AS error,
        sum(error * error) AS squared,
        sum(abs(actual)) AS size,
        min(forecast_made(made_date, known_period)) AS first_made
    FROM forecast_errors($grain, $whole_numbers, $hidden)
    WHERE complete
    GROUP BY ALL
)
SELECT
    model,
    series,
    horizon,
    led.* EXCLUDE (model, series, lead, first_made),
    forecast_made_period(first_made, $grain) AS first_made
FROM led LEFT JOIN forecast_leads USING (lead);
