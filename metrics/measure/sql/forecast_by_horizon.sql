-- title: Accuracy by model and horizon
-- unit: as each measure
-- formula: each measure over the rows of a model at a horizon; horizon null: over all its horizons
-- source: method, forecasts
WITH pooled AS (
    SELECT
        position,
        horizon,
        sum(points)::BIGINT AS points,
        forecast_mae(lost, points) AS mae,
        forecast_wape(lost, size) AS wape,
        forecast_mape(percentages, with_percentage) AS mape,
        sum(points - with_percentage)::BIGINT AS mape_left_out,
        forecast_smape(evenly, points) AS smape,
        forecast_bias(error, size) AS bias,
        forecast_mean_error(error, points) AS mean_error,
        forecast_naive_wape(naive_lost, naive_size) AS naive_wape,
        forecast_fva(lost_beside, naive_lost, naive_size) AS fva,
        sum(points - with_naive)::BIGINT AS fva_left_out
    FROM forecast_days
    GROUP BY GROUPING SETS ((position, horizon), (position))
),
series AS (
    SELECT
        position,
        horizon,
        number,
        forecast_wape(lost, size) AS series_wape,
        forecast_mae(lost, points) AS series_mae,
        sum(squared) AS squared,
        sum(points) AS points
    FROM forecast_sums
    WHERE points > 0
    GROUP BY GROUPING SETS ((position, horizon, number), (position, number))
),
spread AS (
    SELECT
        position,
        horizon,
        forecast_wape_median_series(series_wape) AS wape_median_series,
        forecast_mase(series_mae, scale) AS mase,
        forecast_rmse(squared, points) AS rmse,
        forecast_rmsse(squared / points, squared_scale) AS rmsse,
        count(*) FILTER (WHERE scale = 0) AS mase_zero_scales
    FROM series LEFT JOIN forecast_scale USING (number)
    GROUP BY position, horizon
)
SELECT
    model,
    pooled.* EXCLUDE (position),
    spread.wape_median_series,
    spread.mase,
    spread.mase_zero_scales,
    spread.rmse,
    spread.rmsse
FROM pooled
JOIN spread ON spread.position = pooled.position AND spread.horizon IS NOT DISTINCT FROM pooled.horizon
JOIN forecast_models ON forecast_models.position = pooled.position
ORDER BY pooled.position, pooled.horizon NULLS LAST;
