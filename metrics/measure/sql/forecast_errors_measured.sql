-- title: Errors of forecasts against actuals from elsewhere
-- unit: the unit of the forecast
-- formula: error = forecast − actual, as in forecast_errors.sql; the actual is that of forecast_measured.sql, else of the row
-- source: method, forecasts (actuals)
-- note: Rows whose dataset of actuals is another have none of their own (forecast_input).
CREATE OR REPLACE TEMP MACRO forecast_errors(grain, whole_numbers, hidden) AS TABLE
WITH beside AS (
    SELECT f.* REPLACE (coalesce(m.value, f.actual) AS actual)
    FROM forecast_kept(grain, whole_numbers, hidden) AS f
    LEFT JOIN forecast_measured AS m ON m.series = f.series AND m.period = f.period
)
SELECT *, forecast - actual AS error FROM beside;
