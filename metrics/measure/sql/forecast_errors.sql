-- title: Errors of forecasts
-- unit: the unit of the forecast
-- formula: error = forecast − actual
-- source: method, forecasts
-- note: Rows without an actual are not here; rows without a known naive carry null.
CREATE OR REPLACE TEMP VIEW forecast_errors AS
SELECT *, forecast - actual AS error FROM forecast_rows WHERE actual IS NOT NULL;
