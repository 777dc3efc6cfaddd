-- title: Mean absolute scaled error
-- unit: ratio to the error of a naive forecast inside the history
-- formula: MASE = mean over series of (MAE of the series / scale of the series)
-- source: Hyndman & Koehler (2006), Another look at measures of forecast accuracy; M4 averages over series
-- note: Scales come from forecast_scale.sql.
-- note: Series without a scale, or with a scale of zero, are left out and counted.
CREATE OR REPLACE TEMP MACRO forecast_mase(series_mae, scale) AS avg(series_mae / nullif(scale, 0));
