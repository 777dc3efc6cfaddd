-- title: Root mean squared error
-- unit: the unit of the forecast
-- formula: RMSE = √ mean (forecast − actual)²
-- source: Hyndman & Koehler (2006), Another look at measures of forecast accuracy
CREATE OR REPLACE TEMP MACRO forecast_rmse(squared, points) AS sqrt(sum(squared) / sum(points));
