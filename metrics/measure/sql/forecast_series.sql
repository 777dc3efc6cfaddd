-- title: Series of a forecast
-- unit: rows
-- formula: numbered by name; first_made is the first period in which any model forecast the series
-- source: method, forecasts (key)
-- note: number stands for the series in the tables that follow: whole numbers join and group many times faster than names.
CREATE OR REPLACE TEMP TABLE forecast_series AS
SELECT
    series,
    CAST(row_number() OVER (ORDER BY series) AS INTEGER) AS number,
    min(first_made) AS first_made
FROM forecast_series_sums
WHERE horizon IS NOT NULL
GROUP BY series;
