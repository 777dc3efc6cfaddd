-- title: Root mean squared scaled error
-- unit: ratio to the error of a naive forecast inside the history
-- formula: RMSSE = mean over series of √ (MSE of the series / squared scale of the series)
-- source: Hyndman & Koehler (2006), Another look at measures of forecast accuracy; the M5 competition averages over series
-- note: Squared scales come from forecast_scale.sql.
-- note: Series without a scale, or with a scale of zero, are left out and counted, as in MASE.
CREATE OR REPLACE TEMP MACRO forecast_rmsse(series_mse, squared_scale) AS
    avg(sqrt(series_mse / nullif(squared_scale, 0)));
