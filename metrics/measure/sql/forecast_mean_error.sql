-- title: Mean error
-- unit: the unit of the forecast
-- formula: mean error = mean (forecast − actual)
-- source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 5.8
-- note: Positive: forecasts were too high. The bias is the same in relation to the actuals.
CREATE OR REPLACE TEMP MACRO forecast_mean_error(error, points) AS sum(error) / sum(points);
