-- title: Errors of forecasts
-- unit: the unit of the forecast
-- formula: error = forecast − actual, of the rows of forecast_kept.sql; the actual is that of the row
-- source: method, forecasts
-- note: Where actuals come from elsewhere, forecast_errors_measured.sql takes its place: to ask an empty table for each of ten million rows costs a sixth of reading them.
-- note: Rows whose actual is unknown are here with a null error.
-- note: A table macro and no table: ten million rows are read where they lie, and only the columns that are asked for.
-- note: Models and series go by their names: to look up a number for each of ten million rows costs more than grouping them by name.
CREATE OR REPLACE TEMP MACRO forecast_errors(grain, whole_numbers, hidden) AS TABLE
SELECT *, forecast - actual AS error FROM forecast_kept(grain, whole_numbers, hidden);
