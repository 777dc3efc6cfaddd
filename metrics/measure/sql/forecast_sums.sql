-- title: Sums that measures are made of, by series
-- unit: the unit of the forecast, and counts
-- formula: as forecast_series_sums.sql, with numbers in place of names
-- source: method, forecasts
-- note: Groups without any actual have no points.
CREATE OR REPLACE TEMP TABLE forecast_sums AS
SELECT m.position, s.number, f.* EXCLUDE (model, series, first_made)
FROM forecast_series_sums AS f
JOIN forecast_models AS m ON m.model = f.model
JOIN forecast_series AS s ON s.series = f.series
WHERE f.horizon IS NOT NULL;
