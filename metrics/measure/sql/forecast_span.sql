-- title: How far periods and horizons reach
-- unit: grain steps
-- formula: first and last target period and horizon, and the number of rows
-- source: method, forecasts (key)
SELECT min(period), max(period), min(horizon), max(horizon), count(*),
    (SELECT count(*) FROM forecast_models) * (SELECT count(*) FROM forecast_series)
FROM forecast_rows;
