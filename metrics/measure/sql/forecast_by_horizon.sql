-- title: Accuracy by model and horizon
-- unit: as each measure
-- formula: each measure over the rows of a model at a horizon; horizon null: over all its horizons
-- source: method, forecasts
WITH pooled AS (
    SELECT
        position,
        horizon,
        count(*) AS points,
        forecast_mae(error) AS mae,
        forecast_wape(error, actual) AS wape,
        forecast_mape(error, actual) AS mape,
        count(*) FILTER (WHERE actual = 0) AS mape_left_out,
        forecast_smape(forecast, actual) AS smape,
        forecast_rmse(error) AS rmse,
        forecast_bias(error, actual) AS bias,
        forecast_naive_wape(naive, actual) AS naive_wape,
        forecast_fva(error, naive, actual) AS fva,
        count(*) FILTER (WHERE naive IS NULL) AS fva_left_out
    FROM forecast_errors
    GROUP BY GROUPING SETS ((position, horizon), (position))
),
series AS (
    SELECT
        position,
        horizon,
        number,
        forecast_wape(error, actual) AS series_wape,
        forecast_mae(error) AS series_mae
    FROM forecast_errors
    GROUP BY GROUPING SETS ((position, horizon, number), (position, number))
),
spread AS (
    SELECT
        position,
        horizon,
        forecast_wape_median_series(series_wape) AS wape_median_series,
        forecast_mase(series_mae, scale) AS mase,
        count(*) FILTER (WHERE scale = 0) AS mase_zero_scales
    FROM series LEFT JOIN forecast_scale USING (number)
    GROUP BY position, horizon
)
SELECT model, pooled.* EXCLUDE (position), spread.wape_median_series, spread.mase, spread.mase_zero_scales
FROM pooled
JOIN spread ON spread.position = pooled.position AND spread.horizon IS NOT DISTINCT FROM pooled.horizon
JOIN forecast_models ON forecast_models.position = pooled.position
ORDER BY pooled.position, pooled.horizon NULLS LAST;
