-- title: Mean absolute error
-- unit: the unit of the forecast
-- formula: MAE = mean |forecast − actual|
-- source: Hyndman & Koehler (2006), Another look at measures of forecast accuracy
CREATE OR REPLACE TEMP MACRO forecast_mae(lost, points) AS sum(lost) / sum(points);
