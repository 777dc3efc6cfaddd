-- title: Actuals in rows that are not measured themselves
-- unit: the unit of the forecast
-- formula: actuals of rows without a forecast or horizon, and of rows that another stands for
-- source: method, forecasts (actuals)
-- note: What they report was known all the same.
CREATE OR REPLACE TEMP TABLE forecast_unread AS
SELECT s.number, f.period, CASE WHEN isfinite(f.actual) THEN f.actual END AS value
FROM forecast_placed('forecast_input', $grain, $whole_numbers) AS f
JOIN forecast_series AS s USING (series)
LEFT JOIN forecast_hidden AS h USING (_seq, _row)
WHERE f.period IS NOT NULL AND (NOT f.complete OR f.horizon IS NULL OR h.ambiguous IS NOT NULL);
